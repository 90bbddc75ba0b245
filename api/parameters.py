"""The parameters of lists, and the choice of fields."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from ninja import Schema
from pydantic import AfterValidator, BaseModel, Field

from api.paging import CURSOR_MAX_LENGTH, PAGE_SIZE, PAGE_SIZE_LIMIT
from api.problems import invalid
from byline.converters import ID_MAX
from byline.text import UNFIT_CHARACTERS

SLUG_MAX_LENGTH = 255
TEXT_MAX_LENGTH = 120
FIRST_DAY, LAST_DAY = date(1000, 1, 1), date(8999, 12, 31)


def legible(text: str) -> str:
    """Return a text that a database takes. Raises ValueError for others."""
    if UNFIT_CHARACTERS.search(text):
        raise ValueError("There are control characters in it.")
    return text


Text = Annotated[str, Field(min_length=1, max_length=TEXT_MAX_LENGTH), AfterValidator(legible)]
Slug = Annotated[str, Field(pattern=r"^[-\w]+$", max_length=SLUG_MAX_LENGTH)]
Day = Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY)]
Id = Annotated[int, Field(ge=1, le=ID_MAX)]
FieldNames = Annotated[
    str, Field(max_length=400, description="Names of properties, separated by commas.")
]


class Label(StrEnum):
    """The kind of a story."""

    NEWS = "news"
    ANALYSIS = "analysis"
    OPINION = "opinion"
    SPONSORED = "sponsored"

    @property
    def value_in_database(self) -> str:
        """The label as stories have it."""
        return "" if self is Label.NEWS else self.value


class ItemParameters(Schema):
    """The parameters of one thing."""

    fields: FieldNames | None = None


class ListParameters(ItemParameters):
    """The parameters of every list."""

    cursor: str | None = Field(None, max_length=CURSOR_MAX_LENGTH)
    limit: int = Field(PAGE_SIZE, ge=1, le=PAGE_SIZE_LIMIT)


class SlugParameters(ListParameters):
    """The parameters of lists of what has a slug."""

    slug: Slug | None = None


class PhotoParameters(ListParameters):
    """The parameters of the list of photos."""

    credit: Text | None = Field(None, description="Photos whose credit has these words.")

    @property
    def is_search(self) -> bool:
        """Whether it takes a search, of which there are too many to be kept."""
        return self.credit is not None


class StoryParameters(SlugParameters):
    """The parameters of the list of stories: those that fulfil all of them are listed."""

    q: Text | None = Field(None, description="Searched for, as on the search page.")
    section: Slug | None = None
    topic: Slug | None = None
    author: Slug | None = None
    label: Label | None = None
    published_from: Day | None = None
    published_to: Day | None = None
    speaker: Text | None = Field(None, description="Who is quoted, by the whole name.")
    credit: Text | None = Field(
        None, description="Stories with a photo whose credit has these words."
    )

    @property
    def is_search(self) -> bool:
        """Whether it takes a search, of which there are too many to be kept."""
        return any((self.q, self.speaker, self.credit))


def chosen_fields(names: str | None, *models: type[BaseModel]) -> frozenset[str]:
    """Return the names of the fields that are asked for, all by default. Raises ApiError."""
    known = frozenset(name for model in models for name in model.model_fields)
    if names is None:
        return known
    chosen = frozenset(filter(None, (name.strip() for name in names.split(","))))
    if not chosen or not chosen <= known:
        raise invalid("fields", f"The fields are: {', '.join(sorted(known))}.")
    return chosen


def only(fields: frozenset[str], data: dict[str, Any]) -> dict[str, Any]:
    """Return the chosen fields of a thing."""
    return {name: value for name, value in data.items() if name in fields}
