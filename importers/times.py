"""Times as archives write them: without a time zone."""

from datetime import datetime

from django.utils import timezone


def aware(at: datetime) -> datetime:
    """Return a time of the file in the newsroom's time zone."""
    return timezone.make_aware(at, timezone.get_default_timezone())


def day(at: datetime) -> str:
    """Return a date as newspapers print it, in the newsroom's time zone."""
    local = timezone.localtime(at, timezone.get_default_timezone())
    return f"{local.day} {local:%B %Y}"
