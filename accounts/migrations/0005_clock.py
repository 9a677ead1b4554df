from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_former_handles")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="clock",
            field=models.CharField(
                blank=True,
                choices=[("", "As my language does"), ("12", "12 hours: 6:00 PM"), ("24", "24 hours: 18:00")],
                default="",
                max_length=2,
                verbose_name="clock",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(("clock__in", ("", "12", "24"))), name="accounts_user_clock_is_known"
            ),
        ),
    ]
