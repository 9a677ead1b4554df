import core.fields
import core.uuid7
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import timezone_field.fields
from decimal import Decimal
from django.conf import settings
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("availability", "0001_initial"),
        ("roadmaps", "0001_initial"),
    ]

    operations = [
        BtreeGistExtension(),  # a relation beside a range in one exclusion constraint
        migrations.CreateModel(
            name="Booking",
            fields=[
                (
                    "price_amount",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        help_text="Of one session, whatever its length. Leave it empty when it is free.",
                        max_digits=9,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                        verbose_name="price",
                    ),
                ),
                ("price_currency", models.CharField(blank=True, max_length=3, verbose_name="currency")),
                (
                    "payment_url",
                    models.URLField(
                        blank=True,
                        help_text="Where people pay you, such as your page at a payment service. Shown once it is booked.",
                        max_length=500,
                        verbose_name="payment link",
                    ),
                ),
                (
                    "id",
                    models.UUIDField(
                        default=core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("title", core.fields.LineField(max_length=80)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("call", "Call"),
                            ("mock_interview", "Mock interview"),
                            ("resume_review", "Resume review"),
                        ],
                        max_length=20,
                    ),
                ),
                ("rubric_key", models.SlugField(blank=True, max_length=40)),
                ("minutes", models.PositiveSmallIntegerField()),
                ("buffer_before_minutes", models.PositiveSmallIntegerField(default=0)),
                ("buffer_after_minutes", models.PositiveSmallIntegerField(default=0)),
                ("cancel_hours", models.PositiveSmallIntegerField(default=0)),
                ("meeting_url", models.URLField(blank=True)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("held", "Held"),
                            ("offered", "Offered"),
                            ("requested", "Requested"),
                            ("confirmed", "Confirmed"),
                            ("declined", "Declined"),
                            ("cancelled", "Cancelled"),
                            ("expired", "Expired"),
                            ("completed", "Completed"),
                            ("no_show", "No-show"),
                        ],
                        default="confirmed",
                        max_length=12,
                    ),
                ),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
                ("seats", models.PositiveSmallIntegerField(default=1)),
                ("seats_taken", models.PositiveSmallIntegerField(default=1)),
                ("cancel_reason", models.CharField(blank=True, max_length=500)),
                ("notes", core.fields.TextField(blank=True, max_length=10000)),
                ("version", models.PositiveIntegerField(default=0)),
                ("sequence", models.PositiveSmallIntegerField(default=0)),
                ("booked_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ("starts_at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="calendar_feed",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("is_on", models.BooleanField(default=True)),
            ],
        ),
        migrations.CreateModel(
            name="InterviewPlan",
            fields=[
                (
                    "learner",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="interview_plan",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("ml_engineer", "Machine learning engineer"),
                            ("data_scientist", "Data scientist"),
                            ("research_engineer", "Research engineer"),
                            ("platform_engineer", "ML platform engineer"),
                        ],
                        max_length=20,
                    ),
                ),
                ("interview_on", models.DateField()),
                ("made_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Mentor",
            fields=[
                (
                    "cap_per_day",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="most sessions a day",
                    ),
                ),
                (
                    "cap_per_week",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="most sessions a week",
                    ),
                ),
                (
                    "cap_per_month",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="most sessions a month",
                    ),
                ),
                (
                    "minutes_per_day",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(10)],
                        verbose_name="most minutes a day",
                    ),
                ),
                (
                    "minutes_per_week",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(10)],
                        verbose_name="most minutes a week",
                    ),
                ),
                (
                    "minutes_per_month",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(10)],
                        verbose_name="most minutes a month",
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="mentor",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "headline",
                    core.fields.LineField(
                        help_text="One line: what you do, and what you help with.",
                        max_length=120,
                        verbose_name="headline",
                    ),
                ),
                (
                    "bio",
                    models.TextField(
                        help_text="What you have done, and what a session with you is like. Plain text.",
                        max_length=4000,
                        verbose_name="about you",
                    ),
                ),
                (
                    "specialisms",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SlugField(),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="specialisms",
                    ),
                ),
                (
                    "languages",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=12),
                        default=list,
                        size=None,
                        verbose_name="languages",
                    ),
                ),
                (
                    "meeting_url",
                    models.URLField(
                        blank=True,
                        help_text="The link of the room where you usually meet people. It is shown to those who booked.",
                        verbose_name="your video room",
                    ),
                ),
                (
                    "is_listed",
                    models.BooleanField(
                        default=False,
                        help_text="Shown in the directory, and open for booking.",
                        verbose_name="listed",
                    ),
                ),
                (
                    "approved_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="When staff approved the application.",
                        null=True,
                        verbose_name="approved",
                    ),
                ),
                (
                    "is_paused",
                    models.BooleanField(
                        default=False,
                        help_text="Takes no new sessions; those that are booked stay.",
                        verbose_name="paused",
                    ),
                ),
                (
                    "resumes_on",
                    models.DateField(
                        blank=True,
                        help_text="By your own calendar. Leave it empty to come back when you say so.",
                        null=True,
                        verbose_name="takes sessions again from",
                    ),
                ),
                (
                    "most_open_per_learner",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="So many sessions somebody may have booked with you at a time. Empty is no limit.",
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="most open sessions of one learner",
                    ),
                ),
                ("next_free_at", models.DateTimeField(editable=False, null=True)),
                ("next_free_until", models.DateTimeField(editable=False, null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "search_vector",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.postgres.search.CombinedSearchVector(
                            django.contrib.postgres.search.SearchVector(
                                "headline", config="english", weight="A"
                            ),
                            "||",
                            django.contrib.postgres.search.SearchVector("bio", config="english", weight="B"),
                            django.contrib.postgres.search.SearchConfig("english"),
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "areas",
                    models.ManyToManyField(
                        blank=True, related_name="mentors", to="roadmaps.area", verbose_name="areas"
                    ),
                ),
            ],
            options={
                "ordering": ("user__display_name", "pk"),
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["search_vector"], name="mentoring_mentor_search"
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["languages"], name="mentoring_mentor_languages"
                    ),
                    models.Index(fields=["next_free_at"], name="mentoring_mentor_next_free"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_listed", False), ("approved_at__isnull", False), _connector="OR"
                        ),
                        name="mentoring_mentor_only_approved_are_listed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_paused", True), ("resumes_on", None), _connector="OR"),
                        name="mentoring_mentor_only_paused_resume",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Favourite",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("saved_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="favourites",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "mentor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="mentoring.mentor"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "mentor"), name="mentoring_favourite_saved_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BookingEvent",
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
                            ("held", "Held"),
                            ("offered", "Offered"),
                            ("requested", "Requested"),
                            ("booked", "Booked"),
                            ("moved", "Moved"),
                            ("joined", "Joined"),
                            ("left", "Left"),
                            ("declined", "Declined"),
                            ("cancelled", "Cancelled"),
                            ("expired", "Expired"),
                            ("completed", "Completed"),
                            ("no_show", "No-show"),
                        ],
                        max_length=12,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "side",
                    models.CharField(
                        blank=True,
                        choices=[("mentor", "Mentor"), ("learner", "Learner"), ("observer", "Observer")],
                        max_length=12,
                    ),
                ),
                ("old_starts_at", models.DateTimeField(null=True)),
                ("new_starts_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=500)),
                (
                    "booking",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="mentoring.booking",
                    ),
                ),
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
                    "mentor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="mentoring.mentor"
                    ),
                ),
            ],
            options={
                "ordering": ("at", "pk"),
                "get_latest_by": ("at", "pk"),
            },
        ),
        migrations.AddField(
            model_name="booking",
            name="mentor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="bookings", to="mentoring.mentor"
            ),
        ),
        migrations.CreateModel(
            name="MentorApplication",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "headline",
                    core.fields.LineField(
                        help_text="One line. It becomes the headline of your page; you can change it later.",
                        max_length=120,
                        verbose_name="what you would help with",
                    ),
                ),
                (
                    "experience",
                    core.fields.TextField(
                        help_text="What you have built, shipped, taught or hired for, in your own words. Plain text.",
                        max_length=4000,
                        verbose_name="your experience",
                    ),
                ),
                (
                    "specialisms",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SlugField(),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="specialisms",
                    ),
                ),
                (
                    "languages",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=12),
                        default=list,
                        size=None,
                        verbose_name="languages",
                    ),
                ),
                (
                    "links",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.URLField(), blank=True, default=list, size=5, verbose_name="links"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("sent", "Sent"),
                            ("more_asked", "More asked for"),
                            ("approved", "Approved"),
                            ("refused", "Refused"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="sent",
                        max_length=12,
                    ),
                ),
                ("sent_at", models.DateTimeField()),
                ("rules_accepted_at", models.DateTimeField()),
                ("answer", core.fields.TextField(blank=True, max_length=2000)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "areas",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="roadmaps.area", verbose_name="areas"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mentor_applications",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "application of a mentor",
                "verbose_name_plural": "applications of mentors",
                "ordering": ("sent_at", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("sent", "more_asked"))),
                        fields=("person",),
                        name="mentoring_mentorapplication_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["sent", "more_asked", "approved", "refused", "withdrawn"])
                        ),
                        name="mentoring_mentorapplication_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("approved", "refused")), _negated=True),
                            ("decided_at__isnull", False),
                            _connector="OR",
                        ),
                        name="mentoring_mentorapplication_decided_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NextFreeChange",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "mentor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="mentoring.mentor"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="OutsideCalendar",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", core.fields.LineField(max_length=60, verbose_name="name")),
                ("encrypted_url", models.TextField(blank=True)),
                ("etag", models.CharField(blank=True, max_length=400)),
                ("last_modified", models.CharField(blank=True, max_length=100)),
                ("next_read_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("read_at", models.DateTimeField(null=True)),
                ("expanded_at", models.DateTimeField(null=True)),
                ("failed_at", models.DateTimeField(null=True)),
                ("failed_with", models.CharField(blank=True, max_length=40)),
                ("failures", models.PositiveSmallIntegerField(default=0)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="outside_calendars",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("name", "pk"),
                "indexes": [models.Index(fields=["next_read_at"], name="mentoring_outside_due")],
            },
        ),
        migrations.CreateModel(
            name="OutsideBusy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("during", django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "calendar",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="busy",
                        to="mentoring.outsidecalendar",
                    ),
                ),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GistIndex(
                        fields=["person", "during"], name="mentoring_outside_during"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PlannedMock",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("rubric_key", models.SlugField(max_length=40)),
                ("on", models.DateField()),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mocks",
                        to="mentoring.interviewplan",
                    ),
                ),
            ],
            options={
                "ordering": ("on", "pk"),
            },
        ),
        migrations.CreateModel(
            name="ReminderChoice",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="reminder_choice",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "minutes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(), blank=True, default=list, size=3
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("minutes__len__lte", 3)), name="mentoring_reminderchoice_few"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        choices=[("mentor", "Mentor"), ("learner", "Learner"), ("observer", "Observer")],
                        max_length=12,
                    ),
                ),
                (
                    "usefulness",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "Not useful"), (2, "Somewhat useful"), (3, "Useful"), (4, "Very useful")]
                    ),
                ),
                ("words", core.fields.TextField(blank=True, max_length=2000)),
                ("is_public", models.BooleanField(default=False)),
                ("given_at", models.DateTimeField()),
                ("reply", core.fields.TextField(blank=True, max_length=1000)),
                ("replied_at", models.DateTimeField(blank=True, null=True)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "booking",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reviews",
                        to="mentoring.booking",
                    ),
                ),
                (
                    "mentor",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reviews",
                        to="mentoring.mentor",
                    ),
                ),
            ],
            options={
                "ordering": ("given_at", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("mentor", "booking", "author"), name="mentoring_review_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_public", False), ("side", "learner"), _connector="OR"),
                        name="mentoring_review_only_learners_publish",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Scorecard",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("rubric_key", models.SlugField(max_length=40)),
                ("keep", core.fields.TextField(blank=True, max_length=600)),
                ("change", core.fields.TextField(blank=True, max_length=600)),
                ("overall", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("shared_at", models.DateTimeField(blank=True, null=True)),
                ("rated_at", models.DateTimeField(blank=True, null=True)),
                ("answer", core.fields.TextField(blank=True, max_length=2000)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "booking",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="scorecards",
                        to="mentoring.booking",
                    ),
                ),
                (
                    "learner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scorecards",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("learner", "booking"), name="mentoring_scorecard_once_a_booking"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("shared_at", None),
                            models.Q(
                                models.Q(("keep", ""), _negated=True), models.Q(("change", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="mentoring_scorecard_shared_is_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Score",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        choices=[("mentor", "Mentor"), ("learner", "Learner"), ("observer", "Observer")],
                        max_length=12,
                    ),
                ),
                ("dimension", models.SlugField(max_length=40)),
                ("evidence", core.fields.TextField(blank=True, max_length=600)),
                ("level", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "learner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "scorecard",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="scores",
                        to="mentoring.scorecard",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("learner", "scorecard", "side", "dimension"),
                        name="mentoring_score_once_a_dimension",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("level", None), ("level__range", (1, 4)), _connector="OR"),
                        name="mentoring_score_level_is_on_the_scale",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("level", None),
                            ("side", "learner"),
                            models.Q(("evidence", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="mentoring_score_mentors_has_evidence",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SessionType",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "price_amount",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        help_text="Of one session, whatever its length. Leave it empty when it is free.",
                        max_digits=9,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                        verbose_name="price",
                    ),
                ),
                ("price_currency", models.CharField(blank=True, max_length=3, verbose_name="currency")),
                (
                    "payment_url",
                    models.URLField(
                        blank=True,
                        help_text="Where people pay you, such as your page at a payment service. Shown once it is booked.",
                        max_length=500,
                        verbose_name="payment link",
                    ),
                ),
                (
                    "cap_per_day",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="most sessions a day",
                    ),
                ),
                (
                    "cap_per_week",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="most sessions a week",
                    ),
                ),
                (
                    "cap_per_month",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="most sessions a month",
                    ),
                ),
                (
                    "minutes_per_day",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(10)],
                        verbose_name="most minutes a day",
                    ),
                ),
                (
                    "minutes_per_week",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(10)],
                        verbose_name="most minutes a week",
                    ),
                ),
                (
                    "minutes_per_month",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(10)],
                        verbose_name="most minutes a month",
                    ),
                ),
                ("slug", models.SlugField(max_length=60)),
                ("title", core.fields.LineField(max_length=80, verbose_name="title")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("call", "Call"),
                            ("mock_interview", "Mock interview"),
                            ("resume_review", "Resume review"),
                        ],
                        default="call",
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "rubric_key",
                    models.SlugField(
                        blank=True,
                        choices=[
                            ("ml-theory", "ML theory"),
                            ("coding", "Coding"),
                            ("ml-system-design", "ML system design"),
                            ("statistics", "Statistics and probability"),
                            ("behavioural", "Behaviour and projects"),
                        ],
                        help_text="Of a mock interview: what it looks at, and what its scorecard has.",
                        max_length=40,
                        verbose_name="interview",
                    ),
                ),
                (
                    "description",
                    models.TextField(
                        blank=True,
                        help_text="Two or three sentences.",
                        max_length=600,
                        verbose_name="what you get",
                    ),
                ),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        default=30,
                        help_text="In minutes.",
                        validators=[
                            django.core.validators.MinValueValidator(10),
                            django.core.validators.MaxValueValidator(240),
                        ],
                        verbose_name="length",
                    ),
                ),
                (
                    "more_lengths",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(
                            validators=[
                                django.core.validators.MinValueValidator(10),
                                django.core.validators.MaxValueValidator(240),
                            ]
                        ),
                        blank=True,
                        default=list,
                        help_text="In minutes, as in 45, 60: learners pick one. Leave it empty when there is no choice.",
                        size=4,
                        verbose_name="other lengths",
                    ),
                ),
                (
                    "interval_minutes",
                    models.PositiveSmallIntegerField(
                        default=30,
                        help_text="In minutes. With 30, sessions may begin at 10:00, 10:30 and so on.",
                        validators=[
                            django.core.validators.MinValueValidator(5),
                            django.core.validators.MaxValueValidator(240),
                        ],
                        verbose_name="a start every",
                    ),
                ),
                (
                    "buffer_before_minutes",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="In minutes, kept between this session and the one before it.",
                        validators=[django.core.validators.MaxValueValidator(120)],
                        verbose_name="free time before",
                    ),
                ),
                (
                    "buffer_after_minutes",
                    models.PositiveSmallIntegerField(
                        default=10,
                        help_text="In minutes, kept between this session and the next one.",
                        validators=[django.core.validators.MaxValueValidator(120)],
                        verbose_name="free time after",
                    ),
                ),
                (
                    "notice_hours",
                    models.PositiveSmallIntegerField(
                        default=12,
                        help_text="In hours. Nobody can book with less notice.",
                        validators=[django.core.validators.MaxValueValidator(336)],
                        verbose_name="notice",
                    ),
                ),
                (
                    "window_days",
                    models.PositiveSmallIntegerField(
                        default=30,
                        help_text="In days. Nobody can book further ahead.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(90),
                        ],
                        verbose_name="how far ahead",
                    ),
                ),
                (
                    "open_from_on",
                    models.DateField(
                        blank=True,
                        help_text="Nobody can book an earlier date.",
                        null=True,
                        verbose_name="first day",
                    ),
                ),
                (
                    "open_until_on",
                    models.DateField(
                        blank=True,
                        help_text="Nobody can book a later date.",
                        null=True,
                        verbose_name="last day",
                    ),
                ),
                (
                    "cancel_hours",
                    models.PositiveSmallIntegerField(
                        default=12,
                        help_text="In hours before the start. After that, a learner can't cancel here any more.",
                        validators=[django.core.validators.MaxValueValidator(336)],
                        verbose_name="cancel until",
                    ),
                ),
                (
                    "needs_confirmation",
                    models.BooleanField(
                        default=False,
                        help_text="People ask, and you answer within 48 hours. Their time is kept until then.",
                        verbose_name="confirm each one",
                    ),
                ),
                (
                    "seats",
                    models.PositiveSmallIntegerField(
                        default=1,
                        help_text="How many learners share one session. With more than one, others join whoever booked first.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(50),
                        ],
                        verbose_name="seats",
                    ),
                ),
                (
                    "most_weeks",
                    models.PositiveSmallIntegerField(
                        default=1,
                        help_text="How many weekly sessions a learner can book at once, at the same hour of your clock. With 1, each is booked by itself.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(12),
                        ],
                        verbose_name="weeks in a row",
                    ),
                ),
                ("questions", models.JSONField(blank=True, default=list, verbose_name="questions")),
                ("meeting_url", models.URLField(blank=True)),
                ("is_offered", models.BooleanField(default=True, verbose_name="can be booked")),
                (
                    "mentor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="session_types",
                        to="mentoring.mentor",
                    ),
                ),
                (
                    "schedule",
                    models.ForeignKey(
                        blank=True,
                        help_text="By which of your schedules it can be booked.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="availability.schedule",
                        verbose_name="hours",
                    ),
                ),
            ],
            options={
                "ordering": ("mentor", "minutes", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("mentor", "slug"), name="mentoring_sessiontype_slug_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("price_amount", None), ("price_currency", "")),
                            models.Q(
                                ("price_amount__gt", 0),
                                ("price_amount__isnull", False),
                                models.Q(("price_currency", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="mentoring_sessiontype_price_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("buffer_after_minutes__lte", 120),
                            ("buffer_before_minutes__lte", 120),
                            ("interval_minutes__range", (5, 240)),
                            ("minutes__range", (10, 240)),
                            ("seats__range", (1, 50)),
                            ("window_days__range", (1, 90)),
                            models.Func(
                                models.F("more_lengths"),
                                output_field=models.BooleanField(),
                                template="(10 <= ALL(%(expressions)s))",
                            ),
                            models.Func(
                                models.F("more_lengths"),
                                output_field=models.BooleanField(),
                                template="(240 >= ALL(%(expressions)s))",
                            ),
                            models.Q(("cap_per_day", None), ("cap_per_day__gte", 1), _connector="OR"),
                            models.Q(
                                ("open_from_on", None),
                                ("open_until_on", None),
                                ("open_until_on__gte", models.F("open_from_on")),
                                _connector="OR",
                            ),
                        ),
                        name="mentoring_sessiontype_rules_are_sane",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("seats", 1),
                            models.Q(("kind", "call"), ("needs_confirmation", False)),
                            _connector="OR",
                        ),
                        name="mentoring_sessiontype_groups_are_calls",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("most_weeks", 1),
                            models.Q(("most_weeks__range", (2, 12)), ("seats", 1)),
                            _connector="OR",
                        ),
                        name="mentoring_sessiontype_weekly_is_for_two",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="booking",
            name="session_type",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="bookings",
                to="mentoring.sessiontype",
            ),
        ),
        migrations.CreateModel(
            name="WaitingEntry",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("from_on", models.DateField()),
                ("until_on", models.DateField()),
                ("zone", timezone_field.fields.TimeZoneField()),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("booked", "Booked"), ("left", "Left")],
                        default="waiting",
                        max_length=12,
                    ),
                ),
                (
                    "offered_starts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.DateTimeField(), blank=True, default=list, size=None
                    ),
                ),
                ("last_offered_at", models.DateTimeField(blank=True, null=True)),
                ("joined_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "offer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="mentoring.booking",
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
                (
                    "session_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="waiting_entries",
                        to="mentoring.sessiontype",
                    ),
                ),
            ],
            options={
                "ordering": ("joined_at", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waiting")),
                        fields=("person", "session_type"),
                        name="mentoring_waitingentry_waits_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until_on__gte", models.F("from_on"))),
                        name="mentoring_waitingentry_waits_forward",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "booked", "left"])),
                        name="mentoring_waitingentry_state_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WeeklyPair",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("booked_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "learner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="weekly_pairs",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "mentor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="weekly_pairs",
                        to="mentoring.mentor",
                    ),
                ),
            ],
            options={
                "ordering": ("booked_at", "pk"),
            },
        ),
        migrations.AddField(
            model_name="booking",
            name="weekly_pair",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="bookings",
                to="mentoring.weeklypair",
            ),
        ),
        migrations.CreateModel(
            name="Block",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("blocked_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "blocked",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="blocked_by",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "blocker",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="blocks",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "met_in",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="mentoring.booking",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("blocker", "blocked"), name="mentoring_block_blocked_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("blocker", models.F("blocked")), _negated=True),
                        name="mentoring_block_nobody_blocks_themselves",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("mentor", "Mentor"), ("learner", "Learner"), ("observer", "Observer")],
                        max_length=12,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("held", "Held"),
                            ("offered", "Offered"),
                            ("requested", "Requested"),
                            ("confirmed", "Confirmed"),
                            ("declined", "Declined"),
                            ("cancelled", "Cancelled"),
                            ("expired", "Expired"),
                            ("completed", "Completed"),
                            ("no_show", "No-show"),
                        ],
                        default="confirmed",
                        max_length=12,
                    ),
                ),
                ("left_at", models.DateTimeField(blank=True, null=True)),
                ("kept_until", models.DateTimeField(blank=True, null=True)),
                ("sequence", models.PositiveSmallIntegerField(default=0)),
                (
                    "holds_time",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.ExpressionWrapper(
                            models.Q(("state__in", ("declined", "cancelled", "expired")), _negated=True),
                            models.BooleanField(),
                        ),
                        output_field=models.BooleanField(),
                    ),
                ),
                ("zone", timezone_field.fields.TimeZoneField()),
                ("during", django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                ("about", models.TextField(blank=True, max_length=2000)),
                ("answers", models.JSONField(blank=True, default=list)),
                ("document_url", models.URLField(blank=True, max_length=500)),
                ("is_anonymous", models.BooleanField(default=False)),
                ("paid_at", models.DateTimeField(blank=True, null=True)),
                ("step_roadmap", models.SlugField(blank=True)),
                ("step_key", models.SlugField(blank=True)),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendances",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "booking",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attendances",
                        to="mentoring.booking",
                    ),
                ),
            ],
            options={
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("holds_time", True)),
                        expressions=[("person", "="), ("during", "&&")],
                        name="mentoring_attendance_person_busy_once",
                    ),
                    models.UniqueConstraint(
                        fields=("person", "booking"), name="mentoring_attendance_person_once_a_booking"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("role", "learner"), ("state", "held")),
                        fields=("person",),
                        name="mentoring_attendance_one_hold_a_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("during__isempty", False)),
                        name="mentoring_attendance_during_is_not_empty",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "held",
                                    "offered",
                                    "requested",
                                    "confirmed",
                                    "declined",
                                    "cancelled",
                                    "expired",
                                    "completed",
                                    "no_show",
                                ],
                            )
                        ),
                        name="mentoring_attendance_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("step_key", ""), ("step_roadmap", "")),
                            models.Q(("step_key", ""), ("step_roadmap", ""), _connector="OR", _negated=True),
                            _connector="OR",
                        ),
                        name="mentoring_attendance_step_has_roadmap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_anonymous", False), ("role", "learner"), _connector="OR"),
                        name="mentoring_attendance_only_learners_are_anonymous",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kept_until", None), ("state", "offered"), _connector="OR"),
                        name="mentoring_attendance_only_offered_seats_are_kept",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("left_at", None),
                            ("state__in", ("declined", "cancelled", "expired")),
                            _connector="OR",
                        ),
                        name="mentoring_attendance_who_left_takes_no_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ActionItem",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("place", models.PositiveSmallIntegerField()),
                ("text", core.fields.LineField(max_length=200)),
                ("due_on", models.DateField(blank=True, null=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "learner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="action_items",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "booking",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="action_items",
                        to="mentoring.booking",
                    ),
                ),
            ],
            options={
                "ordering": ("booking", "place"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("learner", "booking", "place"), name="mentoring_actionitem_place_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("place__range", (1, 3))), name="mentoring_actionitem_places"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Absence",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("reported_at", models.DateTimeField()),
                ("contest", core.fields.TextField(blank=True, max_length=2000)),
                ("contested_at", models.DateTimeField(blank=True, null=True)),
                (
                    "upheld",
                    models.BooleanField(
                        blank=True, help_text="What staff decided; empty until then.", null=True
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="absences",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reported_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "booking",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="absences",
                        to="mentoring.booking",
                    ),
                ),
            ],
            options={
                "ordering": ("reported_at", "pk"),
                "constraints": [
                    models.UniqueConstraint(fields=("person", "booking"), name="mentoring_absence_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("upheld", None), ("contested_at__isnull", False), _connector="OR"
                        ),
                        name="mentoring_absence_only_contested_are_decided",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                name="mentoring_booking_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "held",
                            "offered",
                            "requested",
                            "confirmed",
                            "declined",
                            "cancelled",
                            "expired",
                            "completed",
                            "no_show",
                        ],
                    )
                ),
                name="mentoring_booking_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("price_amount", None), ("price_currency", "")),
                    models.Q(
                        ("price_amount__gt", 0),
                        ("price_amount__isnull", False),
                        models.Q(("price_currency", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="mentoring_booking_price_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("expires_at__isnull", False), ("state__in", ("held", "offered", "requested"))),
                    models.Q(
                        models.Q(("state__in", ("held", "offered", "requested")), _negated=True),
                        ("expires_at", None),
                    ),
                    _connector="OR",
                ),
                name="mentoring_booking_only_pending_expire",
            ),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("seats__gte", 1), ("seats_taken__gte", 1), ("seats_taken__lte", models.F("seats"))
                ),
                name="mentoring_booking_seats_suffice",
            ),
        ),
    ]
