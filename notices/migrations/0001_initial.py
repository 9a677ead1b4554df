import core.uuid7
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ChannelChoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=60)),
                (
                    "channel",
                    models.CharField(choices=[("list", "In your list"), ("mail", "By mail")], max_length=16),
                ),
                ("is_on", models.BooleanField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="channel_choices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "kind", "channel"), name="notices_channelchoice_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=60)),
                (
                    "about",
                    models.CharField(help_text="The thing it is about, such as booking:17.", max_length=200),
                ),
                ("context", models.JSONField(blank=True, default=dict)),
                ("at", models.DateTimeField(help_text="When it is told; before, nobody sees it.")),
                ("is_listed", models.BooleanField(help_text="As the person had chosen when it was made.")),
                ("created_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("taken_back_at", models.DateTimeField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["person", "-at"], name="notices_notice_newest"),
                    models.Index(
                        models.F("person"),
                        models.F("at"),
                        condition=models.Q(("read_at", None), ("taken_back_at", None)),
                        name="notices_notice_unread",
                    ),
                    models.Index(
                        models.F("about"),
                        condition=models.Q(("taken_back_at", None)),
                        name="notices_notice_about",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("taken_back_at", None)),
                        fields=("person", "kind", "about", "at"),
                        name="notices_notice_told_once",
                    )
                ],
            },
        ),
    ]
