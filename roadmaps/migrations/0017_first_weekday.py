from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("roadmaps", "0016_enrolment_is_public"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="restweek",
            name="roadmaps_rest_week_begins_on_monday",
        ),
        migrations.RemoveConstraint(
            model_name="weeklygoal",
            name="roadmaps_weekly_goal_until_monday",
        ),
        migrations.AddConstraint(
            model_name="restweek",
            constraint=models.CheckConstraint(
                condition=models.Q(("week__iso_week_day__in", (1, 6, 7))),
                name="roadmaps_rest_week_begins_a_week",
            ),
        ),
        migrations.AddConstraint(
            model_name="weeklygoal",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__iso_week_day__in", (1, 6, 7))),
                name="roadmaps_weekly_goal_until_a_week",
            ),
        ),
    ]
