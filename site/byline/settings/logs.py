"""What is logged, and how a line looks."""

from typing import Any

from environs import validate

from byline.settings.environment import env, is_level

FORMATS = ["line", "json"]
# `line` is for people, `json` for programs that collect logs.
LOG_FORMAT = env.str("LOG_FORMAT", "line", validate=validate.OneOf(FORMATS, error="line or json."))
LOG_LEVEL = env.str("LOG_LEVEL", "INFO", validate=is_level)

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"context": {"()": "byline.observing.context.AddContext"}},
    "formatters": {
        "line": {"()": "byline.observing.formats.LineFormatter"},
        "json": {"()": "byline.observing.formats.JSONFormatter"},
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
