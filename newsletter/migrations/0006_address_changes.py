import django.db.models.deletion
from django.db import migrations, models

import core.uuid7


class Migration(migrations.Migration):
    dependencies = [
        ("newsletter", "0005_digests"),
    ]

    operations = [
        migrations.CreateModel(
            name="AddressChange",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "email",
                    models.EmailField(
                        help_text="As it was typed.", max_length=254, verbose_name="new address"
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="asked at")),
                ("confirmed_at", models.DateTimeField(null=True, verbose_name="confirmed at")),
                (
                    "subscriber",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="address_changes",
                        to="newsletter.subscriber",
                        verbose_name="subscriber",
                    ),
                ),
            ],
            options={
                "verbose_name": "address change",
                "verbose_name_plural": "address changes",
            },
        ),
    ]
