"""Comments as others name them: by the name of who wrote one, and the beginning of its text."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import F, QuerySet, Window
from django.db.models.functions import Left, RowNumber

from byline.prepared import prepared
from comments.conversations import with_comments
from comments.models import Reference, State
from comments.text import quotation_of
from news.models import ArticlePage

# Comments that refer to one, named under it.
ANSWERS_LIMIT = 8
# Characters of a text that are read for its quotation.
QUOTATION_SOURCE_LENGTH = 300


class Citation(NamedTuple):
    """A comment that another names; only its number where readers do not see its text."""

    number: int
    name: str = ""
    quotation: str = ""

    @classmethod
    def of(cls, number: int, state: str, name: str, text: str) -> "Citation":
        """Return the citation of a comment in a state."""
        if state != State.APPROVED:
            return cls(number)
        return cls(number, name, quotation_of(text[:QUOTATION_SOURCE_LENGTH]))

    @property
    def label(self) -> str:
        """The name, or the number where none was given."""
        return self.name or f"No. {self.number}"


class CitationRow(NamedTuple):
    """A comment that another one, at which it is named, refers to or is referred to by."""

    named_at: int
    # The stories of both.
    here: int
    there: int
    number: int
    state: str
    name: str
    text: str

    @property
    def citation(self) -> Citation:
        """The comment as it is named."""
        return Citation.of(self.number, self.state, self.name, self.text)


def references_by_and_to(
    referring: list[int], comments: list[int]
) -> tuple[list[CitationRow], list[CitationRow]]:
    """Return what some comments refer to, and what refers to others, where readers see it.

    Up to three queries.
    """
    known = [CitationRow(*row) for row in references_of(referring)] if referring else []
    answers = [CitationRow(*row) for row in first_answers(comments)] if comments else []
    public = public_stories_of([*known, *answers])
    known, answers = (
        [row for row in rows if row.here == row.there or row.there in public]
        for rows in (known, answers)
    )
    return known, answers


@prepared
def references_of(comments: list[int]) -> QuerySet:
    """Find the comments that some refer to, as rows of `CitationRow`."""
    found = Reference.objects.filter(source__in=comments, target__shown=True)
    return found.values_list(
        *("source_id", "source__story_id", "target__story_id", "target_id", "target__state"),
        "target__user_name",
        Left("target__comment", QUOTATION_SOURCE_LENGTH),
    )


@prepared
def first_answers(comments: list[int]) -> QuerySet:
    """Find the comments that refer to some, as rows of `CitationRow`.

    Of each story the first ones, as many as are named: some stories readers may not see.
    """
    each = [F("target_id"), F("source__story_id")]
    place = Window(RowNumber(), partition_by=each, order_by=F("source_id").asc())
    found = Reference.objects.filter(target__in=comments, source__state=State.APPROVED)
    first = found.annotate(place=place).filter(place__lte=ANSWERS_LIMIT).order_by("source_id")
    return first.values_list(
        *("target_id", "target__story_id", "source__story_id", "source_id", "source__state"),
        "source__user_name",
        Left("source__comment", QUOTATION_SOURCE_LENGTH),
    )


def public_stories_of(rows: Iterable[CitationRow]) -> set[int]:
    """Return on which other stories readers may see the comments that are named.

    Costs one query, and none where all are on the story itself. Joined with the references,
    PostgreSQL would read every comment.
    """
    others = {row.there for row in rows if row.here != row.there}
    return set(public_stories(list(others))) if others else set()


@prepared
def public_stories(stories: list[int]) -> QuerySet:
    """Find those of some stories whose comments readers may see."""
    public = with_comments(ArticlePage.objects.published()).filter(pk__in=stories)
    return public.order_by().values_list("pk", flat=True)
