"""What ALTCHA adds to Byline."""

from collections.abc import Callable, Sequence

from django.template.loader import render_to_string
from django.urls import URLPattern, path

from byline.plugins import Place, Slot, SlotContext, hookimpl, setting
from byline.plugins.comments import CommentCheck
from byline_altcha.challenges import forget_expired
from byline_altcha.checks import FIELD, check_work
from byline_altcha.views import challenge


@hookimpl
def comment_checks() -> Sequence[CommentCheck]:
    """Hold or refuse comments without the proof of work."""
    return [check_work]


@hookimpl
def slots() -> Sequence[Slot]:
    """Have the browser do its work while the form is filled in."""
    return [Slot(Place.COMMENT_FORM, field)]


@hookimpl
def urls() -> Sequence[URLPattern]:
    """Serve challenges."""
    return [path("challenge/", challenge, name="challenge")]


@hookimpl
def hourly_tasks() -> Sequence[Callable[[], object]]:
    """Forget what nobody can send again."""
    return [forget_expired]


def field(_context: SlotContext) -> str:
    """Return the field of the form, and what shows how far it is."""
    context = {
        "field": FIELD,
        "max_number": setting("altcha", "max_number"),
        "lifetime_seconds": setting("altcha", "lifetime_minutes") * 60,
        "without_script": setting("altcha", "without_script"),
    }
    return render_to_string("byline_altcha/field.html", context)
