"""The 64 buckets that addresses fall into: workers claim letters by bucket, and shards hold buckets."""

from hashlib import sha256

BUCKETS = 64
ALL_BUCKETS = range(BUCKETS)


def bucket_of(address: str) -> int:
    """0 to 63, from the first byte of the address's SHA-256; `BUCKET_SQL` computes the same."""
    return sha256(address.encode()).digest()[0] % BUCKETS


BUCKET_SQL = f"mod(get_byte(sha256(convert_to({{address}}, 'UTF8')), 0), {BUCKETS})"
"""To be formatted with the SQL of an address."""
