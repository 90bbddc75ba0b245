"""Tags that show what plugins contribute."""

from typing import Any

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString

from byline.plugins.contributions import Place
from byline.plugins.slots import render_slots

register = template.Library()


@register.simple_tag(takes_context=True)
def plugin_slots(context: Context, place: str, story: Any = None, block: str = "") -> SafeString:
    """Show what plugins have for a place: see `byline.plugins.Place`.

    `block` is the type of a block that stands alone, as in its preview.
    """
    return render_slots(Place(place), context.get("request"), story, block=block)
