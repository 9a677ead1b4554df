"""Questions on steps, and what each learner remembers of them.

The answers are the truth. How a card stands (`stability` to `failures`) is what they amount to, kept beside
them so that the questions of a day are found by one query; `./dev manage recompute_cards` makes it anew.
"""

from datetime import date
from typing import Self
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q
from django.db.models.functions import Greatest, Least
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from articles.models import Article, ArticleState
from core.fields import LineField, TextField
from core.uuid7 import uuid7
from mentoring.models import Booking
from practice.choices import QuestionKind, Rating
from practice.daily import MOST_MINUTES
from practice.scheduling import Memory
from practice.texts import to_html, to_line
from roadmaps.models import Enrolment, Roadmap

LONGEST_PROMPT, LONGEST_MODEL_ANSWER, LONGEST_ANSWER = 3_000, 6_000, 10_000
MOST_POINTS = 8

QUESTION_KEY_ONCE = "practice_question_key_once"
ARTICLE_QUESTION_KEY_ONCE = "practice_question_key_once_an_article"
QUESTION_HAS_ONE_PLACE = "practice_question_has_one_place"
QUESTION_FITS_A_DAY = "practice_question_minutes_fit"
CARD_ONCE = "practice_card_once"
CARD_REMEMBERS = "practice_card_remembers_all_or_nothing"
OPEN_ANSWER_ONCE = "practice_answer_one_open"
RATED_IS_DATED = "practice_answer_rated_is_dated"
RATING_IS_KNOWN = "practice_answer_rating_is_known"


def _is_reachable_by(reader: User | None, prefix: str = "") -> Q:
    roadmaps = Roadmap.objects.reachable_by(reader).order_by().values("pk")
    reachable = Q((f"{prefix}roadmap__in", roadmaps)) | Q(
        (f"{prefix}written_in__state", ArticleState.PUBLISHED)
    )
    return reachable | Q((f"{prefix}for_learner", reader.pk)) if reader else reachable


class QuestionQuerySet(models.QuerySet["Question"]):
    def asked(self) -> Self:
        """Without those that were withdrawn."""
        return self.filter(withdrawn_at=None)

    def reachable_by(self, reader: User | None) -> Self:
        """On the roadmaps that somebody may open who has the address, in articles, and for them alone."""
        return self.filter(_is_reachable_by(reader))

    def of_step(self, roadmap: str, key: str) -> Self:
        return self.filter(roadmap__slug=roadmap, step_key=key)

    def suggested_to_or_by(self, person: User) -> Self:
        """Those of mock interviews, for their learner and their mentor."""
        mine = Q(for_learner=person) | Q(session__mentor=person.pk)
        return self.filter(mine, for_learner__isnull=False)

    def waiting_for(self, learner: User) -> Self:
        """What a mentor wrote for somebody who has neither kept nor removed it."""
        kept = Card.objects.filter(learner=learner, question=OuterRef("pk"))
        return self.filter(~Exists(kept), for_learner=learner, withdrawn_at=None)

    def in_order(self) -> Self:
        return self.order_by("roadmap", "position", "pk")


class Question(models.Model):
    """A question with a model answer and what a good answer must contain. Markdown throughout.

    It belongs to a step (`roadmap` and `step_key`, the permanent key of the step, so that a new edition loses
    no question), to the article it is `written_in`, or to one learner, for whom a mentor wrote it after a
    session. `key` is permanent. `article` is where it can be found besides, or what it was written in.
    """

    id: "models.UUIDField[UUID, UUID]" = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    roadmap = models.ForeignKey(
        Roadmap, on_delete=models.CASCADE, null=True, blank=True, related_name="questions"
    )
    written_in = models.ForeignKey(
        Article, on_delete=models.CASCADE, null=True, blank=True, editable=False, related_name="+"
    )
    for_learner = models.ForeignKey(
        User, on_delete=models.CASCADE, null=True, blank=True, editable=False, related_name="+"
    )
    session = models.ForeignKey(
        Booking, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    key = models.SlugField()
    step_key = models.SlugField(_("step"), blank=True)
    article = models.ForeignKey(
        Article, on_delete=models.SET_NULL, null=True, blank=True, related_name="questions"
    )
    kind = models.CharField(_("what it asks for"), max_length=12, choices=QuestionKind)
    prompt = TextField(_("question"), validators=[MaxLengthValidator(LONGEST_PROMPT)])
    answer = TextField(_("model answer"), validators=[MaxLengthValidator(LONGEST_MODEL_ANSWER)])
    points = ArrayField(
        LineField(max_length=300), size=MOST_POINTS, verbose_name=_("what a good answer contains")
    )
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_MINUTES)]
    )
    position = models.PositiveSmallIntegerField(default=0, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    updated_at = models.DateTimeField(editable=False)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["roadmap", "step_key"], name="practice_question_of_step"),)
        constraints = (
            models.UniqueConstraint(fields=["roadmap", "key"], name=QUESTION_KEY_ONCE),
            models.UniqueConstraint(fields=["written_in", "key"], name=ARTICLE_QUESTION_KEY_ONCE),
            models.CheckConstraint(
                condition=(
                    Q(roadmap__isnull=False, written_in=None, for_learner=None) & ~Q(step_key="")
                    | Q(roadmap=None, written_in__isnull=False, for_learner=None)
                    | Q(roadmap=None, written_in=None, for_learner__isnull=False)
                ),
                name=QUESTION_HAS_ONE_PLACE,
            ),
            models.CheckConstraint(condition=Q(minutes__range=(1, MOST_MINUTES)), name=QUESTION_FITS_A_DAY),
        )

    def __str__(self) -> str:
        return self.key

    def get_absolute_url(self) -> str:
        return reverse("practice:question", args=[self.pk])

    @property
    def told_as(self) -> str:
        """What the notice of it is about, for the learner whom a mentor wrote it for."""
        return f"question:{self.pk}"

    @property
    def is_for_one(self) -> bool:
        """Whether a mentor wrote it for one learner."""
        return self.for_learner_id is not None

    @property
    def place(self) -> tuple[int | None, str, int | None, int | None]:
        """The same for all questions of a step, of an article, and of those for somebody alone."""
        return self.roadmap_id, self.step_key, self.written_in_id, self.for_learner_id

    @property
    def prompt_html(self) -> SafeString:
        return to_html(self.prompt)

    @property
    def prompt_line(self) -> str:
        """Its first words, for a list."""
        return to_line(self.prompt)

    @property
    def answer_html(self) -> SafeString:
        return to_html(self.answer)

    @property
    def points_html(self) -> list[SafeString]:
        return [to_html(point) for point in self.points]


class CardQuerySet(models.QuerySet["Card"]):
    def of(self, learner: User) -> Self:
        return self.filter(learner=learner)

    def with_open_answer(self) -> Self:
        """Adds `open_answer`, the key of the answer that waits for its rating, and `open_since`."""
        waiting = FilteredRelation("answers", condition=Q(answers__rating=None))
        return self.annotate(waiting=waiting, open_answer=F("waiting"), open_since=F("waiting__answered_at"))

    def active(self, learner: User) -> Self:
        """What is asked of somebody: not what they stopped, what was withdrawn, or what they may not see.

        Nor what is about a step that they hid.
        """
        following = Enrolment.objects.filter(learner=learner, roadmap=OuterRef("question__roadmap"))
        return self.filter(
            _is_reachable_by(learner, "question__"),
            ~Exists(following.hiding(OuterRef("question__step_key"))),
            learner=learner,
            stopped_at=None,
            question__withdrawn_at=None,
        )


class Card(models.Model):
    """A question that is asked of somebody again and again. Dates are the learner's own.

    `asked_on` is the day on which it is due, the later one to which a pile was spread, or the earlier one to
    which it was brought forward, since an interview showed that it needs review.
    """

    id: "models.UUIDField[UUID, UUID]" = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    learner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="cards")
    kept_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField()
    postponed_to = models.DateField(null=True, blank=True)
    brought_forward_to = models.DateField(null=True, blank=True)
    asked_on = models.GeneratedField(
        expression=Least(Greatest("due_on", "postponed_to"), "brought_forward_to"),
        output_field=models.DateField(),
        db_persist=True,
    )
    stability = models.FloatField(null=True, blank=True, help_text=_("In days."))
    difficulty = models.FloatField(null=True, blank=True, help_text=_("From 1 to 10."))
    reviewed_on = models.DateField(null=True, blank=True)
    review_count = models.PositiveIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0, help_text=_("In a row, up to now."))
    updated_at = models.DateTimeField()

    objects = CardQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(
                fields=["learner", "asked_on"], condition=Q(stopped_at=None), name="practice_card_asked"
            ),
        )
        constraints = (
            models.UniqueConstraint(fields=["learner", "question"], name=CARD_ONCE),
            models.CheckConstraint(
                condition=Q(stability=None, difficulty=None, reviewed_on=None, review_count=0, failures=0)
                | Q(
                    stability__isnull=False,
                    difficulty__isnull=False,
                    reviewed_on__isnull=False,
                    review_count__gte=1,
                ),
                name=CARD_REMEMBERS,
            ),
        )

    def __str__(self) -> str:
        return f"{self.learner_id}: {self.question_id}"

    @property
    def minutes(self) -> int:
        """Costs a query unless `question` was selected with the card."""
        return self.question.minutes

    @property
    def memory(self) -> Memory | None:
        """None while it was never answered."""
        if self.stability is None or self.difficulty is None or self.reviewed_on is None:
            return None
        return Memory(
            stability=self.stability,
            difficulty=self.difficulty,
            reviewed_on=self.reviewed_on,
            due_on=self.due_on,
            review_count=self.review_count,
            failures=self.failures,
        )

    @memory.setter
    def memory(self, memory: Memory) -> None:
        self.stability, self.difficulty = memory.stability, memory.difficulty
        self.reviewed_on, self.due_on = memory.reviewed_on, memory.due_on
        self.review_count, self.failures = memory.review_count, memory.failures


class AnswerQuerySet(models.QuerySet["Answer"]):
    def of(self, learner: User) -> Self:
        return self.filter(learner=learner)

    def rated(self) -> Self:
        """Those that count: the answer was compared and rated."""
        return self.filter(rating__isnull=False)


class Answer(models.Model):
    """One time somebody answered: what they typed, and how they rated it beside the model answer.

    Nobody else sees it. Without a rating it is open, and a card has at most one of those.
    """

    id: "models.UUIDField[UUID, UUID]" = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    learner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    card = models.ForeignKey(Card, on_delete=models.CASCADE, related_name="answers")
    text = TextField(_("your answer"), blank=True, validators=[MaxLengthValidator(LONGEST_ANSWER)])
    was_aloud = models.BooleanField(default=False, help_text=_("Said aloud, not typed."))
    answered_at = models.DateTimeField()
    rating = models.PositiveSmallIntegerField(choices=Rating, null=True, blank=True)
    rated_at = models.DateTimeField(null=True, blank=True)
    rated_on = models.DateField(null=True, blank=True, help_text=_("In the learner's own zone."))
    scheduler = models.JSONField(
        null=True, editable=False, help_text=_("The library's version and parameters that set the next date.")
    )

    objects = AnswerQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["learner", "-rated_on"], name="practice_answer_by_day"),)
        constraints = (
            models.UniqueConstraint(
                fields=["learner", "card"], condition=Q(rating=None), name=OPEN_ANSWER_ONCE
            ),
            models.CheckConstraint(
                condition=Q(rating=None, rated_at=None, rated_on=None)
                | Q(rating__isnull=False, rated_at__isnull=False, rated_on__isnull=False),
                name=RATED_IS_DATED,
            ),
            models.CheckConstraint(
                condition=Q(rating=None) | Q(rating__range=(Rating.FAILED, Rating.AT_ONCE)),
                name=RATING_IS_KNOWN,
            ),
        )

    def __str__(self) -> str:
        return f"{self.card_id}: {self.rating}"

    def get_absolute_url(self) -> str:
        return reverse("practice:answer", args=[self.pk])

    @property
    def text_html(self) -> SafeString:
        return to_html(self.text)


class PracticeChoice(models.Model):
    """Whether somebody wants to be asked. Without a row: not yet."""

    learner = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="practice")
    is_on = models.BooleanField(_("ask me again what I have learnt"), default=False)
    paused_until = models.DateField(
        _("pause until"), null=True, blank=True, help_text=_("The first day on which you are asked again.")
    )
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.learner_id}: {'on' if self.is_on else 'off'}"

    def asks_on(self, day: date) -> bool:
        return self.is_on and not self.is_paused_on(day)

    def is_paused_on(self, day: date) -> bool:
        return self.is_on and self.paused_until is not None and day < self.paused_until
