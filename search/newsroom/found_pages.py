"""The pages that a search of the newsroom found, fetched as a list shows them."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from django.utils.safestring import SafeString
from django.utils.text import Truncator
from wagtail.models import Page, PageQuerySet

from news.querysets import is_visible
from search.marking import mark, snippet
from search.models import PageText
from search.newsroom.matching import Reach
from search.newsroom.typed_words import TypedWords

SUMMARY_LENGTH = 160  # characters


class Excerpt(NamedTuple):
    """What the person who searches may read of a page."""

    bylines: str = ""
    text: SafeString | str = ""
    # Where the words are in the live version only.
    is_live_only: bool = False


class FoundPages:
    """Ids in order, of which a slice is fetched. A paginator takes it for a queryset."""

    def __init__(self, ids: Sequence[int], fetch: Callable[[Sequence[int]], list[Page]]) -> None:
        self.ids = ids
        self.fetch = fetch

    def __len__(self) -> int:
        return len(self.ids)

    def count(self) -> int:
        """Return how many pages were found."""
        return len(self.ids)

    def __getitem__(self, some: slice) -> list[Page]:
        return self.fetch(self.ids[some])


def fetch_in_order(pages: PageQuerySet, ids: Sequence[int]) -> list[Page]:
    """Return those of the pages that have the ids, in the order of these."""
    places = {pk: place for place, pk in enumerate(ids)}
    return sorted(pages.filter(pk__in=ids), key=lambda page: places[page.pk])


def add_excerpts(pages: Iterable[Page], reach: Reach, words: TypedWords) -> None:
    """Set `excerpt` on each page, of what the person may read of it."""
    ids = [page.pk for page in pages]
    of_page: dict[int, dict[bool, PageText]] = {pk: {} for pk in ids}
    for text in PageText.objects.filter(page__in=ids):
        of_page[text.page_id][text.is_latest] = text
    some = Page.objects.filter(pk__in=ids)
    editable = set(some.filter(reach.may_edit).values_list("pk", flat=True))
    public = set(some.filter(is_visible()).values_list("pk", flat=True))
    for page in pages:
        texts = [
            text
            for text in of_page[page.pk].values()
            if page.pk in editable or (text.is_live and page.pk in public)
        ]
        page.excerpt = excerpt(sorted(texts, key=lambda text: not text.is_latest), words)


def excerpt(texts: Sequence[PageText], words: TypedWords) -> Excerpt:
    """Return the passage with the words, of the first version that has one."""
    for text in texts:
        if passage := snippet(text.text, words.terms):
            is_live_only = not text.is_latest and len(texts) > 1
            return Excerpt(mark_names(text, words), passage, is_live_only)
    if not texts:
        return Excerpt()
    summary = Truncator(texts[0].text.partition("\n")[0]).chars(SUMMARY_LENGTH)
    return Excerpt(mark_names(texts[0], words), summary)


def mark_names(text: PageText, words: TypedWords) -> Any:
    """Return the names over a story, those that were searched for marked."""
    return mark(", ".join(text.bylines.splitlines()), words.terms)
