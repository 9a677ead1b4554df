from django.db import migrations, models


class Migration(migrations.Migration):
    """People who are here already keep their weeks from Monday, as if they had chosen that."""

    dependencies = [
        ("accounts", "0006_public_profile"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="week_start",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "As where I live"),
                    ("monday", "Monday"),
                    ("saturday", "Saturday"),
                    ("sunday", "Sunday"),
                ],
                default="monday",
                max_length=8,
                verbose_name="first day of the week",
            ),
        ),
        migrations.AlterField(
            model_name="user",
            name="week_start",
            field=models.CharField(
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
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(("week_start__in", ("", "monday", "saturday", "sunday"))),
                name="accounts_user_week_start_is_known",
            ),
        ),
    ]
