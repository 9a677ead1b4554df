import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """PostgreSQL computes `asked_on`, and changes how only by making the column anew."""

    dependencies = [
        ("mentoring", "0001_mentors_hours_and_bookings"),
        ("practice", "0001_questions_cards_and_answers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="card",
            name="brought_forward_to",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="question",
            name="for_learner",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="question",
            name="session",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="mentoring.booking",
            ),
        ),
        migrations.AddField(
            model_name="question",
            name="written_in",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="articles.article",
            ),
        ),
        migrations.RemoveIndex(model_name="card", name="practice_card_asked"),
        migrations.RemoveField(model_name="card", name="asked_on"),
        migrations.AddField(
            model_name="card",
            name="asked_on",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.functions.comparison.Least(
                    django.db.models.functions.comparison.Greatest("due_on", "postponed_to"),
                    "brought_forward_to",
                ),
                output_field=models.DateField(),
            ),
        ),
        migrations.AddIndex(
            model_name="card",
            index=models.Index(
                condition=models.Q(("stopped_at", None)),
                fields=["learner", "asked_on"],
                name="practice_card_asked",
            ),
        ),
        migrations.AlterField(
            model_name="question",
            name="roadmap",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="questions",
                to="roadmaps.roadmap",
            ),
        ),
        migrations.AlterField(
            model_name="question",
            name="step_key",
            field=models.SlugField(blank=True, verbose_name="step"),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.UniqueConstraint(
                fields=("written_in", "key"), name="practice_question_key_once_an_article"
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
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
        ),
    ]
