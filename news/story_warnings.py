"""What a story lacks: warnings, and what the newsroom lets keep it from being published."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from byline.zones import named
from news.blocks.base import ArticleBlock
from news.heading_links import dead_links, dead_links_to
from news.rules import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wagtail.blocks.stream_block import StreamValue

    from news.models import ArticlePage
    from photos.models import Photo


class Parts(NamedTuple):
    """The parts of a story that are looked at, of a saved one or of its form."""

    has_byline: bool
    standfirst: str
    has_topic: bool
    lead_photo: Photo | None
    lead_credit: str
    # None in a form where a block is not valid.
    body: StreamValue | None


class Lack(NamedTuple):
    """What a story lacks, as a sentence for editors, with the field in which it is mended."""

    rule: Rule
    message: str
    field: str


def parts_of(story: ArticlePage) -> Parts:
    """Return the parts of a saved story."""
    return Parts(
        has_byline=bool(story.bylines.all()),
        standfirst=story.standfirst,
        has_topic=bool(story.topics.all()),
        lead_photo=story.lead_photo,
        lead_credit=story.lead_credit,
        body=story.body,
    )


def story_warnings(story: ArticlePage) -> list[str]:
    """Return the warnings of a story, without what keeps it from being published."""
    blocking = story.blocking_rules(story.section)
    found = [lack.message for lack in lacks(parts_of(story)) if lack.rule not in blocking]
    links = [*dead_links(story), *dead_links_to(story)]
    return list(dict.fromkeys([*embargo_warnings(story), *found, *links]))


def embargo_warnings(story: ArticlePage) -> Iterator[str]:
    """Yield the warning of an embargo."""
    if story.published_at and story.published_at > timezone.now():
        yield _("Embargoed: readers see nothing before %s.") % named(story.published_at)


def lacks(parts: Parts) -> Iterator[Lack]:
    """Yield what a story lacks, in the order of the form."""
    if not parts.has_byline:
        yield Lack(Rule.BYLINE, _("There is no byline."), "bylines")
    if not parts.standfirst.strip():
        yield Lack(Rule.STANDFIRST, _("There is no standfirst."), "standfirst")
    if not parts.has_topic:
        message = _("There is no topic: readers find related stories by them.")
        yield Lack(Rule.TOPIC, message, "topics")
    for child in parts.body or ():
        if isinstance(child.block, ArticleBlock):
            for message in child.block.warnings(child.value):
                yield Lack(Rule.BLOCKS, message, "body")
    yield from photo_lacks(parts)


def photo_lacks(parts: Parts) -> Iterator[Lack]:
    """Yield the photos without a credit, then those without a description."""
    shown = []
    if lead := parts.lead_photo:
        shown.append((lead, parts.lead_credit or lead.credit, "lead_credit", "lead_photo"))
    if parts.body:
        for _child, photos in parts.body.stream_block.credited_photos(parts.body):
            shown += [(photo, credit, "body", "body") for photo, credit in photos]
    message = _("The photo “%s” has no credit.")
    for photo, credit, field, _field in shown:
        if not credit:
            yield Lack(Rule.CREDIT, message % photo.title, field)
    message = _("The photo “%s” has no description for readers who cannot see it.")
    for photo, _credit, _field, field in shown:
        if not photo.description:
            yield Lack(Rule.DESCRIPTION, message % photo.title, field)
