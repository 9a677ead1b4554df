"""The test database between two tests."""

from django.db import connection

# Made by migrations, and the same for every test.
FIXED = {"auth_permission", "django_content_type", "django_migrations"}


def empty_tables() -> None:
    """Delete all rows in one transaction, without triggers and foreign keys, which only a superuser may."""
    tables = sorted(set(connection.introspection.table_names()) - FIXED)
    filled = " UNION ALL ".join(
        f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})"  # noqa: S608  (our own tables)
        for name in tables
    )
    with connection.cursor() as cursor:
        cursor.execute(filled)
        deletions = [f"DELETE FROM {name};" for (name,) in cursor.fetchall()]  # noqa: S608
        cursor.execute(f"BEGIN; SET LOCAL session_replication_role = replica; {' '.join(deletions)} COMMIT")
