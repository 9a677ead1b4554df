from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mentoring", "0014_listed_mentors_are_approved")]

    operations = [
        migrations.AddConstraint(
            model_name="mentor",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_listed", False), ("approved_at__isnull", False), _connector="OR"),
                name="mentoring_mentor_only_approved_are_listed",
            ),
        ),
    ]
