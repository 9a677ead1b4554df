from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("planning", "0001_plans"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="weekplan",
            name="planning_weekplan_begins_on_monday",
        ),
        migrations.AlterField(
            model_name="letterchoice",
            name="cadence",
            field=models.CharField(
                choices=[
                    ("weekly", "Every week"),
                    ("monthly", "In the first week of a month"),
                    ("never", "Never"),
                ],
                max_length=8,
            ),
        ),
        migrations.AddConstraint(
            model_name="weekplan",
            constraint=models.CheckConstraint(
                condition=models.Q(("week__iso_week_day__in", (1, 6, 7))),
                name="planning_weekplan_begins_a_week",
            ),
        ),
    ]
