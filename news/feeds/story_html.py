"""The full text of stories in feeds: HTML that stands by itself, with absolute addresses.

What news readers show has neither our styles nor our scripts. So blocks that need them have a
template of their own in `templates/feeds/blocks/`; the others, and those of plugins, use that of
the story's page. All of it passes a list of what feeds may have.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

import nh3
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from wagtail.blocks.stream_block import StreamValue

from byline.text import without_unfit_characters
from news.models import ArticlePage
from news.rich_text import ALLOWED_SCHEMES, with_paid_links

OWN_TEMPLATES = frozenset({"document", "embed", "gallery", "photo", "quote", "related", "tweet"})
TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "pre"),
    *("a", "abbr", "b", "strong", "i", "em", "s", "sub", "sup", "small", "cite", "code", "time"),
    *("figure", "figcaption", "img", "aside", "section", "table", "caption", "thead", "tbody"),
    *("tfoot", "tr", "th", "td"),
}
# With all they hold: what readers operate, and what is no text.
DROPPED_TAGS = {
    *("script", "style", "template", "noscript", "svg", "math", "iframe", "object", "audio"),
    *("video", "canvas", "form", "button", "select", "textarea", "title"),
}
ATTRIBUTES = {
    "*": {"dir", "lang"},
    "a": {"href", "rel"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start", "reversed"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
}
LINE_ENDS = re.compile(r"\s*\n\s*")


def feed_html(stories: Sequence[ArticlePage]) -> list[str]:
    """Return the full texts of stories, with as many queries as one takes."""
    return [
        story_html(story, body) for story, body in zip(stories, bodies_of(stories), strict=True)
    ]


def story_html(story: ArticlePage, body: SafeString) -> str:
    """Return lead photo, body and corrections of a story; a sponsored one says who paid."""
    html = render_to_string(
        "feeds/story.html", {"story": story, "paid": sponsor_line(story), "body": body}
    )
    # A story outside of every site has no address.
    address = story.full_url or settings.WAGTAILADMIN_BASE_URL
    return absolute_html(with_paid_links(html) if story.is_sponsored else html, address)


def summary(story: ArticlePage) -> str:
    """Return the standfirst; of a sponsored story also who paid for it."""
    return ". ".join(filter(None, [sponsor_line(story), story.standfirst]))


def sponsor_line(story: ArticlePage) -> str:
    """Return who paid for a sponsored story; "" for others."""
    if not story.is_sponsored:
        return ""
    paid_for = _("Sponsored · Paid for by %(name)s") % {"name": story.sponsor}
    return paid_for if story.sponsor else _("Sponsored")


def absolute_html(html: str, address: str) -> str:
    """Return the HTML of a page in the form of feeds; links become absolute by its address."""
    cleaned = nh3.clean(
        without_unfit_characters(html),
        tags=TAGS,
        clean_content_tags=DROPPED_TAGS,
        attributes=ATTRIBUTES,
        link_rel=None,
        url_schemes=ALLOWED_SCHEMES,
        url_relative=("rewrite_with_base", address),
    )
    # Once more, since entities may stand for such characters.
    return LINE_ENDS.sub("\n", without_unfit_characters(cleaned)).strip()


def bodies_of(stories: Sequence[ArticlePage]) -> list[SafeString]:
    """Render the bodies of stories, with the data of the blocks of all of them fetched by type."""
    if not stories:
        return []
    items = [list(story.body.raw_data) for story in stories]
    block = stories[0].body.stream_block
    children = iter(block.to_python([item for each in items for item in each]))
    shown = [list(block.readable(islice(children, len(each)))) for each in items]
    block.fetch_data(shown)
    return [body_html(*pair) for pair in zip(stories, shown, strict=True)]


def body_html(story: ArticlePage, children: Iterable[StreamValue.StreamChild]) -> SafeString:
    """Render the blocks of a story; a plugin's that fails is left out."""
    block = story.body.stream_block
    context = {"page": story, "is_feed": True}
    html = (block.attempt(c.block_type, block_html, c, context) or "" for c in children)
    # Safe: each is a rendered template.
    return mark_safe("\n".join(html))  # noqa: S308


def block_html(child: StreamValue.StreamChild, context: dict[str, Any]) -> str:
    """Render a block by its template for feeds, or else by that for pages."""
    if child.block_type not in OWN_TEMPLATES:
        return child.render(context)
    own = child.block.get_context(child.value, parent_context=context)
    return render_to_string(f"feeds/blocks/{child.block_type}.html", own)
