"""A handle that was given up stays with its former owner: PostgreSQL sees to it, whoever writes.

The check runs after the row is in: whoever gives the handle up at the same moment has then committed, since
the unique index of the handle has waited for them. It refuses by the name of that index, so that a handle
that is former and one that is taken are one case to the acts.
"""

from django.db import migrations

KEEP_HANDLES = """
CREATE FUNCTION accounts_keep_handles() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        INSERT INTO accounts_formerhandle (handle, user_id) VALUES (OLD.handle, OLD.id);
    END IF;
    DELETE FROM accounts_formerhandle WHERE handle = NEW.handle AND user_id = NEW.id;
    IF EXISTS (SELECT FROM accounts_formerhandle WHERE handle = NEW.handle) THEN
        RAISE unique_violation USING
            MESSAGE = 'This handle belongs to whoever gave it up.',
            TABLE = 'accounts_user',
            CONSTRAINT = 'accounts_user_handle_key';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER accounts_user_new_handle AFTER INSERT ON accounts_user
    FOR EACH ROW EXECUTE FUNCTION accounts_keep_handles();
CREATE TRIGGER accounts_user_other_handle AFTER UPDATE OF handle ON accounts_user
    FOR EACH ROW WHEN (OLD.handle <> NEW.handle) EXECUTE FUNCTION accounts_keep_handles();
"""

FORGET_HANDLES = """
DROP TRIGGER accounts_user_new_handle ON accounts_user;
DROP TRIGGER accounts_user_other_handle ON accounts_user;
DROP FUNCTION accounts_keep_handles();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunSQL(KEEP_HANDLES, FORGET_HANDLES)]
