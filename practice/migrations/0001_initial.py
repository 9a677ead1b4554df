import core.fields
import core.uuid7
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("articles", "0001_initial"),
        ("mentoring", "0001_initial"),
        ("roadmaps", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="PracticeChoice",
            fields=[
                (
                    "learner",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="practice",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("is_on", models.BooleanField(default=False, verbose_name="ask me again what I have learnt")),
                (
                    "paused_until",
                    models.DateField(
                        blank=True,
                        help_text="The first day on which you are asked again.",
                        null=True,
                        verbose_name="pause until",
                    ),
                ),
                ("changed_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.SlugField()),
                ("step_key", models.SlugField(blank=True, verbose_name="step")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("derive", "Derive"),
                            ("explain", "Explain"),
                            ("choose", "Choose and justify"),
                            ("find_error", "Find the error"),
                        ],
                        max_length=12,
                        verbose_name="what it asks for",
                    ),
                ),
                (
                    "prompt",
                    core.fields.TextField(
                        validators=[django.core.validators.MaxLengthValidator(3000)], verbose_name="question"
                    ),
                ),
                (
                    "answer",
                    core.fields.TextField(
                        validators=[django.core.validators.MaxLengthValidator(6000)],
                        verbose_name="model answer",
                    ),
                ),
                (
                    "points",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=core.fields.LineField(max_length=300),
                        size=8,
                        verbose_name="what a good answer contains",
                    ),
                ),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(10),
                        ],
                        verbose_name="minutes",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("withdrawn_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("updated_at", models.DateTimeField(editable=False)),
                (
                    "article",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="questions",
                        to="articles.article",
                    ),
                ),
                (
                    "for_learner",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions",
                        to="roadmaps.roadmap",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="mentoring.booking",
                    ),
                ),
                (
                    "written_in",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="articles.article",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["roadmap", "step_key"], name="practice_question_of_step")],
                "constraints": [
                    models.UniqueConstraint(fields=("roadmap", "key"), name="practice_question_key_once"),
                    models.UniqueConstraint(
                        fields=("written_in", "key"), name="practice_question_key_once_an_article"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("for_learner", None),
                                ("roadmap__isnull", False),
                                ("written_in", None),
                                models.Q(("step_key", ""), _negated=True),
                            ),
                            models.Q(("for_learner", None), ("roadmap", None), ("written_in__isnull", False)),
                            models.Q(("for_learner__isnull", False), ("roadmap", None), ("written_in", None)),
                            _connector="OR",
                        ),
                        name="practice_question_has_one_place",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("minutes__range", (1, 10))), name="practice_question_minutes_fit"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Card",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kept_at", models.DateTimeField()),
                ("stopped_at", models.DateTimeField(blank=True, null=True)),
                ("due_on", models.DateField()),
                ("postponed_to", models.DateField(blank=True, null=True)),
                ("brought_forward_to", models.DateField(blank=True, null=True)),
                (
                    "asked_on",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.comparison.Least(
                            django.db.models.functions.comparison.Greatest("due_on", "postponed_to"),
                            "brought_forward_to",
                        ),
                        output_field=models.DateField(),
                    ),
                ),
                ("stability", models.FloatField(blank=True, help_text="In days.", null=True)),
                ("difficulty", models.FloatField(blank=True, help_text="From 1 to 10.", null=True)),
                ("reviewed_on", models.DateField(blank=True, null=True)),
                ("review_count", models.PositiveIntegerField(default=0)),
                ("failures", models.PositiveIntegerField(default=0, help_text="In a row, up to now.")),
                ("updated_at", models.DateTimeField()),
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
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cards",
                        to="practice.question",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("stopped_at", None)),
                        fields=["learner", "asked_on"],
                        name="practice_card_asked",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("learner", "question"), name="practice_card_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("difficulty", None),
                                ("failures", 0),
                                ("review_count", 0),
                                ("reviewed_on", None),
                                ("stability", None),
                            ),
                            models.Q(
                                ("difficulty__isnull", False),
                                ("review_count__gte", 1),
                                ("reviewed_on__isnull", False),
                                ("stability__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="practice_card_remembers_all_or_nothing",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "text",
                    core.fields.TextField(
                        blank=True,
                        validators=[django.core.validators.MaxLengthValidator(10000)],
                        verbose_name="your answer",
                    ),
                ),
                ("was_aloud", models.BooleanField(default=False, help_text="Said aloud, not typed.")),
                ("answered_at", models.DateTimeField()),
                (
                    "rating",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(1, "Not yet"), (2, "With gaps"), (3, "Right"), (4, "At once")],
                        null=True,
                    ),
                ),
                ("rated_at", models.DateTimeField(blank=True, null=True)),
                ("rated_on", models.DateField(blank=True, help_text="In the learner's own zone.", null=True)),
                (
                    "scheduler",
                    models.JSONField(
                        editable=False,
                        help_text="The library's version and parameters that set the next date.",
                        null=True,
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
                    "card",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="practice.card",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["learner", "-rated_on"], name="practice_answer_by_day")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("rating", None)),
                        fields=("learner", "card"),
                        name="practice_answer_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("rated_at", None), ("rated_on", None), ("rating", None)),
                            models.Q(
                                ("rated_at__isnull", False),
                                ("rated_on__isnull", False),
                                ("rating__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="practice_answer_rated_is_dated",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("rating", None), ("rating__range", (1, 4)), _connector="OR"),
                        name="practice_answer_rating_is_known",
                    ),
                ],
            },
        ),
    ]
