"""Headlines that plugins give stories on the front page."""

from collections.abc import Sequence
from copy import copy

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from byline.plugins import FrontHeadlines
from byline.plugins.guard import attempt
from byline.plugins.registry import contributions
from news.models import ArticlePage


def set_headlines(stories: Sequence[ArticlePage]) -> None:
    """Set the headlines of cards, for this page only; of several plugins the first counts."""
    if not (functions := contributions("front_headlines")):
        return
    headlines: dict[int, SafeString] = {}
    for plugin, function in functions:
        # Copies: what one writes into them, nobody else sees.
        own = [copy(story) for story in stories]
        found = attempt(plugin, "front_headlines", headlines_by, function, own)
        headlines = {**(found or {}), **headlines}
    for story in stories:
        if headline := headlines.get(story.pk):
            story.card_headline = headline


def headlines_by(function: FrontHeadlines, stories: Sequence[ArticlePage]) -> dict[int, SafeString]:
    """Return the headlines that a plugin gives. Raises TypeError where they are no texts."""
    found = dict(function(stories))
    if not all(isinstance(html, str) for html in found.values()):
        raise TypeError(f"Headlines are no texts: {found!r}")
    return {story: conditional_escape(html) for story, html in found.items()}
