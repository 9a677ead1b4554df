"""A consent event is never altered: PostgreSQL sees to it."""

from django.db import migrations

# Closing an account may clear who acted (`by_id`), nothing else.
REFUSE_REWRITING = """
CREATE FUNCTION newsletter_refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.by_id IS NULL AND to_jsonb(NEW) - 'by_id' = to_jsonb(OLD) - 'by_id' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'A consent event is never altered.' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER newsletter_consent_stays BEFORE UPDATE ON newsletter_consentevent
    FOR EACH ROW EXECUTE FUNCTION newsletter_refuse_rewriting();
"""

FORGET = """
DROP TRIGGER newsletter_consent_stays ON newsletter_consentevent;
DROP FUNCTION newsletter_refuse_rewriting();
"""


class Migration(migrations.Migration):
    dependencies = [("newsletter", "0001_initial")]

    operations = [migrations.RunSQL(REFUSE_REWRITING, FORGET)]
