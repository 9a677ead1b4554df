"""An issue may wait because too few readers matched."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("newsletter", "0002_consent_stays"),
    ]

    operations = [
        migrations.AlterField(
            model_name="issue",
            name="block_reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("too_late", "Its time passed while nothing could be sent."),
                    ("not_published", "The article was not published at that time."),
                    ("too_few_readers", "Fewer than five readers matched the choice by then."),
                ],
                max_length=16,
                verbose_name="block reason",
            ),
        ),
    ]
