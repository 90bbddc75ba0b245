"""The database, the task queue, the caches."""

import re
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from byline.settings.environment import DATA_DIR, env, read_address, require_package

# All threads share it: SQLite's own cache is so small that a search reads most pages from the file.
SQLITE_MMAP_BYTES = 256 * 1024 * 1024

SQLITE_OPTIONS: dict[str, Any] = {
    # Readers never wait for a writer, and a writer waits for the lock instead of failing. Commits
    # survive a power cut.
    "init_command": (
        f"PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA mmap_size={SQLITE_MMAP_BYTES};"
    ),
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
}
# For how long a query waits for a server that is gone: waiting threads block cached pages. In
# seconds; tcp_user_timeout in milliseconds.
POSTGRESQL_OPTIONS: dict[str, Any] = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
# Plan a prepared statement once for any values: see `byline.prepared`. By default PostgreSQL goes
# on planning statements that it takes for cheap. Compiling one (JIT) takes half a second, and is
# decided by how many rows it guesses: too many for tables of a few rows, which are never analyzed.
SERVER_OPTIONS = "-c plan_cache_mode=force_generic_plan -c jit=off"

# Whether the SQL of readers' queries is compiled once in a process: see `byline.prepared`.
PREPARED_QUERIES = env.bool("PREPARED_QUERIES", True)


def database(url: str) -> dict[str, Any]:
    """Return Django's setting for a URL. Raises ImproperlyConfigured, with one line."""
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
        # Opening the file takes longer than all queries of a request.
        return found | {"OPTIONS": SQLITE_OPTIONS, "CONN_MAX_AGE": 60}
    if not found["NAME"]:
        raise ImproperlyConfigured("DATABASE_URL: the name of the database is missing at the end.")
    is_pooled = env.bool("DATABASE_POOLED", False)
    options = POSTGRESQL_OPTIONS | found.get("OPTIONS", {})
    if not is_pooled:
        options["options"] = f"{SERVER_OPTIONS} {options.get('options', '')}".strip()
    return found | {
        "OPTIONS": options,
        "DISABLE_SERVER_SIDE_CURSORS": is_pooled,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def caches(url: str) -> dict[str, Any]:
    """Return Django's setting: local caches, or shared ones. Raises as above."""
    backend, shared = "django.core.cache.backends.locmem.LocMemCache", {}
    options_by_name = CACHE_OPTIONS
    if url:
        if not is_redis(url):
            raise ImproperlyConfigured(
                "CACHE_URL: redis://user:password@host:6379/0, or rediss:// over TLS."
            )
        require_package("CACHE_URL", "redis", "redis")
        backend, shared = "byline.caches.SharedCache", {"LOCATION": url}
        options_by_name = CACHE_OPTIONS | SHARED_CACHE_OPTIONS
    return {
        name: {"BACKEND": backend, "LOCATION": name, "KEY_PREFIX": f"byline:{name}"}
        | shared
        | options
        for name, options in options_by_name.items()
    }


def is_redis(url: str) -> bool:
    """Return whether a URL is of one server of Redis or Valkey, without options."""
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

# Tasks of ours and of Wagtail, run by `manage.py work`.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

_many: dict[str, Any] = {"OPTIONS": {"MAX_ENTRIES": 10_000}}
CACHE_OPTIONS: dict[str, dict[str, Any]] = {
    "default": {},
    # The renditions of photos.
    "renditions": {**_many, "TIMEOUT": 600},
    # Share pictures and icons, of some 20 kB: see `byline.drawings`.
    "drawings": {"OPTIONS": {"MAX_ENTRIES": 300}, "TIMEOUT": 3600},
    # Popular stories, and which stories are published.
    "readership": _many,
    # Rate limits: see `byline.limits`.
    "limits": _many,
}
# Only in Redis: while that is away, hardly any of it is in the memory of a process.
SHARED_CACHE_OPTIONS: dict[str, dict[str, Any]] = {
    # Finished pages and fragments: see `byline.pagecache.second_level`.
    "pages": {"OPTIONS": {"MAX_ENTRIES": 10}},
}
CACHES = caches(env.str("CACHE_URL", "").strip())
