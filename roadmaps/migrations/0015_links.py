import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("roadmaps", "0010_notes_and_evidence"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LinkDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("replaced", "Replaced"),
                            ("retired", "Taken away"),
                            ("dismissed", "Kept as it is"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="LinkHost",
            fields=[
                ("name", models.CharField(max_length=255, primary_key=True, serialize=False)),
                ("free_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("robots", models.TextField(blank=True, help_text="What its robots.txt said.")),
                ("robots_read_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="LinkVote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[("useful", "Useful"), ("outdated", "Outdated"), ("broken", "Broken")],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="link",
            name="broken_since",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="link",
            name="due_at",
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.AddField(
            model_name="link",
            name="error",
            field=models.CharField(blank=True, max_length=30),
        ),
        migrations.AddField(
            model_name="link",
            name="failures",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="link",
            name="host",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.functions.text.Lower(
                    models.Func(
                        models.F("url"),
                        models.Value("^[^/?#]*//(?:[^/?#@]*@)?([^/?#:]*)"),
                        function="substring",
                        output_field=models.TextField(),
                    )
                ),
                null=True,
                output_field=models.TextField(),
            ),
        ),
        migrations.AddField(
            model_name="link",
            name="moved_to",
            field=models.URLField(blank=True, help_text="Where its server sends for good.", max_length=500),
        ),
        migrations.AddField(
            model_name="link",
            name="state",
            field=models.CharField(
                choices=[
                    ("unknown", "Not checked yet"),
                    ("works", "Works"),
                    ("failing", "Failed lately"),
                    ("broken", "Broken"),
                    ("unclear", "Could not be checked"),
                ],
                default="unknown",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="link",
            name="tried_at",
            field=models.DateTimeField(blank=True, help_text="When it was last tried.", null=True),
        ),
        migrations.AddIndex(
            model_name="link",
            index=models.Index(fields=["due_at"], name="roadmaps_link_due"),
        ),
        migrations.AddField(
            model_name="linkdecision",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="linkdecision",
            name="link",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="decisions", to="roadmaps.link"
            ),
        ),
        migrations.AddField(
            model_name="linkdecision",
            name="replacement",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="roadmaps.link",
            ),
        ),
        migrations.AddField(
            model_name="linkdecision",
            name="roadmap",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="link_decisions",
                to="roadmaps.roadmap",
            ),
        ),
        migrations.AddField(
            model_name="linkvote",
            name="link",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="votes", to="roadmaps.link"
            ),
        ),
        migrations.AddField(
            model_name="linkvote",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="linkdecision",
            constraint=models.UniqueConstraint(fields=("roadmap", "link"), name="roadmaps_linkdecision_once"),
        ),
        migrations.AddConstraint(
            model_name="linkdecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "replaced"), ("replacement__isnull", False)),
                    models.Q(models.Q(("kind", "replaced"), _negated=True), ("replacement", None)),
                    _connector="OR",
                ),
                name="roadmaps_linkdecision_replaced_has_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="linkvote",
            constraint=models.UniqueConstraint(fields=("person", "link"), name="roadmaps_linkvote_once"),
        ),
    ]
