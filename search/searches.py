"""A search: a query with filters and an order."""

from dataclasses import dataclass, field, replace
from functools import cached_property, partial, reduce
from operator import and_
from typing import NamedTuple, Self

from django.core.paginator import Page
from django.db.models import Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from byline.prepared import prepared
from news.feeds.formats import FEED_FORMATS
from news.feeds.links import FeedLink, feed_link
from news.list_links import ChoiceLink, address
from news.models import ArticlePage
from news.pagination import LIST_PAGES_LIMIT, ShallowPaginator, page_of
from news.querysets import ArticleQuerySet
from photos.renditions import fetch_renditions
from search import engines
from search.engines.database import NEWEST_SQL, SQL, ids_of
from search.marking import mark, snippet
from search.models import Entry
from search.query_parser import ParsedQuery, parse_query
from search.story_filters import Filters, published_within

STORIES_PER_PAGE = 20
RESULTS_LIMIT = LIST_PAGES_LIMIT * STORIES_PER_PAGE + 1
SEARCH_FOR_WORDS_LABEL = "search for the words instead"
ORDER_LABELS = {"relevance": "Best match", "newest": "Newest first"}


class Result(NamedTuple):
    """A story found, with its matching words highlighted."""

    story: ArticlePage
    headline: SafeString
    text: SafeString


class FilterChip(NamedTuple):
    """An active filter, and the address of the search without it."""

    kind: str
    name: str
    url: str
    instead: str = ""  # label of the search without it


@dataclass(frozen=True)
class Search:
    """A query, filters and an order."""

    query: ParsedQuery
    filters: Filters = field(default_factory=Filters)
    order: str = "relevance"
    # Whether dates are read as such, or as the words they are.
    reads_dates: bool = True
    engine: engines.Engine = field(default_factory=engines.get_engine, compare=False)

    @classmethod
    def read(cls, parameters: QueryDict) -> Self:
        """Parse the parameters of an address; any are valid."""
        reads_dates = parameters.get("dates") != "words"
        typed = parameters.get("q", "")
        query = parse_query(typed, timezone.localdate(), read_dates=reads_dates)
        order = parameters.get("order", "")
        default = "relevance" if query.wanted else "newest"
        return cls(
            query,
            Filters.read(parameters) if query else Filters(),
            order if order in ORDER_LABELS and query.wanted else default,
            reads_dates,
        )

    def url(self, **changed: str | None) -> str:
        """Return the address of the search, or of one that differs in some parameters."""
        return address(self.page_url, **{**self.parameters, **changed})

    @property
    def readings(self) -> list[Self]:
        """The search in the ways in which it can be meant, the likeliest first."""
        is_phrase = self.query.is_of_stop_words
        as_phrase = [replace(self, query=self.query.as_phrase)] if is_phrase else []
        return [*as_phrase, self, *filter(None, [self.as_words])]

    @property
    def as_words(self) -> Self | None:
        """The search for its dates as the words they are; None where it has no dates."""
        if not self.query.span:
            return None
        query = parse_query(self.query.text, timezone.localdate(), read_dates=False)
        order = self.order if self.query.wanted else "relevance"
        return replace(self, query=query, order=order, reads_dates=False)

    @cached_property
    def page_url(self) -> str:
        """The address of the results page."""
        return reverse("search:search")

    @cached_property
    def parameters(self) -> dict[str, str | None]:
        """The parameters of its address."""
        is_usual = self.order == "relevance" or not self.query.wanted
        return {
            "q": self.query.text,
            "dates": None if self.reads_dates else "words",
            **self.filters.parameters,
            "order": None if is_usual else self.order,
        }

    def feed_url(self, file_format: str = "rss") -> str:
        """Return the address of a feed that follows it."""
        feed = reverse("search:feed", args=[file_format])
        return address(feed, **{**self.parameters, "order": None})

    @property
    def feeds(self) -> list[FeedLink]:
        """The feeds that follow it, in each format."""
        return [feed_link(kind, self.feed_url(kind)) for kind in FEED_FORMATS]

    @property
    def unfiltered_url(self) -> str:
        """The address of the search without filters."""
        return replace(self, filters=Filters()).url()

    @property
    def chips(self) -> list[FilterChip]:
        """How its dates are read, and the active filters."""
        chips = [
            FilterChip(self.filters.labels[kind], name, self.url(**{kind: None}))
            for kind, name in self.filters.chosen.items()
        ]
        if span := self.query.span:
            url = self.url(dates="words")
            chips.insert(0, FilterChip("Published", span.name, url, SEARCH_FOR_WORDS_LABEL))
        elif not self.reads_dates:
            chips.insert(0, FilterChip("Dates", "read as words", self.url(dates=None)))
        return chips

    @property
    def orders(self) -> list[ChoiceLink]:
        """The orders to choose from."""
        return [
            ChoiceLink(label, replace(self, order=order).url(), order == self.order)
            for order, label in ORDER_LABELS.items()
        ]

    @cached_property
    def found(self) -> ArticleQuerySet:
        """The visible stories that match, before filters."""
        return self.find(published_within(self.query.span))

    @cached_property
    def stories(self) -> ArticleQuerySet:
        """The visible stories that match, after filters."""
        conditions = self.filters.conditions.values()
        return self.find(reduce(and_, conditions, published_within(self.query.span)))

    def find(self, condition: Q, *, match_any: bool = False) -> ArticleQuerySet:
        """Return the stories that match all words, or any, where a condition holds."""
        stories, query = searchable_stories(), self.query
        return self.engine.matching(
            stories, query.wanted, query.unwanted, within=condition, match_any=match_any
        )

    @cached_property
    def expression(self) -> str | None:
        """The query in the database's language; None with dates, filters or another engine."""
        query = self.query
        if not query.wanted or query.span or self.filters.conditions:
            return None
        return self.engine.expression(query.wanted, query.unwanted, match_any=False)

    @property
    def rank_sql(self) -> SQL | None:
        """SQL that ranks the rows of `found`; None where the engine ranks elsewhere."""
        if self.order == "newest":
            return NEWEST_SQL, []
        return self.engine.rank_sql(self.query)

    def is_partial(self, number: int) -> bool:
        """Return whether there are more than the `number` counted."""
        query, condition = self.query, published_within(self.query.span)
        return self.engine.is_partial(number, query.wanted, query.unwanted, condition)

    def best(self, number: int) -> list[int]:
        """Return the ids of the stories that come first."""
        if self.order == "newest":
            return ids_of(self.stories.newest_first()[:number])
        return self.engine.best(self.stories, self.query, number)

    def partial_matches(self, number: int) -> list[int]:
        """Return the ids of the stories that have some of the words, of any time, the best first.

        Empty where some are all of them.
        """
        wanted = self.query.wanted
        if len(wanted) < 2 and not (wanted and self.query.span):
            return []
        stories = self.find(Q(), match_any=True)
        return self.engine.best(stories, self.query, number, match_any=True)

    def page(self, request: HttpRequest, ids: list[int] | None = None) -> Page:
        """Return the requested page (`?page=`) of the stories. Raises Http404.

        `ids` are the first results, where they are known already.
        """
        return page_of_stories(request, self.best(RESULTS_LIMIT) if ids is None else ids)

    def results(self, stories: list[ArticlePage]) -> list[Result]:
        """Return the stories with their matches highlighted."""
        fetch_renditions((story.lead_photo for story in stories), "thumbnail")
        texts = dict(entry_texts([story.pk for story in stories]))
        return [self.result(story, texts.get(story.pk, "")) for story in stories]

    def result(self, story: ArticlePage, text: str) -> Result:
        """Highlight a story: its standfirst, or else a snippet of its text."""
        terms = self.query.terms
        standfirst = mark(story.standfirst, terms)
        if "<mark>" not in standfirst:
            standfirst = snippet(text, terms) or standfirst
        return Result(story, mark(story.title, terms), standfirst)


def searchable_stories() -> ArticleQuerySet:
    """Return the stories that readers may find."""
    return ArticlePage.objects.published().originals()


@prepared
def entry_texts(stories: list[int]) -> QuerySet:
    """Select id and text of stories."""
    return Entry.objects.filter(pk__in=stories).values_list("pk", "text")


def page_of_stories(request: HttpRequest, ids: list[int]) -> Page:
    """Return the requested page (`?page=`) of stories that were found. Raises Http404."""
    paginator = partial(ShallowPaginator, fetch=ArticlePage.objects.cards)
    return page_of(ids, request, STORIES_PER_PAGE, paginator)
