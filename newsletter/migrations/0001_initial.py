import core.fields
import core.uuid7
import django.db.models.deletion
import newsletter.models
import timezone_field.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("articles", "0001_initial"),
        ("roadmaps", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="FormulaImage",
            fields=[
                (
                    "key",
                    models.CharField(max_length=32, primary_key=True, serialize=False, verbose_name="key"),
                ),
                ("latex", models.TextField(verbose_name="LaTeX")),
                ("light", models.BinaryField(verbose_name="PNG")),
                ("dark", models.BinaryField(verbose_name="PNG for dark mails")),
            ],
            options={
                "verbose_name": "formula",
                "verbose_name_plural": "formulas",
            },
        ),
        migrations.CreateModel(
            name="Issue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("scheduled", "Scheduled"),
                            ("blocked", "Waiting for the author"),
                            ("sending", "Being sent"),
                            ("sent", "Sent"),
                        ],
                        default="scheduled",
                        max_length=16,
                        verbose_name="state",
                    ),
                ),
                (
                    "block_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("too_late", "Its time passed while nothing could be sent."),
                            ("not_published", "The article was not published at that time."),
                        ],
                        max_length=16,
                        verbose_name="block reason",
                    ),
                ),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("all", "All subscribers of the topic"),
                            ("members", "Subscribers with an account"),
                        ],
                        default="all",
                        max_length=16,
                        verbose_name="audience",
                    ),
                ),
                ("subject", core.fields.LineField(blank=True, max_length=200, verbose_name="subject")),
                (
                    "preheader",
                    models.CharField(
                        blank=True,
                        help_text="Shown beside the subject.",
                        max_length=300,
                        verbose_name="preheader",
                    ),
                ),
                (
                    "intro",
                    models.TextField(
                        blank=True, help_text="Plain words above the article.", verbose_name="intro"
                    ),
                ),
                (
                    "takes_replies",
                    models.BooleanField(
                        default=False,
                        help_text="Their answers go to the address of your account, which they then see.",
                        verbose_name="readers can answer me",
                    ),
                ),
                ("send_at", models.DateTimeField(verbose_name="goes out at")),
                ("started_at", models.DateTimeField(editable=False, null=True, verbose_name="started at")),
                (
                    "leaves_at",
                    models.DateTimeField(
                        editable=False,
                        help_text="Until then its author can undo it.",
                        null=True,
                        verbose_name="leaves at",
                    ),
                ),
                (
                    "html",
                    models.TextField(
                        blank=True,
                        help_text="The article as mail readers show it: no MathML, whole addresses.",
                        verbose_name="HTML",
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="created at")),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="issues",
                        to="articles.article",
                        verbose_name="article",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="sent by",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="articles.revision",
                        verbose_name="revision",
                    ),
                ),
            ],
            options={
                "verbose_name": "issue",
                "verbose_name_plural": "issues",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "scheduled")),
                        fields=["send_at"],
                        name="newsletter_issue_due",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("sending", "sent")), _negated=True),
                            models.Q(("revision__isnull", False), ("started_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="newsletter_issue_started_is_frozen",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Topic",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(unique=True, verbose_name="address")),
                ("name", core.fields.LineField(max_length=60, verbose_name="name")),
                ("description", models.TextField(blank=True, verbose_name="description")),
            ],
            options={
                "verbose_name": "topic",
                "verbose_name_plural": "topics",
            },
        ),
        migrations.CreateModel(
            name="LeadMagnetVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="version")),
                ("filename", models.CharField(max_length=100, verbose_name="file name")),
                ("media_type", models.CharField(max_length=100, verbose_name="media type")),
                ("content", models.BinaryField(verbose_name="content")),
                ("size", models.PositiveIntegerField(verbose_name="size in bytes")),
                ("note", core.fields.LineField(blank=True, max_length=200, verbose_name="what is new")),
                ("created_at", models.DateTimeField(verbose_name="created at")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="uploaded by",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="newsletter.topic",
                        verbose_name="topic",
                    ),
                ),
            ],
            options={
                "verbose_name": "version of the download",
                "verbose_name_plural": "versions of the download",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("topic", "number"), name="newsletter_leadmagnetversion_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Subscriber",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                (
                    "email",
                    models.EmailField(
                        help_text="In its canonical form, see core.mailboxes.",
                        max_length=254,
                        verbose_name="email address",
                    ),
                ),
                (
                    "typed_email",
                    models.EmailField(
                        blank=True,
                        help_text="As the person typed it, where that differs.",
                        max_length=254,
                        verbose_name="as typed",
                    ),
                ),
                ("zone", timezone_field.fields.TimeZoneField(default="UTC", verbose_name="time zone")),
                ("language", models.CharField(default="en-gb", max_length=12, verbose_name="language")),
                ("created_at", models.DateTimeField(verbose_name="created at")),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="account",
                    ),
                ),
            ],
            options={
                "verbose_name": "subscriber",
                "verbose_name_plural": "subscribers",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("id", newsletter.models.AddressKey(models.F("email")))),
                        name="newsletter_subscriber_id_is_of_its_address",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Download",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("times", models.PositiveIntegerField(default=1, verbose_name="how often")),
                ("first_at", models.DateTimeField(verbose_name="first")),
                ("last_at", models.DateTimeField(verbose_name="last")),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="downloads",
                        to="newsletter.leadmagnetversion",
                    ),
                ),
                (
                    "subscriber",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="downloads",
                        to="newsletter.subscriber",
                    ),
                ),
            ],
            options={
                "verbose_name": "download",
                "verbose_name_plural": "downloads",
                "constraints": [
                    models.UniqueConstraint(fields=("subscriber", "version"), name="newsletter_download_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Digest",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("period", models.CharField(max_length=24, verbose_name="period")),
                ("owed_at", models.DateTimeField(verbose_name="owed at")),
                (
                    "subscriber",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="digests",
                        to="newsletter.subscriber",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="newsletter.topic",
                    ),
                ),
            ],
            options={
                "verbose_name": "digest",
                "verbose_name_plural": "digests",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("subscriber", "topic", "period"), name="newsletter_digest_once"
                    )
                ],
            },
        ),
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
        migrations.CreateModel(
            name="SubscriberReading",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("read_at", models.DateTimeField(verbose_name="read at")),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="articles.article"
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="articles.revision"
                    ),
                ),
                (
                    "subscriber",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="readings",
                        to="newsletter.subscriber",
                    ),
                ),
            ],
            options={
                "verbose_name": "reading by mail",
                "verbose_name_plural": "readings by mail",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("subscriber", "article"), name="newsletter_subscriberreading_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Subscription",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "Waiting for confirmation"),
                            ("confirmed", "Confirmed"),
                            ("unsubscribed", "Unsubscribed"),
                            ("moved", "Moved to another address"),
                        ],
                        default="pending",
                        max_length=16,
                        verbose_name="state",
                    ),
                ),
                (
                    "cadence",
                    models.CharField(
                        choices=[
                            ("each", "Each issue"),
                            ("weekly", "Once a week"),
                            ("monthly", "Once a month"),
                        ],
                        default="each",
                        max_length=8,
                        verbose_name="cadence",
                    ),
                ),
                ("paused_until", models.DateTimeField(blank=True, null=True, verbose_name="paused until")),
                (
                    "uses_progress",
                    models.BooleanField(
                        default=False,
                        help_text="Where they are on their roadmap, and what they have read; see the consent log.",
                        verbose_name="may use their progress",
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="created at")),
                ("confirmed_at", models.DateTimeField(blank=True, null=True, verbose_name="confirmed at")),
                (
                    "moved_to",
                    models.ForeignKey(
                        editable=False,
                        help_text="The subscription that took over when their account got its address.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="moved_from",
                        to="newsletter.subscription",
                        verbose_name="moved to",
                    ),
                ),
                (
                    "subscriber",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="subscriptions",
                        to="newsletter.subscriber",
                        verbose_name="subscriber",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subscriptions",
                        to="newsletter.topic",
                        verbose_name="topic",
                    ),
                ),
            ],
            options={
                "verbose_name": "subscription",
                "verbose_name_plural": "subscriptions",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "confirmed")),
                        fields=["topic", "subscriber"],
                        name="newsletter_subscription_read",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("subscriber", "topic"), name="newsletter_subscription_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "confirmed"), _negated=True),
                            ("confirmed_at__isnull", False),
                            _connector="OR",
                        ),
                        name="newsletter_subscription_confirmed_is_dated",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state", "moved"), ("moved_to__isnull", True), _connector="OR"),
                        name="newsletter_subscription_only_moved_has_successor",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state", "confirmed"), ("uses_progress", False), _connector="OR"),
                        name="newsletter_subscription_only_readers_share_progress",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HeldIssue",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "digest",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="held_issues",
                        to="newsletter.digest",
                    ),
                ),
                (
                    "issue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="held",
                        to="newsletter.issue",
                    ),
                ),
                (
                    "subscriber",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="held_issues",
                        to="newsletter.subscriber",
                    ),
                ),
                (
                    "subscription",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="held_issues",
                        to="newsletter.subscription",
                    ),
                ),
            ],
            options={
                "verbose_name": "held issue",
                "verbose_name_plural": "held issues",
                "indexes": [
                    models.Index(
                        condition=models.Q(("digest", None)),
                        fields=["subscription"],
                        name="newsletter_heldissue_waits",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("subscriber", "issue"), name="newsletter_heldissue_once")
                ],
            },
        ),
        migrations.AddField(
            model_name="issue",
            name="topic",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="issues",
                to="newsletter.topic",
                verbose_name="topic",
            ),
        ),
        migrations.CreateModel(
            name="ConsentEvent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("email", models.EmailField(max_length=254, verbose_name="email address")),
                (
                    "change",
                    models.CharField(
                        choices=[
                            ("asked", "Asked for the newsletter"),
                            ("confirmed", "Confirmed the address"),
                            ("unsubscribed", "Unsubscribed"),
                            ("moved", "Moved to another address"),
                            ("progress_shared", "Allowed the newsletter to use their progress"),
                            ("progress_kept", "No longer lets the newsletter use their progress"),
                        ],
                        max_length=16,
                        verbose_name="change",
                    ),
                ),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("form", "The form on the site"),
                            ("member", "Signed in"),
                            ("api", "The API"),
                            ("link", "The link in a letter"),
                            ("one_click", "One click in a mail reader"),
                        ],
                        max_length=16,
                        verbose_name="method",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="time")),
                (
                    "words",
                    models.TextField(
                        blank=True,
                        help_text="What the page said above the button.",
                        verbose_name="words shown",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="acting account",
                    ),
                ),
                (
                    "subscriber",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="consent_events",
                        to="newsletter.subscriber",
                        verbose_name="subscriber",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="newsletter.topic",
                        verbose_name="topic",
                    ),
                ),
            ],
            options={
                "verbose_name": "consent event",
                "verbose_name_plural": "consent events",
            },
        ),
        migrations.CreateModel(
            name="Segment",
            fields=[
                (
                    "issue",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="segment",
                        serialize=False,
                        to="newsletter.issue",
                    ),
                ),
                (
                    "stage",
                    models.SlugField(
                        blank=True, help_text="Readers who have reached it.", verbose_name="stage"
                    ),
                ),
                ("track", models.SlugField(blank=True, verbose_name="track")),
                (
                    "cadence",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("each", "Each issue"),
                            ("weekly", "Once a week"),
                            ("monthly", "Once a month"),
                        ],
                        max_length=8,
                        verbose_name="cadence",
                    ),
                ),
                ("joined_since", models.DateField(blank=True, null=True, verbose_name="joined on or after")),
                ("joined_before", models.DateField(blank=True, null=True, verbose_name="joined before")),
                (
                    "has_read_earlier",
                    models.BooleanField(
                        default=False, verbose_name="have read the earlier article of the series"
                    ),
                ),
                (
                    "roadmap",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="roadmaps.roadmap",
                        verbose_name="roadmap",
                    ),
                ),
            ],
            options={
                "verbose_name": "segment",
                "verbose_name_plural": "segments",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("stage", ""), ("track", "")),
                            ("roadmap__isnull", False),
                            _connector="OR",
                        ),
                        name="newsletter_segment_place_is_on_a_roadmap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("joined_since", None),
                            ("joined_before", None),
                            ("joined_since__lt", models.F("joined_before")),
                            _connector="OR",
                        ),
                        name="newsletter_segment_dates_are_in_order",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="issue",
            constraint=models.UniqueConstraint(fields=("article", "topic"), name="newsletter_issue_once"),
        ),
    ]
