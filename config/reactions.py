"""Which app reacts to which event: the whole list.

An app announces what happened (`core.announcements`) without knowing who cares; only this module
knows both sides. Reactions run in the announcer's transaction.
"""

from statistics import fmean

from django.utils import timezone

from accounts.announcements import (
    AccountDeactivated,
    DataExported,
    EmailChanged,
    FirstWeekdayChanged,
    StartingPointChanged,
    TokenCreated,
    TokenRevoked,
    WeeklyGoalChanged,
)
from accounts.models import User
from articles.announcements import ArticlePublished, ArticleUpdated
from articles.models import Article
from availability.announcements import HoursChanged
from calendars.operations import owe_of_booking as owe_calendars_of_booking
from core.announcements import react
from editor.announcements import QuestionsImported
from editor.questions import set_questions
from mailing.announcements import DeliveryPaused
from mentoring.announcements import BookingChanged, ScorecardRevealed
from mentoring.models import Mentor
from mentoring.operations import cancel_all, mark_offer
from mentoring.rubrics import REHEARSED_IN, RUBRICS, WEAK
from newsletter.operations import follow_address, tell_of_held_newsletters, tell_of_stopped_issue
from notices import reactions as notices
from planning.operations import shift_plans
from practice.operations import bring_forward, follow_article, follow_mark, load_imported
from practice.reading import read_file_questions
from roadmaps.announcements import StepMarked
from roadmaps.audiences import set_mentors
from roadmaps.models import Roadmap
from roadmaps.operations import follow_starting_point, keep_past_goal, record_mock, review_steps, shift_weeks
from webhooks.operations import owe_of_booking


def wire_reactions() -> None:
    """Called once, when the apps are ready."""
    react(AccountDeactivated, sessions_are_cancelled)
    react(ArticlePublished, questions_of_article_follow)
    react(ArticleUpdated, questions_of_article_follow)
    react(BookingChanged, owe_of_booking)
    react(BookingChanged, owe_calendars_of_booking)
    react(DataExported, notices.tell_of_export)
    react(DeliveryPaused, tell_of_stopped_issue)
    react(DeliveryPaused, tell_of_held_newsletters)
    react(EmailChanged, subscription_follows)
    react(EmailChanged, notices.tell_of_changed_email)
    react(FirstWeekdayChanged, weeks_follow)
    react(HoursChanged, next_free_time_moves)
    react(TokenCreated, notices.tell_of_token_expiry)
    react(TokenRevoked, notices.take_back_token_expiry)
    react(WeeklyGoalChanged, keep_goal_of_past_weeks)
    react(StartingPointChanged, tracks_follow)
    react(ScorecardRevealed, skills_follow)
    react(QuestionsImported, questions_are_loaded)
    react(StepMarked, questions_follow)
    set_questions(read_file_questions)
    set_mentors(lambda reader: Mentor.objects.approved().filter(user=reader))


def sessions_are_cancelled(event: AccountDeactivated) -> None:
    """Nobody waits for somebody who is gone."""
    cancel_all(person=User.objects.get(pk=event.user_id), now=event.at)


def next_free_time_moves(event: HoursChanged) -> None:
    """The directory sorts by it. Somebody who is no mentor may have hours, too."""
    if Mentor.objects.filter(pk=event.user_id).exists():
        mark_offer(event.user_id)


def subscription_follows(event: EmailChanged) -> None:
    """The newsletter goes to the address that somebody signs in with now."""
    follow_address(event, now=timezone.now())


def keep_goal_of_past_weeks(event: WeeklyGoalChanged) -> None:
    """The weeks before this one keep the goal they had."""
    learner = User.objects.get(pk=event.user_id)
    keep_past_goal(learner=learner, hours=event.old_hours, now=timezone.now())


def weeks_follow(event: FirstWeekdayChanged) -> None:
    """Rests, goals and plans of a week go to the new week that has most of its days; dated entries stay."""
    learner = User.objects.get(pk=event.user_id)
    shift_weeks(learner=learner, old=event.old, new=event.new)
    shift_plans(learner=learner, old=event.old, new=event.new)


def tracks_follow(event: StartingPointChanged) -> None:
    """Settings and tracks give one answer to where somebody starts from."""
    follow_starting_point(learner=User.objects.get(pk=event.user_id), now=timezone.now())


def skills_follow(event: ScorecardRevealed) -> None:
    """A mock interview moves the skill map, and its weak spots bring steps back for review.

    Questions about those steps are asked again from tomorrow on.
    """
    if not event.seen:
        return
    learner = User.objects.get(pk=event.learner_id)
    interviewer = User.objects.get(pk=event.interviewer_id)
    record_mock(
        learner=learner,
        areas=RUBRICS[event.rubric_key].areas,
        level=fmean(level for _evidence, level in event.seen.values()),
        by=interviewer,
        source=event.scorecard_id,
        at=event.shared_at,
    )
    notes = {
        step: evidence
        for dimension, (evidence, level) in event.seen.items()
        if level <= WEAK
        for step in REHEARSED_IN.get((event.rubric_key, dimension), ())
    }
    review_steps(learner=learner, notes=notes, by=interviewer, now=event.at)
    bring_forward(learner=learner, steps=notes.keys(), now=event.at)


def questions_of_article_follow(event: ArticlePublished | ArticleUpdated) -> None:
    """Readers are asked the questions that the published text has now."""
    follow_article(article=Article.objects.get(pk=event.article_id), now=event.at)


def questions_are_loaded(event: QuestionsImported) -> None:
    """The questions of an imported file are asked about the roadmap that was made from it."""
    roadmap = Roadmap.objects.get(pk=event.roadmap_id)
    load_imported(roadmap=roadmap, questions=event.questions, now=event.at)


def questions_follow(event: StepMarked) -> None:
    """What was finished is asked again, of those who want it."""
    follow_mark(mark=event.event, now=event.event.at)
