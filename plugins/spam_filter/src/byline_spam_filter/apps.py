"""The spam filter as a Django app."""

from django.apps import AppConfig


class SpamFilterConfig(AppConfig):
    """The tables, templates and commands of the spam filter."""

    name = "byline_spam_filter"
    verbose_name = "Spam filter"
    default_auto_field = "django.db.models.BigAutoField"
