"""The calls of plugins in the database: written in batches, summed over processes."""

import logging
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest

from byline.plugins.calls import HookCalls, calls_by_plugin

# What is shown, and stored.
RETENTION_DAYS = 7

type Batch = dict[str, dict[str, HookCalls]]

logger = logging.getLogger(__name__)


def write() -> bool:
    """Write what this process has counted. Return False where it waits for the next time."""
    batch = {plugin: calls.take() for plugin, calls in [*calls_by_plugin.items()]}
    try:
        write_pauses()
        add(batch, today())
    except Exception as error:  # a database that is away costs the counts some time
        logger.warning("The calls of plugins could not be counted yet: %s", error)
        for plugin, taken in batch.items():
            calls_by_plugin[plugin].put_back(taken)
        return False
    return True


def today() -> date:
    """Return the day that calls count for, in UTC."""
    return datetime.now(UTC).date()


def add(batch: Batch, day: date) -> None:
    """Add calls to those of a day."""
    from byline.plugins.models import HookDay  # noqa: PLC0415 - apps may not be ready yet

    # In one order, so that processes do not wait for each other in a circle.
    counted = [
        (HookDay(plugin=plugin, hook=hook, day=day), calls)
        for plugin, hooks in sorted(batch.items())
        for hook, calls in sorted(hooks.items())
        if calls.number or calls.failures
    ]
    if not counted:
        return
    with transaction.atomic():
        HookDay.objects.bulk_create([row for row, _calls in counted], ignore_conflicts=True)
        for row, calls in counted:
            failure = {"last_failure": calls.last_failure, "last_failed_at": calls.last_failed_at}
            HookDay.objects.filter(plugin=row.plugin, hook=row.hook, day=day).update(
                number=F("number") + calls.number,
                seconds=F("seconds") + calls.seconds,
                longest_seconds=Greatest("longest_seconds", calls.longest_seconds),
                failures=F("failures") + calls.failures,
                **(failure if calls.failures else {}),
            )


def write_pauses() -> None:
    """Store the pauses that began in this process."""
    from byline.plugins.models import PluginState  # noqa: PLC0415 - apps may not be ready yet

    for plugin, calls in [*calls_by_plugin.items()]:
        if not (pause := calls.new_pause):
            continue
        PluginState.objects.get_or_create(name=plugin)
        is_earlier = Q(paused_until=None) | Q(paused_until__lt=pause.until)
        PluginState.objects.filter(is_earlier, name=plugin).update(
            paused_until=pause.until, pause_reason=pause.reason
        )
        if calls.new_pause is pause:
            calls.new_pause = None


@dataclass
class HookTotal(HookCalls):
    """The calls of a hook of a plugin in the last `RETENTION_DAYS`, of all processes."""

    hook: str = ""

    @property
    def mean_milliseconds(self) -> float:
        """How long a call took."""
        return 1000 * self.seconds / self.number if self.number else 0.0

    @property
    def longest_milliseconds(self) -> float:
        """How long the longest call took."""
        return 1000 * self.longest_seconds


def totals() -> dict[str, list[HookTotal]]:
    """Return by plugin the calls of its hooks."""
    from byline.plugins.models import HookDay  # noqa: PLC0415 - apps may not be ready yet

    found: defaultdict[str, dict[str, HookTotal]] = defaultdict(dict)
    shown = HookDay.objects.filter(day__gt=today() - timedelta(days=RETENTION_DAYS))
    for row in shown.order_by("plugin", "hook", "-day"):
        total = found[row.plugin].setdefault(row.hook, HookTotal(hook=row.hook))
        total.add(row)
    return {plugin: [*by_hook.values()] for plugin, by_hook in found.items()}


def delete_old_days() -> None:
    """Delete the calls of days that are not shown. A periodic task."""
    from byline.plugins.models import HookDay  # noqa: PLC0415 - apps may not be ready yet

    HookDay.objects.filter(day__lte=today() - timedelta(days=RETENTION_DAYS)).delete()
