import accounts.models.people
import core.fields
import core.uuid7
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import timezone_field.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                ("email", models.EmailField(max_length=254, unique=True, verbose_name="email address")),
                (
                    "display_name",
                    core.fields.LineField(
                        help_text="What other people here call you.", max_length=80, verbose_name="name"
                    ),
                ),
                (
                    "handle",
                    models.CharField(
                        help_text="The last part of your page's address: small letters, digits and hyphens.",
                        max_length=40,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9]+(-[a-z0-9]+)*$", "Use small letters, digits and single hyphens."
                            ),
                            accounts.models.people.is_not_reserved,
                        ],
                        verbose_name="handle",
                    ),
                ),
                (
                    "zone",
                    timezone_field.fields.TimeZoneField(
                        default="UTC",
                        help_text="Your days and weeks, and every time you are shown, are in this zone.",
                        verbose_name="time zone",
                    ),
                ),
                ("language", models.CharField(default="en-gb", max_length=12, verbose_name="language")),
                (
                    "clock",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "As my language does"),
                            ("12", "12 hours: 6:00 PM"),
                            ("24", "24 hours: 18:00"),
                        ],
                        default="",
                        max_length=2,
                        verbose_name="clock",
                    ),
                ),
                (
                    "week_start",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "As where I live"),
                            ("monday", "Monday"),
                            ("saturday", "Saturday"),
                            ("sunday", "Sunday"),
                        ],
                        default="",
                        max_length=8,
                        verbose_name="first day of the week",
                    ),
                ),
                (
                    "weekly_goal_hours",
                    models.PositiveSmallIntegerField(
                        default=10,
                        help_text="How much you mean to study. Ten is what the road usually asks for.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(80),
                        ],
                        verbose_name="hours a week",
                    ),
                ),
                (
                    "starting_point",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("data_scientist", "Data scientist"),
                            ("software_engineer", "Software engineer"),
                            ("neither", "Neither yet"),
                        ],
                        default="",
                        max_length=20,
                        verbose_name="where you start from",
                    ),
                ),
                ("is_staff", models.BooleanField(default=False, verbose_name="staff")),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                (
                    "joined_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="joined"
                    ),
                ),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "verbose_name": "person",
                "verbose_name_plural": "people",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("email", django.db.models.functions.text.Lower("email")),
                            ("email__regex", "^[!-~]+@[!-~]+$"),
                        ),
                        name="accounts_user_email_is_canonical",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("handle__regex", "^[a-z0-9]+(-[a-z0-9]+)*$")),
                        name="accounts_user_handle_is_a_slug",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("weekly_goal_hours__gte", 1), ("weekly_goal_hours__lte", 80)),
                        name="accounts_user_goal_fits_a_week",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("clock__in", ("", "12", "24"))),
                        name="accounts_user_clock_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("week_start__in", ("", "monday", "saturday", "sunday"))),
                        name="accounts_user_week_start_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Closure",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="closure",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("closed_at", models.DateTimeField()),
                ("erase_at", models.DateTimeField()),
                ("keeps_words", models.BooleanField()),
                ("erased_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="PublicProfile",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="public_profile",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("about", models.TextField(blank=True, max_length=1000, verbose_name="about you")),
                (
                    "blocks",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SlugField(), blank=True, default=list, size=None
                    ),
                ),
                ("before", models.JSONField(editable=False, null=True)),
                ("changed_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="ApiToken",
            fields=[
                ("digest", models.CharField(max_length=128, primary_key=True, serialize=False)),
                ("token_key", models.CharField(db_index=True, max_length=25)),
                ("created", models.DateTimeField(auto_now_add=True)),
                (
                    "name",
                    core.fields.LineField(
                        help_text="What will use it, so that you know it again.",
                        max_length=60,
                        verbose_name="name",
                    ),
                ),
                (
                    "scopes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[("read", "Read"), ("write", "Write")], max_length=10
                        ),
                        size=None,
                        verbose_name="may",
                    ),
                ),
                ("expiry", models.DateTimeField(verbose_name="expires")),
                (
                    "last_used_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="last used"),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="auth_token_set",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "API token",
                "verbose_name_plural": "API tokens",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("scopes__len__gte", 1)), name="accounts_apitoken_has_a_scope"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DataExport",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("requested_at", models.DateTimeField()),
                ("done", models.PositiveSmallIntegerField(default=0)),
                ("total", models.PositiveSmallIntegerField(default=0)),
                ("ready_at", models.DateTimeField(null=True)),
                ("file", models.CharField(blank=True, max_length=200)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="FormerHandle",
            fields=[
                (
                    "handle",
                    models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name="handle"),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="former_handles",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "former handle",
                "verbose_name_plural": "former handles",
            },
        ),
        migrations.CreateModel(
            name="IdempotencyKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("act", models.CharField(max_length=60)),
                ("key", models.CharField(max_length=200)),
                ("request_hash", models.CharField(max_length=64)),
                ("answer", models.JSONField(null=True)),
                ("expires_at", models.DateTimeField(db_index=True)),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("actor", "act", "key"), name="accounts_idempotencykey_once"
                    )
                ],
            },
        ),
    ]
