"""Who helps, and what can be booked with them."""

from collections.abc import Sequence
from copy import copy
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import BooleanField, F, Func, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from availability.models import HoursKey, Schedule
from availability.slots import BookingRules, Cap, CapPeriod, day_number
from core.clock import local_date
from core.fields import LineField, TextField
from core.searching import CONFIGURATION, prefix_query
from mentoring import languages
from mentoring.intake import Question, read_questions
from mentoring.models.price import FREE_OR_AN_AMOUNT, Priced
from mentoring.rubrics import rubric_choices
from roadmaps.models import Area

ONLY_APPROVED_ARE_LISTED = "mentoring_mentor_only_approved_are_listed"
ONLY_PAUSED_RESUME = "mentoring_mentor_only_paused_resume"
SESSION_TYPE_SLUG_ONCE = "mentoring_sessiontype_slug_once"
GROUPS_ARE_CALLS = "mentoring_sessiontype_groups_are_calls"
SESSION_TYPE_PRICE_IS_WHOLE = "mentoring_sessiontype_price_is_whole"
WEEKLY_IS_FOR_TWO = "mentoring_sessiontype_weekly_is_for_two"
SESSION_TYPE_RULES_ARE_SANE = "mentoring_sessiontype_rules_are_sane"

LEAST_MINUTES = 10
MOST_MINUTES = 240
MOST_LENGTHS = 4
MOST_BUFFER = 120
MOST_NOTICE_HOURS = 24 * 14
MOST_WINDOW_DAYS = 90
MOST_SEATS = 50
MOST_WEEKS = 12
NEVER = day_number(date.max)


class MentorQuerySet(models.QuerySet["Mentor"]):
    def listed(self) -> Self:
        """Those whom everybody sees; not those whose account was closed."""
        return self.filter(is_listed=True, user__is_active=True)

    def approved(self) -> Self:
        """Those whom staff let into the directory, listed or not."""
        return self.exclude(approved_at=None)

    def matchable(self, reader: User | None) -> Self:
        """Without those whom a block keeps from the reader, whoever did it."""
        if reader is None:
            return self
        return self.exclude(user__blocks__blocked=reader).exclude(user__blocked_by__blocker=reader)

    def search(self, text: str) -> Self:
        """Those whose name, headline or bio holds every word, or a word that begins so."""
        query = prefix_query(text)
        if query is None:
            return self.none()
        return self.filter(Q(search_vector=query) | Q(user__display_name__icontains=text.strip()))


class SessionCaps(models.Model):
    """The most sessions, and minutes of them, in a day, a week or a month; empty is no limit."""

    cap_per_day = models.PositiveSmallIntegerField(
        _("most sessions a day"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    cap_per_week = models.PositiveSmallIntegerField(
        _("most sessions a week"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    cap_per_month = models.PositiveSmallIntegerField(
        _("most sessions a month"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    minutes_per_day = models.PositiveSmallIntegerField(
        _("most minutes a day"), null=True, blank=True, validators=[MinValueValidator(10)]
    )
    minutes_per_week = models.PositiveSmallIntegerField(
        _("most minutes a week"), null=True, blank=True, validators=[MinValueValidator(10)]
    )
    minutes_per_month = models.PositiveSmallIntegerField(
        _("most minutes a month"), null=True, blank=True, validators=[MinValueValidator(10)]
    )

    class Meta:
        abstract = True

    def caps(self, *, over_all_types: bool) -> list[Cap]:
        """Those that are set, as the slot engine knows them."""
        fields = [
            (self.cap_per_day, CapPeriod.DAY, False),
            (self.cap_per_week, CapPeriod.WEEK, False),
            (self.cap_per_month, CapPeriod.MONTH, False),
            (self.minutes_per_day, CapPeriod.DAY, True),
            (self.minutes_per_week, CapPeriod.WEEK, True),
            (self.minutes_per_month, CapPeriod.MONTH, True),
        ]
        return [Cap(most, period, in_minutes, over_all_types) for most, period, in_minutes in fields if most]


class Mentor(SessionCaps):
    """Somebody who gives sessions. Strangers see them only while they are listed. The id is the user's."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="mentor")
    headline = LineField(
        _("headline"), max_length=120, help_text=_("One line: what you do, and what you help with.")
    )
    bio = TextField(
        _("about you"),
        max_length=4_000,
        help_text=_("What you have done, and what a session with you is like. Plain text."),
    )
    areas = models.ManyToManyField(Area, verbose_name=_("areas"), related_name="mentors", blank=True)
    specialisms = ArrayField(
        models.SlugField(), verbose_name=_("specialisms"), default=list, blank=True
    )  # keys of roadmaps.Specialism, in whatever edition
    languages = ArrayField(models.CharField(max_length=12), verbose_name=_("languages"), default=list)
    meeting_url = models.URLField(
        _("your video room"),
        blank=True,
        help_text=_("The link of the room where you usually meet people. It is shown to those who booked."),
    )
    is_listed = models.BooleanField(
        _("listed"), default=False, help_text=_("Shown in the directory, and open for booking.")
    )
    approved_at = models.DateTimeField(
        _("approved"), null=True, blank=True, help_text=_("When staff approved the application.")
    )
    is_paused = models.BooleanField(
        _("paused"), default=False, help_text=_("Takes no new sessions; those that are booked stay.")
    )
    resumes_on = models.DateField(
        _("takes sessions again from"),
        null=True,
        blank=True,
        help_text=_("By your own calendar. Leave it empty to come back when you say so."),
    )
    most_open_per_learner = models.PositiveSmallIntegerField(
        _("most open sessions of one learner"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("So many sessions somebody may have booked with you at a time. Empty is no limit."),
    )
    # The first free start within 30 days, as it was computed last, and until when it holds if nobody acts.
    next_free_at = models.DateTimeField(null=True, editable=False)
    next_free_until = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    search_vector = models.GeneratedField(
        expression=SearchVector("headline", weight="A", config=CONFIGURATION)
        + SearchVector("bio", weight="B", config=CONFIGURATION),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = MentorQuerySet.as_manager()

    class Meta:
        ordering = ("user__display_name", "pk")
        indexes = (
            GinIndex(fields=["search_vector"], name="mentoring_mentor_search"),
            GinIndex(fields=["languages"], name="mentoring_mentor_languages"),
            models.Index(fields=["next_free_at"], name="mentoring_mentor_next_free"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(is_listed=False) | Q(approved_at__isnull=False), name=ONLY_APPROVED_ARE_LISTED
            ),
            models.CheckConstraint(condition=Q(is_paused=True) | Q(resumes_on=None), name=ONLY_PAUSED_RESUME),
        )

    def __str__(self) -> str:
        return str(self.user)

    def get_absolute_url(self) -> str:
        return reverse("mentoring:mentor", args=[self.user.handle])

    @property
    def is_seen_by_all(self) -> bool:
        """Whether `listed` has them."""
        return self.is_listed and self.user.is_active

    @property
    def language_names(self) -> list[str]:
        return languages.language_names(self.languages)

    @property
    def first_bookable_day(self) -> int:
        """The first day that a pause leaves open, as the slot engine counts days; 0 without one."""
        if not self.is_paused:
            return 0
        return day_number(self.resumes_on) if self.resumes_on else NEVER

    def next_free_after(self, now: datetime) -> datetime | None:
        """The next free time that is kept, unless the clock has passed it since."""
        return self.next_free_at if self.next_free_at and self.next_free_at >= now else None

    @property
    def is_next_free_known(self) -> bool:
        """False for the minute after what they offer has changed, when nothing was free before."""
        return self.next_free_until is not None

    def is_paused_at(self, now: datetime) -> bool:
        """Whether a pause goes on; one with a last day ends by itself."""
        return self.is_paused and (
            self.resumes_on is None or local_date(now, self.user.zone) < self.resumes_on
        )


class SessionTypeQuerySet(models.QuerySet["SessionType"]):
    def offered(self) -> Self:
        return self.filter(is_offered=True)

    def bookable(self) -> Self:
        """Offered by a listed mentor."""
        return self.offered().filter(mentor__is_listed=True, mentor__user__is_active=True)

    def waited_for(self) -> Self:
        """Those with a waiting list, and their mentors."""
        waited_for = self.filter(waiting_entries__state="waiting").distinct()
        return waited_for.select_related("mentor__user")


class SessionKind(models.TextChoices):
    CALL = "call", _("Call")
    MOCK_INTERVIEW = "mock_interview", _("Mock interview")
    RESUME_REVIEW = "resume_review", _("Resume review")


def all_within(field: str, least: int, most: int) -> Q:
    """Whether every number of an array is one of these."""

    def holds(comparison: str) -> Func:
        template = f"({comparison} ALL(%(expressions)s))"
        return Func(F(field), template=template, output_field=BooleanField())

    return Q(holds(f"{least} <=")) & Q(holds(f"{most} >="))


class SessionType(SessionCaps, Priced):
    """What can be booked with a mentor, and by which rules. A booking keeps its own copy of them.

    Its caps count its own sessions; those of the mentor count all of them.
    """

    mentor = models.ForeignKey(Mentor, on_delete=models.CASCADE, related_name="session_types")
    slug = models.SlugField(max_length=60)
    title = LineField(_("title"), max_length=80)
    kind = models.CharField(_("kind"), max_length=20, choices=SessionKind, default=SessionKind.CALL)
    rubric_key = models.SlugField(
        _("interview"),
        max_length=40,
        blank=True,
        choices=rubric_choices(),
        help_text=_("Of a mock interview: what it looks at, and what its scorecard has."),
    )
    description = TextField(
        _("what you get"), max_length=600, blank=True, help_text=_("Two or three sentences.")
    )
    minutes = models.PositiveSmallIntegerField(
        _("length"),
        default=30,
        validators=[MinValueValidator(LEAST_MINUTES), MaxValueValidator(MOST_MINUTES)],
        help_text=_("In minutes."),
    )
    more_lengths = ArrayField(
        models.PositiveSmallIntegerField(
            validators=[MinValueValidator(LEAST_MINUTES), MaxValueValidator(MOST_MINUTES)]
        ),
        verbose_name=_("other lengths"),
        default=list,
        blank=True,
        size=MOST_LENGTHS,
        help_text=_("In minutes, as in 45, 60: learners pick one. Leave it empty when there is no choice."),
    )
    interval_minutes = models.PositiveSmallIntegerField(
        _("a start every"),
        default=30,
        validators=[MinValueValidator(5), MaxValueValidator(MOST_MINUTES)],
        help_text=_("In minutes. With 30, sessions may begin at 10:00, 10:30 and so on."),
    )
    buffer_before_minutes = models.PositiveSmallIntegerField(
        _("free time before"),
        default=0,
        validators=[MaxValueValidator(MOST_BUFFER)],
        help_text=_("In minutes, kept between this session and the one before it."),
    )
    buffer_after_minutes = models.PositiveSmallIntegerField(
        _("free time after"),
        default=10,
        validators=[MaxValueValidator(MOST_BUFFER)],
        help_text=_("In minutes, kept between this session and the next one."),
    )
    notice_hours = models.PositiveSmallIntegerField(
        _("notice"),
        default=12,
        validators=[MaxValueValidator(MOST_NOTICE_HOURS)],
        help_text=_("In hours. Nobody can book with less notice."),
    )
    window_days = models.PositiveSmallIntegerField(
        _("how far ahead"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_WINDOW_DAYS)],
        help_text=_("In days. Nobody can book further ahead."),
    )
    open_from_on = models.DateField(
        _("first day"), null=True, blank=True, help_text=_("Nobody can book an earlier date.")
    )
    open_until_on = models.DateField(
        _("last day"), null=True, blank=True, help_text=_("Nobody can book a later date.")
    )
    schedule = models.ForeignKey(
        Schedule,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("hours"),
        help_text=_("By which of your schedules it can be booked."),
    )
    cancel_hours = models.PositiveSmallIntegerField(
        _("cancel until"),
        default=12,
        validators=[MaxValueValidator(MOST_NOTICE_HOURS)],
        help_text=_("In hours before the start. After that, a learner can't cancel here any more."),
    )
    needs_confirmation = models.BooleanField(
        _("confirm each one"),
        default=False,
        help_text=_("People ask, and you answer within 48 hours. Their time is kept until then."),
    )
    seats = models.PositiveSmallIntegerField(
        _("seats"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_SEATS)],
        help_text=_(
            "How many learners share one session. With more than one, others join whoever booked first."
        ),
    )
    most_weeks = models.PositiveSmallIntegerField(
        _("weeks in a row"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_WEEKS)],
        help_text=_(
            "How many weekly sessions a learner can book at once, at the same hour of your clock. With 1,"
            " each is booked by itself."
        ),
    )
    questions = models.JSONField(_("questions"), default=list, blank=True)  # as mentoring.intake writes them
    meeting_url = models.URLField(blank=True)  # empty: the mentor's usual room
    is_offered = models.BooleanField(_("can be booked"), default=True)

    objects = SessionTypeQuerySet.as_manager()

    class Meta:
        ordering = ("mentor", "minutes", "pk")
        constraints = (
            models.UniqueConstraint(fields=["mentor", "slug"], name=SESSION_TYPE_SLUG_ONCE),
            models.CheckConstraint(condition=FREE_OR_AN_AMOUNT, name=SESSION_TYPE_PRICE_IS_WHOLE),
            models.CheckConstraint(
                condition=Q(
                    minutes__range=(LEAST_MINUTES, MOST_MINUTES),
                    interval_minutes__range=(5, MOST_MINUTES),
                    buffer_before_minutes__lte=MOST_BUFFER,
                    buffer_after_minutes__lte=MOST_BUFFER,
                    window_days__range=(1, MOST_WINDOW_DAYS),
                    seats__range=(1, MOST_SEATS),
                )
                & all_within("more_lengths", LEAST_MINUTES, MOST_MINUTES)
                & (Q(cap_per_day=None) | Q(cap_per_day__gte=1))
                & (Q(open_from_on=None) | Q(open_until_on=None) | Q(open_until_on__gte=F("open_from_on"))),
                name=SESSION_TYPE_RULES_ARE_SANE,
            ),
            models.CheckConstraint(
                condition=Q(seats=1) | Q(kind=SessionKind.CALL, needs_confirmation=False),
                name=GROUPS_ARE_CALLS,
            ),
            models.CheckConstraint(
                condition=Q(most_weeks=1) | Q(most_weeks__range=(2, MOST_WEEKS), seats=1),
                name=WEEKLY_IS_FOR_TWO,
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of its free times. Costs queries unless `mentor__user` was selected with it."""
        return reverse("mentoring:times", args=[self.mentor.user.handle, self.slug])

    @property
    def room(self) -> str:
        """Where it is held, as the mentor says; empty when they say nothing."""
        return self.meeting_url or self.mentor.meeting_url

    @property
    def is_group(self) -> bool:
        """Whether several learners share one session."""
        return self.seats > 1

    @property
    def is_weekly(self) -> bool:
        """Whether a learner may book it for several weeks at once."""
        return self.most_weeks > 1

    @property
    def lengths(self) -> Sequence[int]:
        """Between which learners choose, in minutes, the shortest first; one of them is `minutes`."""
        return sorted({self.minutes, *self.more_lengths})

    def at_length(self, minutes: int) -> Self:
        """The same offer with another of its lengths as `minutes`. Nobody saves it."""
        if minutes == self.minutes:
            return self
        chosen = copy(self)
        chosen.minutes = minutes
        chosen.more_lengths = [each for each in self.lengths if each != minutes]
        return chosen

    @property
    def intake(self) -> Sequence[Question]:
        """What the mentor asks before a session."""
        return read_questions(self.questions)

    @property
    def duration(self) -> timedelta:
        return timedelta(minutes=self.minutes)

    @property
    def booking_rules(self) -> BookingRules:
        """What the slot engine needs to know of it. Costs a query unless `mentor` was selected with it."""
        return BookingRules(
            minutes=self.minutes,
            interval=self.interval_minutes,
            buffer_before=self.buffer_before_minutes,
            buffer_after=self.buffer_after_minutes,
            notice=self.notice_hours * 60,
            window_days=MOST_WINDOW_DAYS if self.open_until_on else self.window_days,
            first_day=self._first_day,
            last_day=day_number(self.open_until_on) if self.open_until_on else None,
            caps=[*self.caps(over_all_types=False), *self.mentor.caps(over_all_types=True)],
        )

    @property
    def weekly_rules(self) -> BookingRules:
        """Those of sessions that follow week by week: they may lie as many weeks further ahead."""
        rules = self.booking_rules
        return replace(rules, window_days=rules.window_days + 7 * (self.most_weeks - 1))

    @property
    def _first_day(self) -> int | None:
        """By its own dates and by a pause of its mentor, whichever is later."""
        opens = day_number(self.open_from_on) if self.open_from_on else 0
        return max(opens, self.mentor.first_bookable_day) or None

    @property
    def hours_key(self) -> HoursKey:
        return HoursKey(self.mentor_id, self.schedule_id)
