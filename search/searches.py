"""A search: what is asked for, narrowed down, in an order."""

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
from news.list_links import ChoiceLink, address
from news.models import ArticlePage
from news.pagination import LIST_PAGES_LIMIT, ShallowPaginator, page_of
from news.querysets import ArticleQuerySet
from photos.renditions import fetch_renditions
from search import engines
from search.engines.database import NEWEST, SQL, ids_of
from search.filters import KINDS, Filters, within
from search.marking import mark, snippet
from search.models import Entry
from search.query_parser import Question, parse

STORIES_PER_PAGE = 20
LISTED = LIST_PAGES_LIMIT * STORIES_PER_PAGE + 1
INSTEAD = "search for the words instead"
ORDERS = {"relevance": "Best match", "newest": "Newest first"}


class Result(NamedTuple):
    """A story that was found, with the words that were looked for marked."""

    story: ArticlePage
    headline: SafeString
    text: SafeString


class Chip(NamedTuple):
    """Something a search is narrowed down to, and the address of the search without it."""

    kind: str
    name: str
    url: str
    instead: str = ""  # what is searched for then


@dataclass(frozen=True)
class Search:
    """What a reader searches for."""

    question: Question
    filters: Filters = field(default_factory=Filters)
    order: str = "relevance"
    # Whether dates are read as such, or as the words they are.
    reads_dates: bool = True
    engine: engines.Engine = field(default_factory=engines.engine, compare=False)

    @classmethod
    def read(cls, parameters: QueryDict) -> Self:
        """Read what an address asks for; whatever it is, it is a search."""
        reads_dates = parameters.get("dates") != "words"
        question = parse(parameters.get("q", ""), timezone.localdate(), read_dates=reads_dates)
        order = parameters.get("order", "")
        default = "relevance" if question.wanted else "newest"
        return cls(
            question,
            Filters.read(parameters) if question else Filters(),
            order if order in ORDERS and question.wanted else default,
            reads_dates,
        )

    def url(self, **changed: str | None) -> str:
        """Return the address of the search, or of one that differs in some parameters."""
        return address(self.page_url, **{**self.parameters, **changed})

    @cached_property
    def page_url(self) -> str:
        """The address of the page that shows what is found."""
        return reverse("search:search")

    @cached_property
    def parameters(self) -> dict[str, str | None]:
        """Say it in an address."""
        is_usual = self.order == "relevance" or not self.question.wanted
        return {
            "q": self.question.text,
            "dates": None if self.reads_dates else "words",
            **self.filters.parameters,
            "order": None if is_usual else self.order,
        }

    @property
    def feed_url(self) -> str:
        """The address of the feed that follows it."""
        return address(reverse("search:feed"), **{**self.parameters, "order": None})

    @property
    def unfiltered_url(self) -> str:
        """The address of the search without what it is narrowed down to."""
        return replace(self, filters=Filters()).url()

    @property
    def chips(self) -> list[Chip]:
        """How its dates are read, and what it is narrowed down to."""
        chips = [
            Chip(KINDS[kind], name, self.url(**{kind: None}))
            for kind, name in self.filters.chosen.items()
        ]
        if self.question.span:
            chips.insert(
                0, Chip("Published", self.question.span.name, self.url(dates="words"), INSTEAD)
            )
        elif not self.reads_dates:
            chips.insert(0, Chip("Dates", "read as words", self.url(dates=None)))
        return chips

    @property
    def orders(self) -> list[ChoiceLink]:
        """The orders to choose from."""
        return [
            ChoiceLink(label, replace(self, order=order).url(), order == self.order)
            for order, label in ORDERS.items()
        ]

    @cached_property
    def found(self) -> ArticleQuerySet:
        """The stories that readers may see and that were asked for, before filters."""
        return self.find(within(self.question.span))

    @cached_property
    def stories(self) -> ArticleQuerySet:
        """Those of them that the filters leave."""
        conditions = self.filters.conditions.values()
        return self.find(reduce(and_, conditions, within(self.question.span)))

    def find(self, condition: Q, *, match_any: bool = False) -> ArticleQuerySet:
        """Return the stories that have the words, or some of them, where a condition holds."""
        question = self.question
        return self.engine.matching(
            readable(), question.wanted, question.unwanted, within=condition, match_any=match_any
        )

    @cached_property
    def expression(self) -> str | None:
        """Say what is found by in the database's language, where that is all there is to say."""
        question = self.question
        if not question.wanted or question.span or self.filters.conditions:
            return None
        return self.engine.expression(question.wanted, question.unwanted, match_any=False)

    @property
    def rank_sql(self) -> SQL | None:
        """Say how what is in a table `found` is ordered; None where that is asked elsewhere."""
        if self.order == "newest":
            return NEWEST, []
        return self.engine.rank_sql(self.question.wanted)

    def is_partial(self, number: int) -> bool:
        """Tell of the number that was found whether there are more, which were not counted."""
        question, condition = self.question, within(self.question.span)
        return self.engine.is_partial(number, question.wanted, question.unwanted, condition)

    def best(self, number: int) -> list[int]:
        """Return the ids of the stories that come first."""
        if self.order == "newest":
            return ids_of(self.stories.newest_first()[:number])
        return self.engine.best(self.stories, self.question.wanted, number)

    def near(self, number: int) -> list[ArticlePage]:
        """Return stories that have some of the words, where none has all of them."""
        wanted = self.question.wanted
        stories = self.find(Q(), match_any=True)
        ids = self.engine.best(stories, wanted, number, match_any=True) if len(wanted) > 1 else []
        return in_order(stories, ids)

    def page(self, request: HttpRequest, ids: list[int] | None = None) -> Page:
        """Return the page of the stories that `?page=` asks for. Raises Http404.

        The ids of those that come first need not be asked for where they are known.
        """
        ids = self.best(LISTED) if ids is None else ids
        paginator = partial(ShallowPaginator, fetch=ArticlePage.objects.cards)
        return page_of(ids, request, STORIES_PER_PAGE, paginator)

    def results(self, stories: list[ArticlePage]) -> list[Result]:
        """Show what was found of each story."""
        fetch_renditions((story.lead_photo for story in stories), "thumbnail")
        texts = dict(texts_of([story.pk for story in stories]))
        return [self.result(story, texts.get(story.pk, "")) for story in stories]

    def result(self, story: ArticlePage, text: str) -> Result:
        """Show what was found of a story: in its standfirst, or else in its text."""
        terms = self.question.terms
        standfirst = mark(story.standfirst, terms)
        if "<mark>" not in standfirst:
            standfirst = snippet(text, terms) or standfirst
        return Result(story, mark(story.title, terms), standfirst)


def readable() -> ArticleQuerySet:
    """Return the stories that readers may find."""
    return ArticlePage.objects.published().originals()


@prepared
def texts_of(stories: list[int]) -> QuerySet:
    """Find what the stories say."""
    return Entry.objects.filter(pk__in=stories).values_list("pk", "text")


def in_order(stories: ArticleQuerySet, ids: list[int]) -> list[ArticlePage]:
    """Return those of the stories that have the ids, in the order of these, as for cards."""
    places = {pk: place for place, pk in enumerate(ids)}
    return sorted(stories.filter(pk__in=ids).for_cards(), key=lambda story: places[story.pk])
