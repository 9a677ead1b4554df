import core.fields
import core.uuid7
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Endpoint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", core.fields.LineField(max_length=60, verbose_name="name")),
                ("encrypted_url", models.TextField()),
                ("encrypted_secret", models.TextField()),
                ("encrypted_old_secret", models.TextField(blank=True)),
                ("old_secret_until", models.DateTimeField(null=True)),
                ("failing_since", models.DateTimeField(null=True)),
                ("paused_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="webhook_endpoints",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.CharField(max_length=120)),
                (
                    "event",
                    models.CharField(
                        choices=[
                            ("ping", "Ping"),
                            ("booking.created", "Session booked or asked for"),
                            ("booking.confirmed", "Session confirmed"),
                            ("booking.rescheduled", "Session moved"),
                            ("booking.joined", "Somebody joined your group"),
                            ("booking.left", "Somebody left your group"),
                            ("booking.cancelled", "Session cancelled"),
                            ("booking.no_show", "Somebody did not come"),
                            ("booking.completed", "Session held"),
                        ],
                        max_length=30,
                    ),
                ),
                ("payload", models.JSONField()),
                (
                    "state",
                    models.CharField(
                        choices=[("owed", "Waiting"), ("delivered", "Delivered"), ("failed", "Given up")],
                        default="owed",
                        max_length=12,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("due_at", models.DateTimeField()),
                ("leased_until", models.DateTimeField(null=True)),
                ("status", models.PositiveSmallIntegerField(null=True)),
                ("error", models.CharField(blank=True, max_length=40)),
                ("tried_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "endpoint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="webhooks.endpoint",
                    ),
                ),
            ],
            options={
                "ordering": ("-created_at", "-pk"),
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "owed")), fields=["due_at"], name="webhooks_delivery_due"
                    ),
                    models.Index(fields=["created_at"], name="webhooks_delivery_created"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "endpoint", "key"), name="webhooks_delivery_once_an_event"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["owed", "delivered", "failed"])),
                        name="webhooks_delivery_state_is_known",
                    ),
                ],
            },
        ),
    ]
