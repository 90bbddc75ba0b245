"""The form field of a date with a time, which names its zone and what readers will see."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.dateparse import parse_datetime
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from byline.zones import (
    ambiguous,
    impossible,
    in_newsroom,
    moments_of,
    offset_text,
    own_zone,
    zone_name,
    zones_differ,
)

# What can be converted to any zone and back.
YEARS = range(1000, 9001)
INPUT_FORMAT = "%Y-%m-%dT%H:%M"


@dataclass
class TimeNote:
    """What is said beside a time that is being written."""

    zone: str
    # What clocks in the newsroom show then.
    readers_see: str = ""
    error: str = ""
    # Where clocks show it twice: (value, label, is chosen).
    offsets: list[tuple[str, str, bool]] = field(default_factory=list)


def parse_local(value: Any) -> tuple[datetime | None, str]:
    """Return the local time of a field's value, and its offset where that is known."""
    is_text = isinstance(value, str)
    if is_text:
        try:
            value = parse_datetime(value.strip())
        except ValueError:
            value = None
    if not isinstance(value, datetime) or value.year not in YEARS:
        return None, ""
    if value.tzinfo:
        return value.replace(tzinfo=None), offset_value(value)
    # Of what was stored, the fold says which of two moments it is.
    return value, "" if is_text else offset_value(value.replace(tzinfo=own_zone()))


def offset_value(at: datetime) -> str:
    """Return an offset as ISO 8601 has it: “+02:00”."""
    return at.isoformat(timespec="minutes")[16:]


def note_of(local: datetime | None, offset: str = "", name: str = "") -> TimeNote:
    """Return what is said beside a local time of the user's zone."""
    zone = own_zone()
    note = TimeNote(zone_name(zone))
    if local is None:
        return note
    moments = moments_of(local, zone)
    if not moments:
        note.error = impossible(local, zone)
        return note
    if len(moments) > 1 and name:
        labels = [_("the first time, %(offset)s"), _("the second time, %(offset)s")]
        note.offsets = [
            (offset_value(at), label % {"offset": offset_text(at)}, offset_value(at) == offset)
            for at, label in zip(moments, labels, strict=True)
        ]
    [at] = [at for at in moments if offset_value(at) == offset][:1] or moments[:1]
    if zones_differ(at):
        note.readers_see = in_newsroom(at)
    return note


class ZonedDateTimeInput(forms.DateTimeInput):
    """The browser's own input of a date and a time, with the name of the zone.

    Where clocks show a time twice, a second field `<name>-offset` says which one is meant.
    """

    input_type = "datetime-local"
    template_name = "byline/zoned_time.html"

    class Media:
        js = ["js/admin/zoned-time.js"]
        css = {"all": ["css/admin/zoned-time.css"]}

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format=INPUT_FORMAT)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return the time with the offset that was chosen, where clocks show it twice."""
        value = super().value_from_datadict(data, files, name)
        local, known = parse_local(value)
        moments = moments_of(local, own_zone()) if local and not known else []
        if len(moments) > 1:
            for at in moments:
                if offset_value(at) == data.get(f"{name}-offset"):
                    return at.isoformat()
        return value

    def format_value(self, value: Any) -> str | None:
        """Return a time as the browser's input takes it; as it is where it is none."""
        local, _offset = parse_local(value)
        return local.strftime(INPUT_FORMAT) if local else super().format_value(value)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add what is said beside the input."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        attrs = context["widget"]["attrs"]
        note_id = f"{attrs.get('id') or name}-zone"
        described = [attrs.get("aria-describedby"), note_id]
        attrs["aria-describedby"] = " ".join(filter(None, described))
        return {**context, "note": note_of(*parse_local(value), name), "note_id": note_id}

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """Render with the templates of the project, which Django's renderer does not look into."""
        return render_to_string(self.template_name, self.get_context(name, value, attrs))


class DayInput(forms.DateInput):
    """The browser's own input of a day."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class ZonedDateTimeField(forms.DateTimeField):
    """A date and a time of the user's zone."""

    widget = ZonedDateTimeInput

    def to_python(self, value: Any) -> datetime | None:
        """Refuse, with the reason, times that clocks leave out or show twice."""
        try:
            at: datetime | None = super().to_python(value)
        except ValidationError as error:
            local, _offset = parse_local(value)
            if error.code != "ambiguous_timezone" or local is None:
                raise
            zone = own_zone()
            reason = ambiguous if moments_of(local, zone) else impossible
            raise ValidationError(reason(local, zone), code="ambiguous_timezone") from error
        if at and at.year not in YEARS:
            raise ValidationError(_("Give a year from 1000 to 9000."), code="invalid")
        return at


@require_safe
def time_note(request: HttpRequest) -> HttpResponse:
    """Answer with what is said beside a time that is being written."""
    name = request.GET.get("name", "")
    local, _known = parse_local(request.GET.get("at", ""))
    note = note_of(local, request.GET.get("offset", ""), name)
    return render(request, "byline/time_note.html", {"note": note, "name": name})
