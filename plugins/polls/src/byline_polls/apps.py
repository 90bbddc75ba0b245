"""The Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PollsConfig(AppConfig):
    """Polls in stories."""

    name = "byline_polls"
    verbose_name = _("Polls")
    default_auto_field = "django.db.models.BigAutoField"
