"""Roll call: each worker is asked, through its own queue at the broker, whether it does what it is asked."""

from celery import Task, shared_task
from celery.signals import worker_ready
from celery.utils.nodenames import worker_direct
from celery.worker.consumer import Consumer
from django.db import connection
from django.utils import timezone

from workers.models import Heartbeat

EXPIRES_SECONDS = 60


@shared_task(name="workers.call_roll")
def call_roll() -> None:
    """Ask each known worker. Any number of these may run at once."""
    Heartbeat.objects.forgotten().delete()
    for heartbeat in Heartbeat.objects.all():
        queue = worker_direct(heartbeat.worker)
        answer_roll.apply_async(queue=queue, expires=EXPIRES_SECONDS, retry=False)


@shared_task(name="workers.answer_roll", bind=True)
def answer_roll(self: "Task[[], None]") -> None:
    note_heartbeat(str(self.request.hostname))


@worker_ready.connect
def join_roll(sender: Consumer, **more: object) -> None:
    """A new worker is asked from now on."""
    note_heartbeat(sender.hostname)
    connection.close()  # the process that hands out the tasks needs none


def note_heartbeat(worker: str) -> None:
    Heartbeat.objects.update_or_create(worker=worker, defaults={"seen_at": timezone.now()})
