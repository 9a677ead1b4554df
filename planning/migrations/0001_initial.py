import core.fields
import core.uuid7
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("mentoring", "0001_initial"),
        ("roadmaps", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="LetterChoice",
            fields=[
                (
                    "learner",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="plan_letter",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "cadence",
                    models.CharField(
                        choices=[
                            ("weekly", "Every week"),
                            ("monthly", "In the first week of a month"),
                            ("never", "Never"),
                        ],
                        max_length=8,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="WeekPlan",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("week", models.DateField()),
                (
                    "note",
                    core.fields.TextField(
                        blank=True, help_text="What helped, and what got in the way.", max_length=500
                    ),
                ),
                ("changed_at", models.DateTimeField()),
                (
                    "learner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="week_plans",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("learner", "week"), name="planning_weekplan_once"),
                    models.CheckConstraint(
                        condition=models.Q(("week__iso_week_day__in", (1, 6, 7))),
                        name="planning_weekplan_begins_a_week",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanBlock",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "weekday",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(7),
                        ],
                    ),
                ),
                (
                    "routine",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("morning", "In the morning"),
                            ("midday", "Around midday"),
                            ("after_work", "After work"),
                            ("evening", "In the evening"),
                        ],
                        max_length=12,
                    ),
                ),
                ("place", core.fields.LineField(blank=True, max_length=60)),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(5),
                            django.core.validators.MaxValueValidator(720),
                        ]
                    ),
                ),
                ("key", models.SlugField(blank=True, help_text="The step, when it is about one.")),
                ("text", core.fields.LineField(blank=True, max_length=200)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                (
                    "action_item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="mentoring.actionitem",
                    ),
                ),
                (
                    "learner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "roadmap",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="roadmaps.roadmap",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="blocks",
                        to="planning.weekplan",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["learner", "-updated_at"], name="planning_block_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("weekday", None), ("weekday__range", (1, 7)), _connector="OR"),
                        name="planning_planblock_in_week",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("minutes__range", (5, 720))),
                        name="planning_planblock_minutes_fit",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WeekLetter",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("week", models.DateField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("week", "The week"), ("welcome_back", "Welcome back")], max_length=12
                    ),
                ),
                ("told_at", models.DateTimeField()),
                (
                    "learner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("learner", "week"), name="planning_weekletter_once")
                ],
            },
        ),
    ]
