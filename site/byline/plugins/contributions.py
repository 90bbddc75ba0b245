"""What plugins contribute, as the hooks return it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from byline.plugins.protocols import Story

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


class Place(StrEnum):
    """Where a slot is in the pages for readers.

    Those that stand in a fragment are shown on every page that includes it, and are the same on
    all of them: there, `SlotContext.story` is None, but for the comments and cards. The form for
    comments is put into the page of a story when a reader opens it: a `<script type="module">`
    with a `src` runs there too, once for all times that the form is opened, so what it does is
    best done by a custom element.
    """

    HEAD = "head"
    MASTHEAD = "masthead"  # a fragment
    BELOW_HEADLINE = "below_headline"
    AFTER_BODY = "after_body"
    BESIDE_STORY = "beside_story"
    ABOVE_COMMENTS = "above_comments"  # a fragment of the story
    COMMENT_FORM = "comment_form"  # on a page that is not cached
    BELOW_COMMENTS = "below_comments"  # a fragment of the story
    FOOTER = "footer"  # a fragment
    CARD = "card"


@dataclass(frozen=True)
class SlotContext:
    """Where a slot is rendered.

    The request has no visitor: pages are the same for all. A card has no request.
    """

    request: "HttpRequest | None"
    story: Story | None = None


@dataclass(frozen=True)
class Slot:
    """HTML in one place of the pages for readers.

    `render` returns safe HTML, as `render_to_string()` does; other text is escaped, and None or
    nothing leaves the place empty. What it shows is cached with the page: it says what it depends
    on by `byline.pagecache.depends_on()`. With `with_blocks` it is only called for a story that has
    a block of one of these types, such as to load the styles of a block.
    """

    place: Place
    render: Callable[[SlotContext], str | None]
    with_blocks: Collection[str] = ()


# Returns by id of a story the HTML of its headline, which stands in a link; other text is escaped.
# What it shows is cached with the page, as that of a slot.
type FrontHeadlines = Callable[[Sequence[Story]], Mapping[int, str]]


def never(_story: Story) -> bool:
    """Return False."""
    return False


@dataclass(frozen=True)
class StructuredDataEnricher:
    """A change of the JSON-LD of stories.

    `enrich` returns the data with changes; it is given a copy. `is_cached_apart` returns whether
    those of a story change more often than its page: they are a fragment then, and what `enrich`
    depends on invalidates that fragment alone.
    """

    enrich: Callable[[Story, dict[str, Any]], dict[str, Any]]
    is_cached_apart: Callable[[Story], bool] = never


# Returns by id how many readers stories had since a time; all time where it is None.
type PopularitySource = Callable[[datetime | None], Mapping[int, float]]


@dataclass(frozen=True)
class SearchFacet:
    """A choice that narrows a search.

    `choices` returns a label by value; `filter` narrows stories to those with a value. `name` is
    the parameter in the query string, prefixed with the plugin's name.
    """

    name: str
    label: str
    choices: Callable[[], Mapping[str, str]]
    filter: Callable[["QuerySet[Any]", str], "QuerySet[Any]"]


@dataclass(frozen=True)
class AdminPanel:
    """A panel on the dashboard, or in the form of the front page.

    `render` returns safe HTML, and nothing to leave it out.
    `permissions` are those of which the person needs one.
    """

    heading: str
    render: Callable[["HttpRequest"], str]
    permissions: Collection[str] = ()
    order: int = 200
