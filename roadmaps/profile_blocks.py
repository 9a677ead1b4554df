"""What of somebody's studies may stand on their public profile (accounts.profile_blocks)."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.profile_blocks import Block, Content, register_block
from core.clock import local_date
from roadmaps.models import Enrolment
from roadmaps.overlaid_contents import count_changes, read_contents_of
from roadmaps.progress import progress_of_each
from roadmaps.skill_map import read_skill_map
from roadmaps.study_weeks import read_history, read_weeks

WEEKS_SHOWN = 26


def read_roadmaps(person: User, now: datetime) -> Content | None:
    """Those that the person lets everybody see, with how far they are. A few queries."""
    shown = Enrolment.objects.shown_to_all().filter(learner=person)
    enrolments = list(shown.select_related("edition", "roadmap").order_by("started_on", "pk"))
    contents = read_contents_of(enrolments)
    progress = progress_of_each(enrolments, contents)
    rows = [(each, progress[each.pk], count_changes(contents[each.pk], each)) for each in enrolments]
    return {"rows": rows} if rows else None


def describe_roadmaps(content: Content) -> Content:
    return {
        "roadmaps": [
            {
                "slug": enrolment.roadmap.slug,
                "title": enrolment.edition.title,
                "percent_hours": progress.percent_hours,
                "added_steps": changes.added,
                "hidden_steps": changes.hidden,
                "started_on": enrolment.started_on,
            }
            for enrolment, progress, changes in content["rows"]
        ]
    }


def read_skills(person: User, now: datetime) -> Content | None:
    skill_map = read_skill_map(person, now=now)
    return {"skill_map": skill_map} if skill_map.is_known else None


def describe_skills(content: Content) -> Content:
    return {
        "areas": [
            {
                "area": each.area.slug,
                "own": each.skill.own,
                "confirmed": each.skill.confirmed,
                "target": each.target,
            }
            for each in content["skill_map"].areas
        ]
    }


def read_weeks_block(person: User, now: datetime) -> Content | None:
    """Weeks with study among the last 26, and how often the person came back; no hours and no dates."""
    today = local_date(now, person.zone)
    weeks = read_weeks(person, last_day=today, count=WEEKS_SHOWN, today=today)
    studied = sum(week.total_minutes > 0 for week in weeks)
    if not studied:
        return None
    return {"studied": studied, "of": WEEKS_SHOWN, "returns": read_history(person).returns}


register_block(
    Block(
        key="roadmaps",
        title=_("Roadmaps"),
        hint=_("How far you are on the roadmaps that you choose."),
        template="roadmaps/_profile_roadmaps.html",
        place=20,
        read=read_roadmaps,
        describe=describe_roadmaps,
        styles=("css/app/roadmaps.css",),
        settings_url="roadmaps:public_progress",
    )
)
register_block(
    Block(
        key="skills",
        title=_("Skill map"),
        hint=_("What you say and what mock interviews confirm in each area."),
        template="roadmaps/_profile_skills.html",
        place=30,
        read=read_skills,
        describe=describe_skills,
        styles=("css/app/roadmaps.css", "css/app/skills.css"),
    )
)
register_block(
    Block(
        key="weeks",
        title=_("Weeks of study"),
        hint=_("In how many of the last 26 weeks you studied, and how often you came back. No hours."),
        template="roadmaps/_profile_weeks.html",
        place=40,
        read=read_weeks_block,
    )
)
