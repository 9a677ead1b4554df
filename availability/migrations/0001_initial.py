import availability.models
import core.fields
import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.expressions
import timezone_field.fields
from django.conf import settings
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        BtreeGistExtension(),  # a relation beside a range in one exclusion constraint
        migrations.CreateModel(
            name="Schedule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", core.fields.LineField(default="", max_length=60, verbose_name="name")),
                (
                    "zone",
                    timezone_field.fields.TimeZoneField(
                        help_text="Your hours are in this time zone.", verbose_name="time zone"
                    ),
                ),
                ("is_default", models.BooleanField(default=False)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="schedules",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-is_default", "name", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_default", True)),
                        fields=("user",),
                        name="availability_schedule_one_default",
                    ),
                    models.UniqueConstraint(fields=("user", "name"), name="availability_schedule_name_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="DateOverride",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField(verbose_name="date")),
                (
                    "note",
                    models.CharField(
                        blank=True, help_text="Only you see it.", max_length=120, verbose_name="note"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "schedule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="overrides",
                        to="availability.schedule",
                    ),
                ),
            ],
            options={
                "ordering": ("on",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "schedule", "on"), name="availability_dateoverride_once_a_date"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TimeOff",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first_on", models.DateField(verbose_name="first day off")),
                ("last_on", models.DateField(verbose_name="last day off")),
                (
                    "reason",
                    core.fields.LineField(
                        blank=True, help_text="Only you see it.", max_length=120, verbose_name="reason"
                    ),
                ),
                (
                    "public_note",
                    core.fields.LineField(
                        blank=True,
                        help_text="Shown in place of your free times, such as: Back on Monday, rested.",
                        max_length=120,
                        verbose_name="note for learners",
                    ),
                ),
                (
                    "stand_in",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="time_off",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("first_on", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_on__gte", models.F("first_on"))),
                        name="availability_timeoff_ends_after_start",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Travel",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first_on", models.DateField(verbose_name="first day there")),
                ("last_on", models.DateField(verbose_name="last day there")),
                ("zone", timezone_field.fields.TimeZoneField(verbose_name="time zone")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="travels",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("first_on", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_on__gte", models.F("first_on"))),
                        name="availability_travel_ends_after_start",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("user", "="),
                            (
                                availability.models.DateRange(
                                    "first_on",
                                    "last_on",
                                    django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_upper=True),
                                ),
                                "&&",
                            ),
                        ],
                        name="availability_travel_in_one_place",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WeeklyHours",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("start_minute", models.PositiveSmallIntegerField()),
                ("end_minute", models.PositiveSmallIntegerField()),
                (
                    "weekday",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "Monday"),
                            (2, "Tuesday"),
                            (3, "Wednesday"),
                            (4, "Thursday"),
                            (5, "Friday"),
                            (6, "Saturday"),
                            (7, "Sunday"),
                        ]
                    ),
                ),
                (
                    "schedule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="weekly_hours",
                        to="availability.schedule",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("weekday", "start_minute"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("weekday__range", (1, 7)),
                            ("end_minute__gt", models.F("start_minute")),
                            (
                                "end_minute__lte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("start_minute"), "+", models.Value(1440)
                                ),
                            ),
                            ("start_minute__range", (0, 1439)),
                        ),
                        name="availability_weeklyhours_are_sane",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DateOverrideRange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("start_minute", models.PositiveSmallIntegerField()),
                ("end_minute", models.PositiveSmallIntegerField()),
                (
                    "override",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ranges",
                        to="availability.dateoverride",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("start_minute",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("end_minute__gt", models.F("start_minute")),
                            (
                                "end_minute__lte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("start_minute"), "+", models.Value(1440)
                                ),
                            ),
                            ("start_minute__range", (0, 1439)),
                        ),
                        name="availability_dateoverriderange_is_sane",
                    )
                ],
            },
        ),
    ]
