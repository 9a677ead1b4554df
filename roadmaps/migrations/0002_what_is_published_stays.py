"""Triggers that keep two promises: a published edition never changes, an event is never altered."""

from django.db import migrations

CONTENT = ("roadmaps_stage", "roadmaps_milestone", "roadmaps_step")
BELOW_A_STEP = ("roadmaps_stepprerequisite", "roadmaps_resource")

REFUSE_CONTENT = """
CREATE FUNCTION roadmaps_refuse_published_edition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM roadmaps_edition
        WHERE id IN (OLD.edition_id, NEW.edition_id) AND published_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'A published edition never changes.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
"""

REFUSE_LINK = """
CREATE FUNCTION roadmaps_refuse_published_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'roadmaps_resource' AND TG_OP = 'UPDATE'
       AND to_jsonb(NEW) - 'checked_on' = to_jsonb(OLD) - 'checked_on' THEN
        RETURN NEW;
    END IF;
    IF EXISTS (
        SELECT 1 FROM roadmaps_step JOIN roadmaps_edition ON roadmaps_edition.id = roadmaps_step.edition_id
        WHERE roadmaps_step.id IN (OLD.step_id, NEW.step_id) AND published_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'A published edition never changes.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
"""

REFUSE_UNPUBLISHING = """
CREATE FUNCTION roadmaps_refuse_unpublishing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A published edition never changes.' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER roadmaps_edition_stays BEFORE UPDATE OR DELETE ON roadmaps_edition
    FOR EACH ROW WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION roadmaps_refuse_unpublishing();
"""

# Closing an account may forget who acted (`by_id`), nothing else. Deleting the enrolment deletes its events.
REFUSE_REWRITING = """
CREATE FUNCTION roadmaps_refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.by_id IS NULL AND to_jsonb(NEW) - 'by_id' = to_jsonb(OLD) - 'by_id' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'A progress event is never altered.' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER roadmaps_event_stays BEFORE UPDATE ON roadmaps_progressevent
    FOR EACH ROW EXECUTE FUNCTION roadmaps_refuse_rewriting();
"""


def stays(table: str, function: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_stays BEFORE INSERT OR UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {function}();",
        f"DROP TRIGGER {table}_stays ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [("roadmaps", "0001_roadmaps_and_progress")]

    operations = [
        migrations.RunSQL(REFUSE_CONTENT, "DROP FUNCTION roadmaps_refuse_published_edition();"),
        migrations.RunSQL(REFUSE_LINK, "DROP FUNCTION roadmaps_refuse_published_step();"),
        *(stays(table, "roadmaps_refuse_published_edition") for table in CONTENT),
        *(stays(table, "roadmaps_refuse_published_step") for table in BELOW_A_STEP),
        migrations.RunSQL(
            REFUSE_UNPUBLISHING,
            "DROP TRIGGER roadmaps_edition_stays ON roadmaps_edition; DROP FUNCTION roadmaps_refuse_unpublishing();",
        ),
        migrations.RunSQL(
            REFUSE_REWRITING,
            "DROP TRIGGER roadmaps_event_stays ON roadmaps_progressevent; DROP FUNCTION roadmaps_refuse_rewriting();",
        ),
    ]
