"""The models, the database and the table in docs/operations/scale.md agree on how tables are spread."""

import re

import pytest
from django.apps import apps
from django.db import connection, models

from tests.system.processes import CHECKOUT

PAGE = "docs/operations/scale.md"
ROW = re.compile(r"^\| (\w+\.\w+) \| (?:distributed by (?P<column>\w+)|reference|local) \|", re.MULTILINE)
# Rows of models that other branches bring: empty this when they are merged, and remove stale rows.
PLANNED = {
    *(f"availability.{name}" for name in ("DateOverride", "DateOverrideRange", "Schedule", "WeeklyHours")),
    *("accounts.IdempotencyKey", "mailing.DeliveryPause", "mentoring.Attendance", "notices.Notice"),
    *(f"newsletter.{name}" for name in ("ConsentEvent", "Issue", "Subscriber", "Subscription", "Topic")),
    *(f"roadmaps.{name}" for name in ("EditionArea", "EnrolmentEvent", "Gate", "GateEvent", "GateState")),
    *(f"roadmaps.{name}" for name in ("Link", "RestWeek", "Specialism", "Track", "WeeklyGoal")),
}
# Breaches that are still to be mended: this set only ever shrinks.
KNOWN_BREACHES = {
    "articles.ConsentEvent has no column bucket",
    "articles.Subscriber has no column bucket",
    "mailing.Letter has no column bucket",
    "mailing.LetterEvent has no column bucket",
    "mailing.Suppression has no column bucket",
    "mentoring.Booking: mentoring_booking_learner_booked_once lacks mentor_id",
    "mentoring.Booking: mentoring_booking_uid_key lacks mentor_id",
    "mentoring.BookingEvent has no column person",
    "roadmaps.ProgressEvent has no column learner",
    "roadmaps.StepState has no column learner",
}
# The columns by which two rows of a table may not agree, one row for each unique or exclusion index but that
# of the primary key `id`. A column of an exclusion constraint counts when it is compared with `=`.
PROMISES = """
SELECT tables.relname, indexes.relname, array(
    SELECT columns.attname::text
    FROM unnest(index.indkey::smallint[]) WITH ORDINALITY AS key (number, place)
    JOIN pg_attribute columns ON columns.attrelid = index.indrelid AND columns.attnum = key.number
    LEFT JOIN pg_operator operators ON operators.oid = promise.conexclop[key.place]
    WHERE key.place <= index.indnkeyatts AND coalesce(operators.oprname, '=') = '='
)
FROM pg_index index
JOIN pg_class indexes ON indexes.oid = index.indexrelid
JOIN pg_class tables ON tables.oid = index.indrelid
LEFT JOIN pg_constraint promise ON promise.conindid = index.indexrelid AND promise.contype = 'x'
WHERE (index.indisunique OR index.indisexclusion) AND tables.relnamespace = 'public'::regnamespace
"""


def documented() -> dict[str, str | None]:
    """The distribution column of each model in the page; None when the table is reference or local."""
    found = ROW.finditer((CHECKOUT / PAGE).read_text())
    return {row[1]: row["column"] for row in found}


def existing() -> dict[str, type[models.Model]]:
    return {model._meta.label: model for model in apps.get_models(include_auto_created=True)}


def column_of(model: type[models.Model], name: str) -> str | None:
    """The database column of this field, if the model has it."""
    return next((field.column for field in model._meta.concrete_fields if field.name == name), None)


def breaches() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(PROMISES)
        promises = cursor.fetchall()
    found = set()
    for label, model in existing().items():
        if not (name := documented().get(label)):
            continue
        if not (column := column_of(model, name)):
            found.add(f"{label} has no column {name}")
            continue
        for table, index, columns in promises:
            if table == model._meta.db_table and columns != ["id"] and column not in columns:
                found.add(f"{label}: {index} lacks {column}")
    return found


def test_every_model_has_a_row() -> None:
    missing = sorted(existing().keys() - documented().keys())
    assert not missing, (
        f"Say in {PAGE} how the tables of {', '.join(missing)} are spread: “distributed by” the field that "
        "names the person if they grow with use, else “reference” or “local”."
    )


def test_every_row_has_a_model() -> None:
    stale = documented().keys() - existing().keys() - PLANNED
    assert not stale, f"Remove the rows of {', '.join(sorted(stale))} from {PAGE}: there is no such model."


@pytest.mark.django_db
def test_each_promise_of_a_distributed_table_contains_its_column() -> None:
    found = breaches()
    assert not found - KNOWN_BREACHES, (
        "PostgreSQL can't keep these promises on several servers. Add the column to the model or the "
        f"constraint, or say in {PAGE} that the table is kept otherwise: {sorted(found - KNOWN_BREACHES)}"
    )
    assert not KNOWN_BREACHES - found, f"Mended; remove from KNOWN_BREACHES: {KNOWN_BREACHES - found}"


@pytest.mark.django_db
def test_a_unique_constraint_without_the_column_is_found() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE roadmaps_studyentry ADD CONSTRAINT once_a_day UNIQUE (studied_on)")
    assert "roadmaps.StudyEntry: once_a_day lacks learner_id" in breaches()


@pytest.mark.django_db
def test_an_exclusion_constraint_that_compares_the_column_otherwise_is_found() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE roadmaps_studyentry ADD CONSTRAINT one_person_a_day EXCLUDE USING gist"
            " (studied_on WITH =, learner_id WITH <>)"
        )
    assert "roadmaps.StudyEntry: one_person_a_day lacks learner_id" in breaches()
