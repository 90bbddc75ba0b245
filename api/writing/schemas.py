"""What is sent to the API, and its responses about drafts."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, ConfigDict, Field

from api.parameters import FIRST_DAY, LAST_DAY, Id, Label

MAX_ROWS = 100


def convertible(at: datetime) -> datetime:
    """Return a time that can be converted to any zone. Raises ValueError for others."""
    if not FIRST_DAY.year <= at.year <= LAST_DAY.year:
        raise ValueError("Give a year from 1000 to 8999.")
    return at


Moment = Annotated[AwareDatetime, AfterValidator(convertible)]
Day = Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY)]


class Strict(Schema):
    """What is sent; a property that is none is refused."""

    model_config = ConfigDict(extra="forbid")


class BylineIn(Strict):
    """An author of a story."""

    author: Id
    role: str = ""


class CorrectionIn(Strict):
    """A correction to add."""

    text: str = Field(min_length=1, max_length=1000)
    date: Day | None = Field(None, description="Today, if it is left out.")


class StoryFields(Strict):
    """The fields of a draft; those that are left out stay as they are."""

    headline: str = ""
    slug: str = ""
    standfirst: str = ""
    body: list[Any] = Field(
        [],
        description="Blocks as drafts have them: `type`, `value` as stored, and `id`. "
        "A photo, a document and a story are ids; rich text is HTML.",
    )
    authors: list[BylineIn] = Field([], max_length=MAX_ROWS)
    topics: list[Id] = Field([], max_length=MAX_ROWS)
    lead_photo: Id | None = None
    lead_caption: str = ""
    lead_credit: str = ""
    label: Label = Label.NEWS
    sponsor: str = ""
    commenting: Literal["", "open", "closed", "hidden"] = ""
    seo_title: str = ""
    search_description: str = ""
    substantial_update: bool = False
    release: Literal["now", "at", "embargo"] = "now"
    go_live_at: Moment | None = Field(None, description="With the release `at`.")
    embargoed_until: Moment | None = Field(None, description="With the release `embargo`.")
    expire_at: Moment | None = None


class NewStory(StoryFields):
    """A draft to create in a section."""

    section: Id


class PublishIn(Strict):
    """How to publish."""

    despite_warnings: bool = False


class ScheduleIn(PublishIn):
    """When to publish."""

    at: Moment


class ReviewIn(Strict):
    """What a moderator tells the author."""

    comment: str = ""


class Decision(StrEnum):
    """The state that a comment gets."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    REMOVED = "removed"


class DecisionIn(Strict):
    """A moderator's decision."""

    state: Decision


class DraftByline(Schema):
    """An author of a draft."""

    author: int
    role: str


class DraftCorrection(Schema):
    """A correction in a draft."""

    date: date
    text: str


class Draft(Schema):
    """The latest version of a story, as its form has it."""

    id: int
    version: str = Field(description="Sent back in `If-Match`.")
    url: str | None
    section: int
    is_live: bool
    has_unpublished_changes: bool
    is_scheduled: bool
    is_in_moderation: bool
    blockers: list[str] = Field(description="Why it cannot be published.")
    warnings: list[str] = Field(description="What it lacks besides.")
    headline: str
    slug: str
    standfirst: str
    body: list[Any]
    authors: list[DraftByline]
    topics: list[int]
    lead_photo: int | None
    lead_caption: str
    lead_credit: str
    label: str
    sponsor: str
    commenting: str
    seo_title: str
    search_description: str
    release: str
    published_at: datetime | None
    go_live_at: datetime | None
    expire_at: datetime | None
    corrections: list[DraftCorrection]


class UploadedPhoto(Schema):
    """A photo that was uploaded; readers get it once a published story shows it."""

    id: int
    title: str
    credit: str
    caption: str
    description: str
    licence: str
    width: int
    height: int


class ModeratedComment(Schema):
    """A comment with its state."""

    number: int
    story: int
    state: str
    text: str


class Me(Schema):
    """The user of a token, and what they may do."""

    username: str
    name: str
    token: str
    expires_at: datetime | None
    sections: list[int] = Field(description="Where the user may create drafts.")
    may_upload_photos: bool
    may_moderate_comments: bool
