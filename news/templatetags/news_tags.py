"""Template tags for stories: cards, bodies, share links."""

from datetime import timedelta
from typing import Any

from django import template
from django.conf import settings
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from byline.pagecache import stale_at
from byline.plugins.contributions import Place
from byline.plugins.slots import render_slots
from news.logo import logo_file
from news.models import ArticlePage, Commenting, SectionPage
from news.rich_text import with_paid_links

# Lists are not rendered again for each comment.
COMMENT_COUNT_MAX_AGE = timedelta(minutes=10)

register = template.Library()
register.simple_tag(logo_file, name="logo")


@register.simple_tag
def card(  # noqa: PLR0913 - the arguments of a tag
    story: ArticlePage,
    shape: str = "card",
    *,
    level: int = 3,
    brief: bool = False,
    found: Any = None,
    within: SectionPage | None = None,
) -> SafeString:
    """Show a story in a list: its photo in the given shape, its headline at a heading level.

    `brief` leaves out the standfirst, the authors and the number of comments. `found` is a search
    result, whose headline and text replace the story's own. `within` is the section in whose list
    the card stands.
    """
    if found:
        return render_card(story, shape, level, {"title": found.headline, "standfirst": found.text})
    instead: dict[str, Any] = {"kicker": kicker_within(story, within)}
    if brief:
        instead |= {"standfirst": "", "authors": [], "comments": None}
    return render_card(story, shape, level, instead)


@register.simple_tag
def kicker_within(story: ArticlePage, section: SectionPage | None) -> str:
    """Return the word above a headline; in the list of its own section, only a label."""
    if section and story.section_id == section.pk and not story.label:
        return ""
    return story.kicker


@register.simple_tag
def card_photo(story: ArticlePage, shape: str) -> SafeString:
    """Show the photo of a story in a list, with its credit unless it is too small for one."""
    context = {
        "photo": story.lead_photo,
        "credit": "" if shape == "thumbnail" else story.photo_credit,
        "shape": shape,
        "is_first": shape == "splash",
    }
    return render_to_string("components/card_photo.html", context)


def number_of_comments(story: ArticlePage) -> int | None:
    """Return how many comments to show on a card; the page is then rendered again after a time."""
    if story.commenting_here == Commenting.HIDDEN:
        return None
    stale_at(timezone.now() + COMMENT_COUNT_MAX_AGE)
    return story.comment_count


def render_card(story: ArticlePage, shape: str, level: int, instead: dict[str, Any]) -> SafeString:
    """Render the card of a story, with some values replaced."""
    writers = [] if "authors" in instead else story.writers
    comments = None if "comments" in instead else number_of_comments(story)
    context = {
        "story": story,
        "url": story.url,
        "kicker": story.kicker,
        "title": story.card_headline,
        "more": render_slots(Place.CARD, None, story),
        "standfirst": story.standfirst,
        "authors": [author.name for author in writers],
        "published_at": story.published_at,
        "comments": comments,
        "has_photo": story.lead_photo is not None,
        "colour": story.section.colour,
        "is_sponsored": story.is_sponsored,
        "sponsor": story.sponsor,
        "shape": shape,
        "level": level,
    }
    return render_to_string("components/card.html", context | instead)


@register.simple_tag(takes_context=True)
def story_body(context: Context, story: ArticlePage) -> SafeString:
    """Return a story's body; the links of a sponsored one have `rel="sponsored"`."""
    html: SafeString = story.body.render_as_block(context.flatten())
    return with_paid_links(html) if story.is_sponsored else html


@register.simple_tag(takes_context=True)
def may_be_signed_in(context: Context) -> bool:
    """Return whether the request has a session cookie.

    Reading the user would open the session and make the page vary by cookie for everyone.
    """
    request = context.get("request")
    return request is not None and settings.SESSION_COOKIE_NAME in request.COOKIES
