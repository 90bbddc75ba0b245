"""Logging and metrics."""

import os
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from environs import validate

from byline.settings.environment import DATA_DIR, env, is_level

LOG_FORMATS = ["line", "json"]
# `line` is for people, `json` for programs that collect logs.
LOG_FORMAT = env.str(
    "LOG_FORMAT", "line", validate=validate.OneOf(LOG_FORMATS, error="line or json.")
)
LOG_LEVEL = env.str("LOG_LEVEL", "INFO", validate=is_level)

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"context": {"()": "byline.observing.log_context.AddContext"}},
    "formatters": {
        "line": {"()": "byline.observing.log_formatters.LineFormatter"},
        "json": {"()": "byline.observing.log_formatters.JSONFormatter"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": LOG_FORMAT,
            "filters": ["context"],
        },
        "nowhere": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        # Without Django's own handlers.
        "django": {"handlers": [], "propagate": True},
        # Responses 4xx are in `byline.requests`.
        "django.request": {"level": "ERROR"},
        # It logs statements with their values.
        "django.db.backends": {"level": "INFO"},
        # `byline.tasks` logs tasks.
        "django.tasks": {"level": "WARNING"},
        "django_tasks_db": {"level": "ERROR"},  # it warns of each shutdown
        "django.security.DisallowedHost": {"handlers": ["nowhere"], "propagate": False},
        # It logs user names.
        "axes": {"level": "ERROR"},
    },
}

# The bearer token for /metrics; without it there are none.
METRICS_TOKEN = env.str("METRICS_TOKEN", "")
if METRICS_TOKEN:
    if len(METRICS_TOKEN) < 16 or not METRICS_TOKEN.isascii():
        raise ImproperlyConfigured("METRICS_TOKEN needs 16 characters at least, and plain ones.")
    # Shared by the processes of this newsroom on this machine.
    _newsroom = sha256(str(DATA_DIR).encode()).hexdigest()[:12]
    _folder = Path(tempfile.gettempdir()) / f"byline-metrics-{os.getuid()}-{_newsroom}"
    _folder.mkdir(mode=0o700, exist_ok=True)
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(_folder))
