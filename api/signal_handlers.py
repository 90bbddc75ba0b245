"""What follows when a token is made, wherever that is."""

from typing import Any

from django.db.models.signals import post_save
from wagtail.models import APIToken

from api.models import TOKEN_DAYS, end_after


def connect() -> None:
    """Connect the handlers."""
    post_save.connect(end_by_default, sender=APIToken)


def end_by_default(instance: APIToken, created: bool, raw: bool, **kwargs: Any) -> None:  # noqa: FBT001
    """Give a new token an end: no token is without."""
    if created and not raw:
        end_after(instance, TOKEN_DAYS)
