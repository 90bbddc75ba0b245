"""Plugins that an administrator has switched off, in every process."""

import logging
from datetime import datetime
from typing import Any

from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone
from wagtail.log_actions import log

from byline.pagecache import changed
from byline.pagecache.change_log import EVERYTHING
from byline.pagecache.changes import on_change
from byline.plugins.calls import calls_by_plugin

SWITCH_TAG = "plugins"
LOG_ACTIONS = {True: "byline_plugins.switch_off", False: "byline_plugins.switch_on"}

# Sent with `plugin`, in the transaction that switches it.
plugin_switched = Signal()
# The names, in this process, and when each plugin was switched off or on last.
switched_off: set[str] = set()
switched_at: dict[str, datetime | None] = {}

logger = logging.getLogger(__name__)


def switch(plugin: str, user: Any, *, is_off: bool) -> None:
    """Switch a plugin off or on, log it, and invalidate all pages: any may show what it adds.

    What is switched on is called at once, even if it was paused.
    """
    from byline.plugins.models import PluginState  # noqa: PLC0415 - apps may not be ready yet

    with transaction.atomic():
        state, _ = PluginState.objects.get_or_create(name=plugin)
        state = PluginState.objects.select_for_update().get(pk=state.pk)
        if state.is_switched_off == is_off and not state.paused_until:
            return
        state.is_switched_off, state.switched_at = is_off, timezone.now()
        state.paused_until, state.pause_reason = None, ""
        state.save()
        log(instance=state, action=LOG_ACTIONS[is_off], user=user)
        transaction.on_commit(load)
        plugin_switched.send(PluginState, plugin=plugin)
        changed(SWITCH_TAG, EVERYTHING)


def load() -> bool:
    """Read which plugins are switched off. Return False where that is not known."""
    from byline.plugins.models import PluginState  # noqa: PLC0415 - apps may not be ready yet

    try:
        rows = [*PluginState.objects.values_list("name", "is_switched_off", "switched_at")]
    except Exception as error:  # the plugins stay as they were; it is tried again
        logger.warning("It is not known which plugins are switched off: %s", error)
        return False
    off = {name for name, is_off, _at in rows if is_off}
    for plugin in switched_off ^ off:
        logger.info("Plugin %s is switched %s", plugin, "off" if plugin in off else "on")
    for plugin, _is_off, at in rows:
        if at != switched_at.get(plugin):
            switched_at[plugin] = at
            calls_by_plugin[plugin].resume()
    # In this order: those that stay off are never missing.
    switched_off.update(off)
    switched_off.intersection_update(off)
    return True


on_change(SWITCH_TAG, load)
