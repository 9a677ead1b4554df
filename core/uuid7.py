"""Keys that any node can make and that sort by the time they were made: UUIDv7 (RFC 9562)."""

from uuid import UUID

from django.db import connection
from uuid_utils.compat import uuid7 as make

POSTGRESQL_WITH_UUIDV7 = 180000
# 48 bits of Unix milliseconds over a random UUID, whose version becomes 7; its variant is right already.
BEFORE_18 = (
    "encode(set_byte(overlay(uuid_send(gen_random_uuid()) placing "
    "substring(int8send(floor(extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6), "
    "6, 112 | (get_byte(uuid_send(gen_random_uuid()), 6) & 15)), 'hex')::uuid"
)


def uuid7() -> UUID:
    """A new key, for `default=` of a model field."""
    return make()


def uuid7_sql() -> str:
    """The same inside an SQL statement, for rows that never pass through Python."""
    version: int = connection.pg_version  # type: ignore[attr-defined]  # of PostgreSQL's wrapper
    return "uuidv7()" if version >= POSTGRESQL_WITH_UUIDV7 else BEFORE_18
