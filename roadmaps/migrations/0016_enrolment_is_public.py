from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("roadmaps", "0015_links"),
    ]

    operations = [
        migrations.AddField(
            model_name="enrolment",
            name="is_public",
            field=models.BooleanField(
                default=False, help_text="The learner lets everybody see how far they are on it."
            ),
        ),
    ]
