"""The Celery app and its timetable: everything that happens on a clock is on this page."""

import os
from typing import Any

from celery import Celery
from celery.app.utils import Settings
from celery.schedules import crontab
from celery.signals import celeryd_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("longroad")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(related_name="schedule")


@celeryd_init.connect
def be_patient(conf: Settings, **more: object) -> None:
    """A worker waits for its broker; whoever publishes holds up a page and does without."""
    conf.broker_transport_options = {**conf.broker_transport_options, "socket_timeout": 10}


Entry = dict[str, Any]


def every(seconds: int, task: str) -> Entry:
    """Dropped when no worker took it before the next one comes."""
    return {"task": task, "schedule": seconds, "options": {"expires": seconds}}


def daily(at: str, task: str) -> Entry:
    """At an hour and minute of UTC."""
    hour, minute = at.split(":")
    return {"task": task, "schedule": crontab(hour=hour, minute=minute)}


timetable: dict[str, Entry] = {
    "deliver mail that is due": every(5, "mailing.deliver"),
    "call the workers' roll": every(30, "workers.call_roll"),
    "publish articles whose time has come": every(30, "articles.publish_due"),
    "send issues that are due": every(60, "newsletter.send_due_issues"),
    "owe digests whose time has come": every(120, "newsletter.owe_digests"),
    "expire requests without an answer": every(60, "mentoring.expire_unanswered"),
    "offer freed times to those who wait": every(60, "mentoring.sweep_waiting_lists"),
    "keep the next free times of mentors": every(30, "mentoring.refresh_next_free"),
    "settle sessions that are long over": every(600, "mentoring.complete_unsettled"),
    "read outside calendars": every(60, "mentoring.read_due_calendars"),
    "read calendar accounts": every(60, "calendars.read_due_accounts"),
    "write sessions into calendars": every(15, "calendars.write_sessions"),
    "deliver webhooks that are due": every(15, "webhooks.deliver"),
    "tell people of their new week": every(300, "planning.tell_of_weeks"),
    "delete old webhooks": daily("03:30", "webhooks.delete_old_deliveries"),
    "delete ended sessions": daily("03:40", "accounts.delete_ended_sessions"),
    "make downloads that wait": every(300, "accounts.make_waiting_exports"),
    "erase closed accounts": daily("04:00", "accounts.erase_closed_accounts"),
    "delete expired idempotency keys": daily("03:50", "accounts.delete_expired_idempotency_keys"),
    "check links of roadmaps that are due": every(60, "roadmaps.check_links"),
    "delete article files left over from imports": daily("03:25", "articles.delete_old_files"),
    "delete roadmap files left over from imports": daily("03:20", "editor.delete_old_imports"),
}
app.conf.beat_schedule = timetable
