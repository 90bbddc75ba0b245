"""What is logged, and how."""

from byline.settings.environment import env, is_level

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line"},
        "nowhere": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO", validate=is_level)},
    "loggers": {
        # A line for each start and end of every task, and for every stray request.
        "django.tasks": {"level": "WARNING"},
        "django_tasks_db": {"level": "ERROR"},  # it warns that it was told to stop
        "django.security.DisallowedHost": {"handlers": ["nowhere"], "propagate": False},
    },
}
