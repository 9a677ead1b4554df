import core.uuid7
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Edition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(editable=False, null=True)),
                ("title", models.CharField(max_length=120)),
                ("summary", models.TextField(blank=True)),
                ("language", models.CharField(default="en-GB", max_length=12)),
                ("published_at", models.DateTimeField(editable=False, null=True)),
                (
                    "note",
                    models.TextField(blank=True, help_text="What changed, for the people on this road."),
                ),
                (
                    "mapping",
                    models.JSONField(
                        default=dict,
                        editable=False,
                        help_text="Keys that vanished, with those in their place.",
                    ),
                ),
                (
                    "layout",
                    models.JSONField(
                        editable=False,
                        help_text="The rows of its graph, by stage, as numbers of steps. Made when it is published.",
                        null=True,
                    ),
                ),
                ("fingerprint", models.CharField(blank=True, editable=False, max_length=64)),
                (
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.postgres.search.CombinedSearchVector(
                            django.contrib.postgres.search.SearchVector(
                                "title", config="english", weight="A"
                            ),
                            "||",
                            django.contrib.postgres.search.SearchVector(
                                "summary", config="english", weight="B"
                            ),
                            django.contrib.postgres.search.SearchConfig("english"),
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
            ],
            options={
                "ordering": (
                    "roadmap",
                    models.OrderBy(models.F("number"), descending=True, nulls_first=True),
                ),
            },
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
            name="Area",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField()),
                ("title", models.CharField(max_length=80)),
                (
                    "is_on_radar",
                    models.BooleanField(default=False, help_text="One of the axes of the skill map."),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "ordering": ("position", "title"),
                "constraints": [models.UniqueConstraint(fields=("slug",), name="roadmaps_area_slug_once")],
            },
        ),
        migrations.CreateModel(
            name="Enrolment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("track", models.SlugField(default="shared")),
                (
                    "specialisms",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SlugField(),
                        blank=True,
                        default=list,
                        help_text="Those that were chosen, by their keys.",
                        size=None,
                    ),
                ),
                ("started_on", models.DateField(help_text="In the learner's own zone.")),
                ("left_at", models.DateTimeField(blank=True, null=True)),
                (
                    "overlay",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        help_text="What the learner hid, added and reordered for themselves.",
                    ),
                ),
                (
                    "is_public",
                    models.BooleanField(
                        default=False, help_text="The learner lets everybody see how far they are on it."
                    ),
                ),
                (
                    "declined",
                    models.ForeignKey(
                        blank=True,
                        help_text="The newer edition that the learner chose not to move to.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="roadmaps.edition",
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="enrolments",
                        to="roadmaps.edition",
                    ),
                ),
                (
                    "learner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="enrolments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="EnrolmentEvent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("enrolled", "Began to follow"),
                            ("track_changed", "Another track"),
                            ("specialised", "Other specialisms"),
                            ("edition_changed", "Another edition"),
                            ("edition_declined", "Stayed on their edition"),
                            ("credited", "Credit for what was known"),
                            ("hidden", "Something hidden"),
                            ("shown", "Something shown again"),
                            ("own_step_added", "A step of their own"),
                            ("own_step_changed", "A step of their own changed"),
                            ("own_step_removed", "A step of their own removed"),
                            ("reordered", "Steps in another order"),
                            ("reset", "Marks set back"),
                            ("left", "No longer following"),
                            ("undone", "A change undone"),
                        ],
                        max_length=16,
                    ),
                ),
                ("from_track", models.SlugField(blank=True)),
                ("to_track", models.SlugField()),
                (
                    "from_specialisms",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SlugField(), blank=True, default=list, size=None
                    ),
                ),
                (
                    "to_specialisms",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SlugField(), blank=True, default=list, size=None
                    ),
                ),
                (
                    "from_overlay",
                    models.JSONField(help_text="How it was, when this change made it another.", null=True),
                ),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="roadmaps.enrolment",
                    ),
                ),
                (
                    "from_edition",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="roadmaps.edition",
                    ),
                ),
                (
                    "learner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "to_edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="roadmaps.edition"
                    ),
                ),
                (
                    "undoes",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="undoings",
                        to="roadmaps.enrolmentevent",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["learner", "enrolment", "-at"], name="roadmaps_enrolment_events")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("learner", "undoes"), name="roadmaps_enrolment_event_undone_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="GateEvent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.SlugField()),
                ("begun_on", models.DateField(null=True)),
                ("passed_on", models.DateField(null=True)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="gate_events",
                        to="roadmaps.enrolment",
                    ),
                ),
                (
                    "learner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["learner", "enrolment", "key", "-at"], name="roadmaps_gate_events")
                ],
            },
        ),
        migrations.CreateModel(
            name="GateState",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.SlugField()),
                ("begun_on", models.DateField()),
                ("passed_on", models.DateField(blank=True, null=True)),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="gate_states",
                        to="roadmaps.enrolment",
                    ),
                ),
                (
                    "learner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("learner", "enrolment", "key"), name="roadmaps_gate_state_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("passed_on", None), ("passed_on__gt", models.F("begun_on")), _connector="OR"
                        ),
                        name="roadmaps_gate_begins_before_it_ends",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("url", models.URLField(max_length=500)),
                (
                    "host",
                    models.GeneratedField(
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
                (
                    "checked_on",
                    models.DateField(blank=True, help_text="When it was last found to work.", null=True),
                ),
                (
                    "state",
                    models.CharField(
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
                (
                    "tried_at",
                    models.DateTimeField(blank=True, help_text="When it was last tried.", null=True),
                ),
                ("failures", models.PositiveSmallIntegerField(default=0)),
                ("broken_since", models.DateTimeField(blank=True, null=True)),
                ("error", models.CharField(blank=True, max_length=30)),
                (
                    "moved_to",
                    models.URLField(blank=True, help_text="Where its server sends for good.", max_length=500),
                ),
                ("due_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "indexes": [models.Index(fields=["due_at"], name="roadmaps_link_due")],
                "constraints": [models.UniqueConstraint(fields=("url",), name="roadmaps_link_url_once")],
            },
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
                (
                    "link",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="votes", to="roadmaps.link"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("person", "link"), name="roadmaps_linkvote_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ProgressEvent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.SlugField()),
                (
                    "from_status",
                    models.CharField(
                        choices=[
                            ("pending", "Not started"),
                            ("in_progress", "In progress"),
                            ("done", "Done"),
                            ("skipped", "Skipped"),
                            ("needs_review", "Needs review"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "to_status",
                    models.CharField(
                        choices=[
                            ("pending", "Not started"),
                            ("in_progress", "In progress"),
                            ("done", "Done"),
                            ("skipped", "Skipped"),
                            ("needs_review", "Needs review"),
                        ],
                        max_length=12,
                    ),
                ),
                ("was_credit", models.BooleanField(default=False)),
                (
                    "is_credit",
                    models.BooleanField(default=False, help_text="Known before: done, and not done here."),
                ),
                ("at", models.DateTimeField()),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("learner", "Learner"),
                            ("mentor", "Mentor"),
                            ("import", "Import"),
                            ("migration", "New edition"),
                            ("mail", "A link in a newsletter"),
                        ],
                        default="learner",
                        max_length=10,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "change",
                    models.ForeignKey(
                        blank=True,
                        help_text="The change of the enrolment that made this mark, such as a reset.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="marks",
                        to="roadmaps.enrolmentevent",
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="roadmaps.edition"
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="roadmaps.enrolment",
                    ),
                ),
                (
                    "learner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "undoes",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="undoings",
                        to="roadmaps.progressevent",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["learner", "enrolment", "key", "-at", "-id"], name="roadmaps_marks_of_step"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("from_status", models.F("to_status")),
                            ("was_credit", models.F("is_credit")),
                            _negated=True,
                        ),
                        name="roadmaps_mark_changes_something",
                    ),
                    models.UniqueConstraint(fields=("learner", "undoes"), name="roadmaps_mark_undone_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="RestWeek",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("week", models.DateField()),
                ("planned_at", models.DateTimeField()),
                (
                    "learner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rest_weeks",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("learner", "week"), name="roadmaps_rest_week_once"),
                    models.CheckConstraint(
                        condition=models.Q(("week__iso_week_day__in", (1, 6, 7))),
                        name="roadmaps_rest_week_begins_a_week",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Roadmap",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField()),
                (
                    "visibility",
                    models.CharField(
                        choices=[
                            ("private", "Only its owner"),
                            ("link", "Everybody who has the link"),
                            ("mentors", "The mentors of this site"),
                            ("public", "Everybody"),
                        ],
                        default="public",
                        max_length=10,
                    ),
                ),
                (
                    "imported_from",
                    models.CharField(
                        blank=True,
                        editable=False,
                        help_text="The site whose text it holds, until the owner says that they may show it.",
                        max_length=20,
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "copied_from",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="copies",
                        to="roadmaps.edition",
                    ),
                ),
                (
                    "current",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="current_of",
                        to="roadmaps.edition",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="roadmaps",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("position", "slug"),
                "constraints": [
                    models.UniqueConstraint(fields=("slug",), name="roadmaps_roadmap_slug_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("owner__isnull", False), ("visibility", "public"), _connector="OR"
                        ),
                        name="roadmaps_official_is_public",
                    ),
                ],
            },
        ),
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
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "link",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="decisions",
                        to="roadmaps.link",
                    ),
                ),
                (
                    "replacement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="roadmaps.link",
                    ),
                ),
                (
                    "roadmap",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="link_decisions",
                        to="roadmaps.roadmap",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("roadmap", "link"), name="roadmaps_linkdecision_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "replaced"), ("replacement__isnull", False)),
                            models.Q(models.Q(("kind", "replaced"), _negated=True), ("replacement", None)),
                            _connector="OR",
                        ),
                        name="roadmaps_linkdecision_replaced_has_another",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="enrolment",
            name="roadmap",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="enrolments", to="roadmaps.roadmap"
            ),
        ),
        migrations.AddField(
            model_name="edition",
            name="roadmap",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="editions", to="roadmaps.roadmap"
            ),
        ),
        migrations.CreateModel(
            name="SkillEvidence",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("area", models.SlugField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("self", "You say"), ("mock", "A mock interview")], max_length=4
                    ),
                ),
                ("level", models.FloatField()),
                ("source", models.UUIDField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "learner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("learner", "source", "area"), name="roadmaps_skill_evidence_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("level__range", (0, 4))),
                        name="roadmaps_skill_level_is_on_the_scale",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Specialism",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.SlugField()),
                ("position", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=80)),
                ("summary", models.CharField(blank=True, max_length=300)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="specialisms",
                        to="roadmaps.edition",
                    ),
                ),
            ],
            options={
                "ordering": ("edition", "position"),
                "constraints": [
                    models.UniqueConstraint(fields=("edition", "key"), name="roadmaps_specialism_key_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Stage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.SlugField()),
                ("position", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=120)),
                ("why", models.TextField(blank=True)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stages",
                        to="roadmaps.edition",
                    ),
                ),
            ],
            options={
                "ordering": ("edition", "position"),
                "constraints": [
                    models.UniqueConstraint(fields=("edition", "key"), name="roadmaps_stage_key_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Milestone",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.SlugField()),
                ("position", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=120)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="milestones",
                        to="roadmaps.edition",
                    ),
                ),
                (
                    "stage",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="milestones",
                        to="roadmaps.stage",
                    ),
                ),
            ],
            options={
                "ordering": ("edition", "position"),
                "constraints": [
                    models.UniqueConstraint(fields=("edition", "key"), name="roadmaps_milestone_key_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Gate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.SlugField()),
                ("position", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=160)),
                ("months", models.PositiveSmallIntegerField()),
                ("why", models.TextField(blank=True)),
                ("done_when", models.TextField()),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="gates",
                        to="roadmaps.edition",
                    ),
                ),
                (
                    "stage",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="gates", to="roadmaps.stage"
                    ),
                ),
            ],
            options={
                "ordering": ("edition", "position"),
                "constraints": [
                    models.UniqueConstraint(fields=("edition", "key"), name="roadmaps_gate_key_once"),
                    models.CheckConstraint(
                        condition=models.Q(("months__gte", 1)), name="roadmaps_gate_takes_time"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.SlugField()),
                ("number", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=160)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("study", "Study"),
                            ("practice", "Practice"),
                            ("project", "Project"),
                            ("reflect", "Reflection"),
                            ("on_the_job", "On the job"),
                            ("mock_interview", "Mock interview"),
                        ],
                        max_length=20,
                    ),
                ),
                ("hours", models.PositiveSmallIntegerField(help_text="A suggestion, not a measurement.")),
                ("is_required", models.BooleanField(default=True)),
                ("why", models.TextField(blank=True)),
                ("done_when", models.TextField()),
                (
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.postgres.search.CombinedSearchVector(
                            django.contrib.postgres.search.CombinedSearchVector(
                                django.contrib.postgres.search.SearchVector(
                                    "title", config="english", weight="A"
                                ),
                                "||",
                                django.contrib.postgres.search.SearchVector(
                                    "done_when", config="english", weight="C"
                                ),
                                django.contrib.postgres.search.SearchConfig("english"),
                            ),
                            "||",
                            django.contrib.postgres.search.SearchVector("why", config="english", weight="D"),
                            django.contrib.postgres.search.SearchConfig("english"),
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="roadmaps.area"
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="roadmaps.edition",
                    ),
                ),
                (
                    "milestone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="roadmaps.milestone",
                    ),
                ),
                (
                    "specialism",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="roadmaps.specialism",
                    ),
                ),
            ],
            options={
                "ordering": ("edition", "number"),
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="roadmaps_step_search")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("edition", "key"), name="roadmaps_step_key_once"),
                    models.UniqueConstraint(fields=("edition", "number"), name="roadmaps_step_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("hours__gte", 1)), name="roadmaps_step_takes_time"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Resource",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=160)),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("official", "Documentation"),
                            ("course", "Course"),
                            ("book", "Book"),
                            ("article", "Article"),
                            ("video", "Video"),
                            ("interactive", "Interactive"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "cost",
                    models.CharField(
                        choices=[("free", "Free"), ("free_to_start", "Free to start"), ("paid", "Paid")],
                        max_length=13,
                    ),
                ),
                ("language", models.CharField(max_length=12)),
                ("minutes", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "link",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="resources",
                        to="roadmaps.link",
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="resources",
                        to="roadmaps.step",
                    ),
                ),
            ],
            options={
                "ordering": ("step", "position"),
            },
        ),
        migrations.CreateModel(
            name="StepEvidence",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.SlugField()),
                ("title", models.CharField(max_length=160)),
                ("url", models.URLField(max_length=500)),
                ("shows", models.CharField(max_length=200)),
                ("added_at", models.DateTimeField()),
                (
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.postgres.search.CombinedSearchVector(
                            django.contrib.postgres.search.SearchVector(
                                "shows", config="english", weight="A"
                            ),
                            "||",
                            django.contrib.postgres.search.SearchVector(
                                "title", config="english", weight="B"
                            ),
                            django.contrib.postgres.search.SearchConfig("english"),
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "learner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "roadmap",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="roadmaps.roadmap",
                    ),
                ),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["search"], name="roadmaps_evidence_search"
                    ),
                    models.Index(fields=["learner", "-added_at"], name="roadmaps_evidence_newest"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("learner", "roadmap", "key", "url"), name="roadmaps_evidence_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StepNote",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.SlugField()),
                ("title", models.CharField(max_length=160)),
                ("text", models.TextField(max_length=10000)),
                ("updated_at", models.DateTimeField()),
                (
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.postgres.search.CombinedSearchVector(
                            django.contrib.postgres.search.SearchVector(
                                "title", config="english", weight="A"
                            ),
                            "||",
                            django.contrib.postgres.search.SearchVector("text", config="english", weight="B"),
                            django.contrib.postgres.search.SearchConfig("english"),
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "learner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "roadmap",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="roadmaps.roadmap",
                    ),
                ),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="roadmaps_note_search"),
                    models.Index(fields=["learner", "-updated_at"], name="roadmaps_notes_newest"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("learner", "roadmap", "key"), name="roadmaps_note_once"),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="roadmaps_note_says_something"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StepPrerequisite",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "needs",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="unlock_links",
                        to="roadmaps.step",
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="prerequisite_links",
                        to="roadmaps.step",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("step", "needs"), name="roadmaps_prerequisite_once"),
                    models.CheckConstraint(
                        condition=models.Q(("step", models.F("needs")), _negated=True),
                        name="roadmaps_prerequisite_is_another",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="step",
            name="prerequisites",
            field=models.ManyToManyField(
                related_name="unlocks",
                through="roadmaps.StepPrerequisite",
                through_fields=("step", "needs"),
                to="roadmaps.step",
            ),
        ),
        migrations.CreateModel(
            name="StepState",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.SlugField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("pending", "Not started"),
                            ("in_progress", "In progress"),
                            ("done", "Done"),
                            ("skipped", "Skipped"),
                            ("needs_review", "Needs review"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "is_credit",
                    models.BooleanField(default=False, help_text="Known before: done, and not done here."),
                ),
                ("since", models.DateTimeField()),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="states",
                        to="roadmaps.enrolment",
                    ),
                ),
                (
                    "learner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("learner", "enrolment", "key"), name="roadmaps_step_state_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["pending", "in_progress", "done", "skipped", "needs_review"])
                        ),
                        name="roadmaps_step_status_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_credit", False), ("status", "done"), _connector="OR"),
                        name="roadmaps_credit_is_done",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StudyEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.SlugField(blank=True, help_text="The step, when it was about one.")),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(1440),
                        ]
                    ),
                ),
                ("studied_on", models.DateField()),
                ("logged_at", models.DateTimeField()),
                ("logged_on", models.DateField()),
                ("updated_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("note", models.CharField(blank=True, max_length=200)),
                (
                    "learner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="study_entries",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "roadmap",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="study_entries",
                        to="roadmaps.roadmap",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "study entries",
                "indexes": [models.Index(fields=["learner", "studied_on"], name="roadmaps_study_by_day")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("minutes__gte", 1), ("minutes__lte", 1440)),
                        name="roadmaps_study_minutes_fit_a_day",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StudyTimer",
            fields=[
                (
                    "learner",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="study_timer",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("key", models.SlugField(blank=True)),
                ("started_at", models.DateTimeField()),
                (
                    "roadmap",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="roadmaps.roadmap",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Track",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.SlugField()),
                ("position", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=80)),
                ("summary", models.CharField(blank=True, max_length=300)),
                (
                    "starting_point",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("data_scientist", "Data scientist"),
                            ("software_engineer", "Software engineer"),
                            ("neither", "Neither yet"),
                        ],
                        help_text="For whom it is proposed.",
                        max_length=20,
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tracks",
                        to="roadmaps.edition",
                    ),
                ),
            ],
            options={
                "ordering": ("edition", "position"),
                "constraints": [
                    models.UniqueConstraint(fields=("edition", "key"), name="roadmaps_track_key_once")
                ],
            },
        ),
        migrations.AddField(
            model_name="step",
            name="track",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="steps",
                to="roadmaps.track",
            ),
        ),
        migrations.CreateModel(
            name="WeeklyGoal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("until", models.DateField()),
                ("hours", models.PositiveSmallIntegerField()),
                (
                    "learner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("learner", "until"), name="roadmaps_weekly_goal_once"),
                    models.CheckConstraint(
                        condition=models.Q(("until__iso_week_day__in", (1, 6, 7))),
                        name="roadmaps_weekly_goal_until_a_week",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EditionArea",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="edition_links",
                        to="roadmaps.area",
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="area_links",
                        to="roadmaps.edition",
                    ),
                ),
            ],
            options={
                "ordering": ("edition", "position"),
                "constraints": [
                    models.UniqueConstraint(fields=("edition", "area"), name="roadmaps_edition_area_once")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.UniqueConstraint(fields=("learner", "roadmap"), name="roadmaps_enrolment_once"),
        ),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.CheckConstraint(
                condition=models.Q(("specialisms__len__lte", 3)), name="roadmaps_enrolment_few_specialisms"
            ),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="roadmaps_edition_search"),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.UniqueConstraint(
                fields=("roadmap", "number"), name="roadmaps_edition_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.UniqueConstraint(
                condition=models.Q(("published_at", None)),
                fields=("roadmap",),
                name="roadmaps_edition_one_draft",
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("number", None), ("published_at", None)),
                    models.Q(("number__gte", 1), ("published_at__isnull", False)),
                    _connector="OR",
                ),
                name="roadmaps_edition_published_is_numbered",
            ),
        ),
    ]
