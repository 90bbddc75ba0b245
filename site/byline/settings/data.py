"""Where what a newsroom writes is kept: the database, the queue, the caches."""

import re
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from byline.settings.environment import DATA_DIR, env, need, read_address

# The file is read as memory that all threads share: SQLite's own cache holds so little of it that a
# search reads most pages from the file each time.
MAPPED = 256 * 1024 * 1024  # bytes

SQLITE: dict[str, Any] = {
    # Readers never wait for a writer, and a writer waits for its turn instead of failing. What was
    # acknowledged survives a power cut.
    "init_command": (
        f"PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA mmap_size={MAPPED};"
    ),
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
}
# Who asks a server that is gone without a word, waits for so long at most: in seconds, but for
# that in milliseconds. Those who wait keep others from pages that are in memory.
POSTGRESQL: dict[str, Any] = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
# What is planned once on a connection is planned for any values: see `byline.prepared`. Left to
# itself, PostgreSQL goes on planning where it takes the answer for cheap.
PLANNED_ONCE = "-c plan_cache_mode=force_generic_plan"


def database(url: str) -> dict[str, Any]:
    """Return Django's setting. Raises ImproperlyConfigured, in one line, for what cannot be."""
    is_file = url.startswith("sqlite:///") and len(url) > len("sqlite:///")
    if not is_file and not read_address(url, {"postgres", "postgresql"}):
        raise ImproperlyConfigured(
            "DATABASE_URL: postgres://user:password@host:5432/name, or sqlite:///path of the file."
        )
    try:
        found: dict[str, Any] = dict(dj_database_url.parse(url))
    except ValueError as error:
        raise ImproperlyConfigured("DATABASE_URL: no address that can be read.") from error
    if is_file:
        # Opening the file anew for each request takes longer than all that is asked of it.
        return found | {"OPTIONS": SQLITE, "CONN_MAX_AGE": 60}
    if not found["NAME"]:
        raise ImproperlyConfigured("DATABASE_URL: the name of the database is missing at the end.")
    is_pooled = env.bool("DATABASE_POOLED", False)
    options = POSTGRESQL | found.get("OPTIONS", {})
    if not is_pooled:
        options["options"] = f"{PLANNED_ONCE} {options.get('options', '')}".strip()
    return found | {
        "OPTIONS": options,
        "DISABLE_SERVER_SIDE_CURSORS": is_pooled,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def caches(url: str) -> dict[str, Any]:
    """Return Django's setting: of each process by itself, or shared. Raises as above."""
    backend, shared = "django.core.cache.backends.locmem.LocMemCache", {}
    if url:
        if not is_redis(url):
            raise ImproperlyConfigured(
                "CACHE_URL: redis://user:password@host:6379/0, or rediss:// over TLS."
            )
        need("CACHE_URL", "redis", "redis")
        backend, shared = "byline.caches.SharedCache", {"LOCATION": url}
    return {
        name: {"BACKEND": backend, "LOCATION": name, "KEY_PREFIX": f"byline:{name}"}
        | shared
        | options
        for name, options in CACHES_FOR.items()
    }


def is_redis(url: str) -> bool:
    """Return whether this is the address of one server of Redis or Valkey, with no options."""
    parts = read_address(url, {"redis", "rediss"})
    return (
        parts is not None
        and re.fullmatch(r"/?[0-9]{0,5}", parts.path) is not None
        and not parts.query
        and not re.search("[,;]", url)  # two addresses to Django
    )


DATABASES = {
    "default": database(env.str("DATABASE_URL", f"sqlite:///{DATA_DIR / 'byline.sqlite3'}"))
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Work that readers and editors need not wait for, ours and Wagtail's. `manage.py work` does it.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

_many: dict[str, Any] = {"OPTIONS": {"MAX_ENTRIES": 10_000}}
CACHES_FOR: dict[str, dict[str, Any]] = {
    "default": {},
    # Where the files of a photo are, looked up on every page that shows one.
    "renditions": {**_many, "TIMEOUT": 600},
    # Which stories are read most, and which are known to be published.
    "readership": _many,
    # How often visitors search.
    "limits": _many,
}
CACHES = caches(env.str("CACHE_URL", "").strip())
