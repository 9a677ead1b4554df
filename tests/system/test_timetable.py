"""Everything on the timetable may be asked for twice at once: by two beats, or by one that was too quick."""

import pytest
from celery import Task

from config.celery import app, timetable
from tests.mailing.sink import Sink
from tests.races import at_once

app.loader.import_default_modules()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("entry", timetable.values(), ids=timetable)
def test_a_task_that_runs_twice_at_once_harms_nothing(entry: dict[str, str], smtp_sink: Sink) -> None:
    task: Task[[], object] = app.tasks[entry["task"]]
    assert at_once(task, task) == [None, None]
