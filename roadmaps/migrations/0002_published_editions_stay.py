"""A published edition and what happened on it never change: PostgreSQL sees to it."""

from django.db import migrations

# What a published edition says never changes. It goes only with its whole roadmap, and an official one never does.
OF_AN_EDITION = ("stage", "milestone", "gate", "track", "specialism", "editionarea", "step")
OF_A_STEP = ("stepprerequisite", "resource")
EVENTS = ("progressevent", "enrolmentevent", "gateevent")

REFUSE = "RAISE EXCEPTION 'A published edition never changes.' USING ERRCODE = 'restrict_violation';"

FUNCTIONS = f"""
CREATE FUNCTION roadmaps_keep_contents() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM roadmaps_edition
        WHERE id IN (OLD.edition_id, NEW.edition_id) AND published_at IS NOT NULL
    ) THEN
        {REFUSE}
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION roadmaps_keep_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM roadmaps_step JOIN roadmaps_edition ON roadmaps_edition.id = roadmaps_step.edition_id
        WHERE roadmaps_step.id IN (OLD.step_id, NEW.step_id) AND published_at IS NOT NULL
    ) THEN
        {REFUSE}
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION roadmaps_keep_edition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE'
       OR EXISTS (SELECT 1 FROM roadmaps_roadmap WHERE id = OLD.roadmap_id AND owner_id IS NULL) THEN
        {REFUSE}
    END IF;
    RETURN OLD;
END $$;

CREATE FUNCTION roadmaps_keep_edition_of_roadmap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM roadmaps_roadmap WHERE id = OLD.roadmap_id) THEN
        {REFUSE}
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER roadmaps_edition_stays BEFORE UPDATE OR DELETE ON roadmaps_edition
    FOR EACH ROW WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION roadmaps_keep_edition();
CREATE CONSTRAINT TRIGGER roadmaps_edition_goes_with_roadmap AFTER DELETE ON roadmaps_edition
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION roadmaps_keep_edition_of_roadmap();
"""


def keep(table: str, function: str) -> str:
    """Refuse changes at once; look for what was deleted when the transaction ends, and all of it is gone."""
    return f"""
CREATE TRIGGER {table}_stays BEFORE INSERT OR UPDATE ON {table}
    FOR EACH ROW EXECUTE FUNCTION {function}();
CREATE CONSTRAINT TRIGGER {table}_is_not_lost AFTER DELETE ON {table}
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION {function}();
"""


KEPT = "".join(
    [
        *(keep(f"roadmaps_{name}", "roadmaps_keep_contents") for name in OF_AN_EDITION),
        *(keep(f"roadmaps_{name}", "roadmaps_keep_step") for name in OF_A_STEP),
    ]
)

# Closing an account may forget who acted (`by_id`), nothing else. Deleting the enrolment deletes its events.
APPEND_ONLY = """
CREATE FUNCTION roadmaps_refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.by_id IS NULL AND to_jsonb(NEW) - 'by_id' = to_jsonb(OLD) - 'by_id' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'An event is never altered.' USING ERRCODE = 'restrict_violation';
END $$;
""" + "".join(
    f"CREATE TRIGGER roadmaps_{name}_stays BEFORE UPDATE ON roadmaps_{name} "
    "FOR EACH ROW EXECUTE FUNCTION roadmaps_refuse_rewriting();\n"
    for name in EVENTS
)


class Migration(migrations.Migration):
    dependencies = [("roadmaps", "0001_initial")]

    operations = [migrations.RunSQL(FUNCTIONS + KEPT + APPEND_ONLY, migrations.RunSQL.noop)]
