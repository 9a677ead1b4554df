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
            name="ReducedPace",
            fields=[
                (
                    "provider",
                    models.CharField(
                        help_text="gmail, outlook, yahoo, icloud, or a domain.",
                        max_length=254,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("letters_a_minute", models.PositiveIntegerField(help_text="When it was reduced.")),
                ("usual", models.PositiveIntegerField(help_text="Letters a minute, to which it returns.")),
                ("reduced_at", models.DateTimeField()),
                ("recovers_at", models.DateTimeField()),
                ("reason", models.TextField(help_text="In the mail server's words.")),
            ],
        ),
        migrations.CreateModel(
            name="Breaker",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "scope",
                    models.CharField(
                        choices=[
                            ("transport", "All mail"),
                            ("domain", "One domain"),
                            ("issue", "One issue"),
                            ("bulk", "All newsletters"),
                        ],
                        max_length=16,
                    ),
                ),
                ("target", models.CharField(blank=True, max_length=254)),
                ("failed", models.PositiveIntegerField(default=0)),
                ("uncertain", models.PositiveIntegerField(default=0)),
                ("unanswered", models.PositiveIntegerField(default=0)),
                ("recent_letters", models.PositiveIntegerField(default=0)),
                ("recent_failures", models.PositiveIntegerField(default=0)),
                ("letter", models.UUIDField(null=True)),
                ("counted_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("scope", "target"), name="mailing_breaker_one_a_scope")
                ],
            },
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("bucket", models.PositiveSmallIntegerField(editable=False)),
                ("key", models.CharField(max_length=255)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("security", "Security"),
                            ("transactional", "Transactional"),
                            ("reminder", "Reminder"),
                            ("newsletter", "Newsletter"),
                            ("digest", "Digest"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "priority",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Case(
                            models.When(kind="security", then=models.Value(0)),
                            models.When(kind="transactional", then=models.Value(1)),
                            models.When(kind="reminder", then=models.Value(2)),
                            models.When(kind="newsletter", then=models.Value(3)),
                            models.When(kind="digest", then=models.Value(4)),
                            default=models.Value(5),
                            output_field=models.PositiveSmallIntegerField(),
                        ),
                        output_field=models.PositiveSmallIntegerField(),
                    ),
                ),
                ("to", models.EmailField(help_text="In its canonical form.", max_length=254)),
                ("domain", models.CharField(editable=False, help_text="Of the address.", max_length=254)),
                (
                    "language",
                    models.CharField(
                        blank=True,
                        help_text="Of a reader without an account; empty: the site's.",
                        max_length=12,
                    ),
                ),
                ("template", models.CharField(max_length=100)),
                ("context", models.JSONField(blank=True, default=dict)),
                (
                    "secret_context",
                    models.JSONField(
                        blank=True,
                        editable=False,
                        help_text="Null: there never was any. Empty: blanked after the letter was sent.",
                        null=True,
                    ),
                ),
                ("about", models.CharField(blank=True, max_length=200)),
                ("due_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("owed", "Owed"),
                            ("claimed", "Claimed"),
                            ("sending", "Sending"),
                            ("sent", "Sent"),
                            ("uncertain", "Uncertain"),
                            ("failed", "Failed"),
                            ("dropped", "Dropped"),
                            ("recalled", "Recalled"),
                            ("delivered", "Delivered"),
                            ("bounced", "Bounced"),
                            ("complained", "Complained"),
                        ],
                        default="owed",
                        max_length=16,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("lease", models.UUIDField(blank=True, editable=False, null=True)),
                ("leased_until", models.DateTimeField(blank=True, editable=False, null=True)),
                ("message_id", models.CharField(editable=False, max_length=320)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                (
                    "drop_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("no_longer_true", "What it would say is no longer so"),
                            ("unsubscribed", "The reader does not want such letters"),
                            ("suppressed", "The address is suppressed"),
                            ("no_reader", "There is no such reader any more"),
                            ("expired", "Its code has expired"),
                        ],
                        max_length=20,
                    ),
                ),
                ("error", models.TextField(blank=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "moved_at",
                    models.DateTimeField(auto_now_add=True, help_text="When it came into its state."),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="letters",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(models.F("about"), name="mailing_letter_about"),
                    models.Index(
                        models.F("priority"),
                        models.F("due_at"),
                        condition=models.Q(("state", "owed")),
                        name="mailing_letter_to_claim",
                    ),
                    models.Index(
                        models.F("leased_until"),
                        condition=models.Q(("state__in", ("claimed", "sending"))),
                        name="mailing_letter_leased",
                    ),
                    models.Index(
                        models.F("state"),
                        models.F("kind"),
                        condition=models.Q(("state__in", ("failed", "uncertain"))),
                        name="mailing_letter_troubled",
                    ),
                    models.Index(models.F("to"), name="mailing_letter_to"),
                    models.Index(
                        models.F("message_id"),
                        condition=models.Q(
                            ("state__in", ["bounced", "delivered", "sending", "sent", "uncertain"])
                        ),
                        name="mailing_letter_message_id",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("bucket", "key"), name="mailing_letter_owed_once"),
                    models.CheckConstraint(
                        condition=models.Q(("bucket__gte", 0), ("bucket__lt", 64)),
                        name="mailing_letter_bucket_in_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "dropped"), models.Q(("drop_reason", ""), _negated=True)),
                            models.Q(models.Q(("state", "dropped"), _negated=True), ("drop_reason", "")),
                            _connector="OR",
                        ),
                        name="mailing_letter_dropped_for_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LetterEvent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("bucket", models.PositiveSmallIntegerField(editable=False, help_text="The letter's.")),
                ("at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("owed", "Owed"),
                            ("claimed", "Claimed"),
                            ("sending", "Sending"),
                            ("sent", "Sent"),
                            ("uncertain", "Uncertain"),
                            ("failed", "Failed"),
                            ("dropped", "Dropped"),
                            ("recalled", "Recalled"),
                            ("delivered", "Delivered"),
                            ("bounced", "Bounced"),
                            ("complained", "Complained"),
                        ],
                        max_length=16,
                    ),
                ),
                ("note", models.TextField()),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "letter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="mailing.letter",
                    ),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        blank=True,
                        help_text="The letter's.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("at"),
                        condition=models.Q(("state__in", ("bounced", "complained"))),
                        name="mailing_letterevent_came_back",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("delivered", "bounced", "complained"))),
                        fields=("bucket", "letter", "state"),
                        name="mailing_letterevent_outcome_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SendingDay",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("domain", models.CharField(help_text="Of the sender.", max_length=254)),
                ("on", models.DateField()),
                ("sent", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("domain", "on"), name="mailing_sendingday_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Suppression",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("bucket", models.PositiveSmallIntegerField(editable=False)),
                ("address", models.EmailField(help_text="In its canonical form.", max_length=254)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("reminder", "Reminder"),
                            ("newsletter", "Newsletter"),
                            ("digest", "Digest"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("hard_bounce", "The address does not exist"),
                            ("complaint", "Reported as spam"),
                            ("by_hand", "Entered by staff"),
                        ],
                        max_length=16,
                    ),
                ),
                ("evidence", models.TextField(blank=True, help_text="The server's or the provider's words.")),
                ("strikes", models.PositiveSmallIntegerField(default=1, help_text="How often it was said.")),
                ("suppressed_at", models.DateTimeField()),
                (
                    "expires_at",
                    models.DateTimeField(blank=True, help_text="Empty: it does not end.", null=True),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("bucket", "address", "kind"), name="mailing_suppression_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["security", "transactional"]), _negated=True),
                        name="mailing_suppression_spares_essentials",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DeliveryPause",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "scope",
                    models.CharField(
                        choices=[
                            ("transport", "All mail"),
                            ("domain", "One domain"),
                            ("issue", "One issue"),
                            ("bulk", "All newsletters"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "target",
                    models.CharField(
                        blank=True,
                        help_text="A domain, or what the issue's letters are about.",
                        max_length=254,
                    ),
                ),
                ("began_at", models.DateTimeField()),
                (
                    "until",
                    models.DateTimeField(
                        blank=True,
                        help_text="When the next attempt is made; empty: when somebody says so.",
                        null=True,
                    ),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "reason",
                    models.TextField(help_text="In the mail server's words, or those of whoever paused it."),
                ),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("by_hand", "Somebody paused it."),
                            ("away", "The mail server can't be reached, or takes nothing now."),
                            ("refuses_us", "The mail server refuses what we send, for whomever it is."),
                            ("failures_in_a_row", "One letter after the other was refused."),
                            ("too_many_failures", "More than one letter in twenty was refused."),
                            ("uncertain_in_a_row", "The mail server took letters and never answered."),
                            ("too_fast", "The mail server asks us to send more slowly."),
                            ("complaints", "Too many readers report newsletters as spam."),
                        ],
                        default="by_hand",
                        max_length=20,
                    ),
                ),
                ("failures", models.PositiveIntegerField(default=0, help_text="In a row.")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("scope", "target"),
                        name="mailing_deliverypause_one_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("scope__in", ("transport", "bulk")), ("target", "")),
                            models.Q(
                                ("scope__in", ("domain", "issue")), models.Q(("target", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="mailing_deliverypause_target_is_domain_or_issue",
                    ),
                ],
            },
        ),
    ]
