import core.fields
import core.uuid7
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("mentoring", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarAccount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("server_url", models.CharField(max_length=1000)),
                ("username", core.fields.LineField(max_length=200)),
                ("encrypted_password", models.TextField()),
                ("connected_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("next_read_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("read_at", models.DateTimeField(null=True)),
                ("failures", models.PositiveSmallIntegerField(default=0)),
                ("failed_at", models.DateTimeField(null=True)),
                ("failed_with", models.CharField(blank=True, max_length=40)),
                ("retry_at", models.DateTimeField(null=True)),
                ("told_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calendar_accounts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
                "indexes": [models.Index(fields=["next_read_at"], name="calendars_account_due")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "server_url", "username"), name="calendars_account_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AccountCalendar",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("url", models.CharField(max_length=1000)),
                ("name", core.fields.LineField(max_length=60, verbose_name="name")),
                ("is_writable", models.BooleanField(default=True)),
                ("takes_sessions", models.BooleanField(default=False)),
                ("ctag", models.CharField(blank=True, max_length=400)),
                ("failed_with", models.CharField(blank=True, max_length=40)),
                (
                    "outside",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="account_calendars",
                        to="mentoring.outsidecalendar",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calendars",
                        to="calendars.calendaraccount",
                    ),
                ),
            ],
            options={
                "ordering": ("name", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "account", "url"), name="calendars_calendar_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("takes_sessions", True)),
                        fields=("person",),
                        name="calendars_calendar_one_for_sessions",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SessionEvent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("url", models.CharField(blank=True, max_length=1200)),
                ("etag", models.CharField(blank=True, max_length=400)),
                ("sequence", models.PositiveSmallIntegerField(default=0)),
                ("is_owed", models.BooleanField(default=True)),
                ("changes", models.PositiveIntegerField(default=1)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("due_at", models.DateTimeField()),
                ("leased_until", models.DateTimeField(null=True)),
                ("failed_with", models.CharField(blank=True, max_length=40)),
                ("written_at", models.DateTimeField(null=True)),
                (
                    "booking",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="mentoring.booking"
                    ),
                ),
                (
                    "calendar",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="calendars.accountcalendar",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("is_owed", True)), fields=["due_at"], name="calendars_event_due"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "booking"), name="calendars_event_one_a_session"
                    )
                ],
            },
        ),
    ]
