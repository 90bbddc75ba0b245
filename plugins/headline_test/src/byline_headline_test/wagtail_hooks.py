"""The entries in the log."""

from typing import Any

from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry, LogFormatter

from byline_headline_test.lifecycle import END, START, STOP
from byline_headline_test.models import EndReason


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Say in the history of the front page what was tested."""

    @actions.register_action(START)
    class Start(LogFormatter):
        label = _("Start a headline test")

        def format_message(self, entry: Any) -> str:
            return _("Headline test started: “%(headline)s” or “%(other_headline)s”") % entry.data

    @actions.register_action(STOP)
    class Stop(LogFormatter):
        label = _("Stop a headline test")

        def format_message(self, entry: Any) -> str:
            return _("Headline test of “%(headline)s” stopped") % entry.data

    @actions.register_action(END)
    class End(LogFormatter):
        label = _("End of a headline test")

        def format_message(self, entry: Any) -> str:
            reasons = dict(EndReason.choices)
            reason = reasons.get(entry.data.get("reason"), "")
            text = _("Headline test of “%(headline)s” ended: %(reason)s")
            return text % {**entry.data, "reason": reason}
