"""Sections, authors and topics as the API shows them."""

from typing import Any

from api.reading.pictures import shown_photo
from byline.sites import absolute_url
from news.models import Author, SectionPage, Topic

type Data = dict[str, Any]


def shown_section(section: SectionPage) -> Data:
    """Return a section."""
    return {
        "id": section.pk,
        "slug": section.slug,
        "name": section.title,
        "url": section.canonical_url,
        "description": section.description,
        "colour": section.colour,
    }


def shown_author(author: Author) -> Data:
    """Return an author, with what readers see of them."""
    names = ("slug", "name", "job_title", "bio", "email", "website")
    return {
        "id": author.pk,
        **{name: getattr(author, name) for name in names},
        "url": absolute_url(author.get_absolute_url()),
        "portrait": shown_photo(author.portrait, "portrait"),
    }


def shown_topic(topic: Topic) -> Data:
    """Return a topic."""
    return {
        "id": topic.pk,
        "slug": topic.slug,
        "name": topic.name,
        "url": absolute_url(topic.get_absolute_url()),
        "description": topic.description,
    }
