"""What operators see: what is logged, how a line looks, and metrics for who wants them."""

import os
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from environs import validate

from byline.settings.environment import DATA_DIR, env, is_level

FORMATS = ["line", "json"]
# `line` is for people, `json` for programs that collect logs.
LOG_FORMAT = env.str("LOG_FORMAT", "line", validate=validate.OneOf(FORMATS, error="line or json."))
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
        # Django's own handlers would write some of it twice, and mail it.
        "django": {"handlers": [], "propagate": True},
        # What is not found or not allowed is in the record of each request.
        "django.request": {"level": "ERROR"},
        # It logs statements with their values.
        "django.db.backends": {"level": "INFO"},
        # A line for each start and end of every task.
        "django.tasks": {"level": "WARNING"},
        "django_tasks_db": {"level": "ERROR"},  # it warns that it was told to stop
        "django.security.DisallowedHost": {"handlers": ["nowhere"], "propagate": False},
        # It names who signs in.
        "axes": {"level": "ERROR"},
    },
}

# What Prometheus has to bring to see the metrics; without it there are none.
METRICS_TOKEN = env.str("METRICS_TOKEN", "")
if METRICS_TOKEN:
    if len(METRICS_TOKEN) < 16 or not METRICS_TOKEN.isascii():
        raise ImproperlyConfigured("METRICS_TOKEN needs 16 characters at least, and plain ones.")
    # Where the processes of this newsroom on this machine count together.
    _newsroom = sha256(str(DATA_DIR).encode()).hexdigest()[:12]
    _folder = Path(tempfile.gettempdir()) / f"byline-metrics-{os.getuid()}-{_newsroom}"
    _folder.mkdir(mode=0o700, exist_ok=True)
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(_folder))
