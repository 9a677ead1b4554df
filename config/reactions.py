"""Which app reacts to which event: the whole list.

An app announces what happened (`core.announcements`) without knowing who cares; only this module
knows both sides. Reactions run in the announcer's transaction.
"""

from accounts import announcements as accounts
from articles.announcements import ArticlePublished, ArticleUpdated
from availability.announcements import HoursChanged
from calendars.operations import owe_of_booking as owe_calendars_of_booking
from core.announcements import react
from editor.announcements import QuestionsImported
from editor.questions import set_questions
from mailing.announcements import DeliveryPaused
from mentoring import reactions as mentoring
from mentoring.announcements import BookingChanged, ScorecardRevealed
from mentoring.models import Mentor
from newsletter import reactions as newsletter
from newsletter.operations import tell_of_held_newsletters, tell_of_stopped_issue
from notices import reactions as notices
from planning import reactions as planning
from practice import reactions as practice
from practice.reading import read_file_questions
from roadmaps import reactions as roadmaps
from roadmaps.announcements import StepMarked
from roadmaps.audiences import set_mentors
from webhooks.operations import owe_of_booking as owe_webhooks_of_booking


def wire_reactions() -> None:
    """Called once, when the apps are ready."""
    react(accounts.AccountDeactivated, mentoring.cancel_sessions)
    react(accounts.DataExported, notices.tell_of_export)
    react(accounts.EmailChanged, newsletter.move_subscription)
    react(accounts.EmailChanged, notices.tell_of_changed_email)
    react(accounts.FirstWeekdayChanged, roadmaps.shift_goals_and_rests)
    react(accounts.FirstWeekdayChanged, planning.shift_weekly_plans)
    react(accounts.StartingPointChanged, roadmaps.change_tracks)
    react(accounts.TokenCreated, notices.tell_of_token_expiry)
    react(accounts.TokenRevoked, notices.take_back_token_expiry)
    react(accounts.WeeklyGoalChanged, roadmaps.keep_goal_of_past_weeks)
    react(ArticlePublished, practice.read_questions_of_article)
    react(ArticleUpdated, practice.read_questions_of_article)
    react(BookingChanged, owe_webhooks_of_booking)
    react(BookingChanged, owe_calendars_of_booking)
    react(DeliveryPaused, tell_of_stopped_issue)
    react(DeliveryPaused, tell_of_held_newsletters)
    react(HoursChanged, mentoring.move_next_free_time)
    react(QuestionsImported, practice.load_questions_of_file)
    react(ScorecardRevealed, practice.ask_about_weak_steps)
    react(StepMarked, practice.keep_questions_of_step)
    set_questions(read_file_questions)
    set_mentors(lambda reader: Mentor.objects.approved().filter(user=reader))
