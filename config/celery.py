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


# name → what runs, and every how many seconds or at which hour (UTC)
timetable: dict[str, dict[str, Any]] = {
    "deliver mail that is due": {"task": "mailing.deliver", "schedule": 5, "options": {"expires": 5}},
    "call the workers' roll": {"task": "workers.call_roll", "schedule": 30, "options": {"expires": 30}},
    "publish articles whose time has come": {
        "task": "articles.publish_due",
        "schedule": 30,
        "options": {"expires": 30},
    },
    "send issues that are due": {
        "task": "newsletter.send_due_issues",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "owe digests whose time has come": {
        "task": "newsletter.owe_digests",
        "schedule": 120,
        "options": {"expires": 120},
    },
    "expire requests without an answer": {
        "task": "mentoring.expire_unanswered",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "offer freed times to those who wait": {
        "task": "mentoring.sweep_waiting_lists",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "keep the next free times of mentors": {
        "task": "mentoring.refresh_next_free",
        "schedule": 30,
        "options": {"expires": 30},
    },
    "settle sessions that are long over": {
        "task": "mentoring.complete_unsettled",
        "schedule": 600,
        "options": {"expires": 600},
    },
    "read outside calendars": {
        "task": "mentoring.read_due_calendars",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "read calendar accounts": {
        "task": "calendars.read_due_accounts",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "write sessions into calendars": {
        "task": "calendars.write_sessions",
        "schedule": 15,
        "options": {"expires": 15},
    },
    "deliver webhooks that are due": {"task": "webhooks.deliver", "schedule": 15, "options": {"expires": 15}},
    "tell people of their new week": {
        "task": "planning.tell_of_weeks",
        "schedule": 300,
        "options": {"expires": 300},
    },
    "delete old webhooks": {
        "task": "webhooks.delete_old_deliveries",
        "schedule": crontab(hour="3", minute="30"),
    },
    "delete ended sessions": {
        "task": "accounts.delete_ended_sessions",
        "schedule": crontab(hour="3", minute="40"),
    },
    "make downloads that wait": {
        "task": "accounts.make_waiting_exports",
        "schedule": 300,
        "options": {"expires": 300},
    },
    "erase closed accounts": {
        "task": "accounts.erase_closed_accounts",
        "schedule": crontab(hour="4", minute="0"),
    },
    "delete expired idempotency keys": {
        "task": "accounts.delete_expired_idempotency_keys",
        "schedule": crontab(hour="3", minute="50"),
    },
    "check links of roadmaps that are due": {
        "task": "roadmaps.check_links",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "delete files of articles that nobody imported": {
        "task": "articles.delete_old_files",
        "schedule": crontab(hour="3", minute="25"),
    },
    "delete files that nobody imported": {
        "task": "editor.delete_old_imports",
        "schedule": crontab(hour="3", minute="20"),
    },
}
app.conf.beat_schedule = timetable
