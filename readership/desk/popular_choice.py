"""Editors pin a story to the top of the popular stories, or keep it out."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from wagtail.log_actions import LogActionRegistry, LogFormatter, log

from byline.pagecache import changed
from byline.time_fields import ZonedDateTimeField
from byline.zones import named_where_needed
from news.models import ArticlePage
from news.placing import UNTIL_TOO_FAR, is_far
from readership.ranking import POPULAR_TAG
from readership.records import PopularChoice

FOLLOW_READERS = "follow"
LOG_ACTIONS = {
    PopularChoice.ChoiceKind.PINNED: "readership.pin",
    PopularChoice.ChoiceKind.KEPT_OUT: "readership.keep_out",
    FOLLOW_READERS: "readership.follow",
}
LOG_LABELS = {
    "readership.pin": ("Pin to the popular stories", "Pinned to the top of the popular stories"),
    "readership.keep_out": ("Keep out of the popular stories", "Kept out of the popular stories"),
    "readership.follow": (
        "Let the readers decide about popularity",
        "Among the popular stories as readers have it",
    ),
}


class PopularChoiceForm(forms.Form):
    """The form of an editor's choice for a story."""

    kind = forms.ChoiceField(
        label="Popular stories",
        choices=[
            (FOLLOW_READERS, "Follow the readers"),
            (PopularChoice.ChoiceKind.PINNED, "Pin to the top of the popular stories"),
            (PopularChoice.ChoiceKind.KEPT_OUT, "Keep out of the popular stories"),
        ],
        widget=forms.RadioSelect,
    )
    until = ZonedDateTimeField(
        label="Until",
        required=False,
        help_text="Left empty, until somebody changes it.",
    )

    def clean_until(self) -> datetime | None:
        """Reject times in the past, and those too far away to be meant."""
        until: datetime | None = self.cleaned_data["until"]
        if not until:
            return None
        if until <= timezone.now():
            raise ValidationError("This is over already. Choose a time to come.")
        if is_far(until):
            raise ValidationError(UNTIL_TOO_FAR)
        return until


def choice_of(story: ArticlePage) -> PopularChoice | None:
    """Return the choice in force for a story, if any."""
    choice: PopularChoice | None = PopularChoice.objects.in_force().filter(story=story).first()
    return choice


@transaction.atomic
def save_choice(story: ArticlePage, kind: str, until: datetime | None, user: Any) -> None:
    """Store a choice in place of an earlier one, log it and invalidate lists of popular stories."""
    if kind == FOLLOW_READERS:
        PopularChoice.objects.filter(story=story).delete()
        until = None
    else:
        defaults = {"kind": kind, "until": until}
        PopularChoice.objects.update_or_create(story=story, defaults=defaults)
    data = {"until": until.isoformat()} if until else {}
    log(instance=story, action=LOG_ACTIONS[kind], user=user, data=data)
    changed(POPULAR_TAG)


def register_log_actions(actions: LogActionRegistry) -> None:
    """Label the choices in the audit log and the history of a page."""
    for action, (label, message) in LOG_LABELS.items():
        actions.register_action(action)(formatter_of(label, message))


def formatter_of(label: str, message: str) -> type[LogFormatter]:
    """Return the class that formats a log entry."""

    class PopularChoiceFormatter(LogFormatter):
        """A log entry about a choice."""

        def format_message(self, log_entry: Any) -> str:
            """Add the time when the choice ends."""
            until = parse_datetime(log_entry.data.get("until", ""))
            if not until:
                return message
            return f"{message} until {named_where_needed(until)}"

    PopularChoiceFormatter.label = label
    return PopularChoiceFormatter
