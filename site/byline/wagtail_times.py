"""Names the zone of times in texts that Wagtail writes: messages of locks, and logs."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from wagtail.locks import BaseLock, BasicLock, ScheduledForPublishLock
from wagtail.log_actions import LogActionRegistry, LogFormatter

from byline.zones import named_where_needed, zones_differ

# By the keys of their `revision` in the data of an entry.
ACTIONS_WITH_TIMES = ("wagtail.publish.schedule", "wagtail.revert", "wagtail.schedule.cancel")
TIMES_OF_REVISION = ("created", "go_live_at")


def with_zones(text: str, times: Iterable[datetime | None]) -> str:
    """Return a text in which times are named, where the user's clock is not the newsroom's."""
    for at in times:
        if at and zones_differ(at):
            plain = date_format(timezone.localtime(at), "DATETIME_FORMAT")
            text = text.replace(plain, named_where_needed(at))
    return text


class ZonedMessage(BaseLock):
    """A lock whose message names the zone of its times."""

    def times(self) -> list[datetime | None]:
        """Return the times in the message."""
        raise NotImplementedError

    def get_message(self, user: Any) -> SafeString | None:
        """Return Wagtail's message."""
        message = super().get_message(user)
        if not message:
            return None
        # Names of cities and numbers need no escaping.
        return mark_safe(with_zones(conditional_escape(message), self.times()))  # noqa: S308


class ZonedBasicLock(ZonedMessage, BasicLock):
    """Somebody has locked it."""

    def times(self) -> list[datetime | None]:
        """Return when."""
        return [self.object.locked_at]


class ZonedScheduleLock(ZonedMessage, ScheduledForPublishLock):
    """It is scheduled."""

    def times(self) -> list[datetime | None]:
        """Return for when."""
        return [self.object.scheduled_revision.approved_go_live_at]


ZONED_LOCKS = {BasicLock: ZonedBasicLock, ScheduledForPublishLock: ZonedScheduleLock}


def zoned_lock(lock: BaseLock | None) -> BaseLock | None:
    """Return a lock that names the zone of its times; others as they are."""
    zoned = ZONED_LOCKS.get(type(lock))
    return zoned(lock.object) if lock and zoned else lock


def zoned_formatter(formatter: LogFormatter) -> LogFormatter:
    """Return a formatter that names the zone of the times of another."""

    class ZonedFormatter(type(formatter)):  # type: ignore[misc]
        """Names the zone of its times."""

        def format_message(self, log_entry: Any) -> str:
            """Return Wagtail's message."""
            revision = log_entry.data.get("revision") or {}
            times = [parse_datetime(revision.get(name) or "") for name in TIMES_OF_REVISION]
            return with_zones(super().format_message(log_entry), times)

    return ZonedFormatter()


def name_zones_in_logs(actions: LogActionRegistry) -> None:
    """Name the zone of times in the texts of Wagtail's log."""
    for action in ACTIONS_WITH_TIMES:
        actions.formatters[action] = zoned_formatter(actions.formatters[action])
