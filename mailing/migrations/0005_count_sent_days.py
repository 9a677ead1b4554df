"""Count what was sent of late, so that a site that has sent for long is no new sender."""

from django.db import migrations

COUNT = """
INSERT INTO mailing_sendingday (id, domain, "on", sent)
SELECT gen_random_uuid(), substring(message_id from '@([^>]*)>$'), (sent_at AT TIME ZONE 'UTC')::date, count(*)
FROM mailing_letter
WHERE kind IN ('newsletter', 'digest') AND sent_at > now() - interval '120 days'
GROUP BY 2, 3
ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("mailing", "0004_sending_days")]

    operations = [migrations.RunSQL(COUNT, "DELETE FROM mailing_sendingday")]
