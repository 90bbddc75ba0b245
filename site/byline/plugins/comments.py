"""Comments for plugins: arguments and results of a check, and what moderators have decided."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from byline.plugins.protocols import Comment, Story


class Action(StrEnum):
    """What happens to a comment."""

    APPROVE = "approve"
    HOLD = "hold"
    REJECT = "reject"


@dataclass(frozen=True)
class Answer:
    """The result of a check, with its reason.

    The reader sees the reason of a rejection, moderators that of a hold. `field` names the
    field of the form that a rejection is about.
    """

    action: Action
    reason: str
    field: str = "text"


def approve(reason: str = "") -> Answer:
    """Accept the comment without further checks."""
    return Answer(Action.APPROVE, reason)


def hold(reason: str) -> Answer:
    """Have a moderator look at the comment first."""
    return Answer(Action.HOLD, reason)


def reject(reason: str, field: str = "text") -> Answer:
    """Refuse the comment; the form shows the reason and the text."""
    return Answer(Action.REJECT, reason, field)


@dataclass(kw_only=True)
class SubmittedComment:
    """A comment as a reader has sent it, before it is stored.

    `reply_to` is the comment it answers. `edited` is the one whose writer changes it, None where
    it is new: the form of a change has no slots. `visitor` is the keyed hash of the reader's
    address: the same for the same visitor. `fields` are those of the form that Byline does not
    know, such as those of a slot in the form, each of at most 10,000 characters.
    """

    story: Story
    text: str
    visitor: str
    name: str = ""
    reply_to: Comment | None = None
    edited: Comment | None = None
    fields: Mapping[str, str] = field(default_factory=dict)


class CommentCheck(Protocol):
    """A callable that checks a submitted comment; None lets the next check decide."""

    def __call__(self, comment: SubmittedComment, /) -> Answer | None:
        """Check the comment."""


@dataclass(frozen=True)
class Decision:
    """The last decision of moderators about a comment: approved, or rejected or removed."""

    comment: Comment
    is_approved: bool


# From the app of comments, which this package does not import.
decision_sources: list[Callable[[int], Iterator[Decision]]] = []


def decided_comments(after: int = 0) -> Iterator[Decision]:
    """Yield the last decision about each comment that moderators have decided about.

    In the order of the comments' numbers, from the one after `after` on. Left out are comments
    that appeared by themselves, wait, were written in the newsroom, or are erased.
    """
    for source in decision_sources:
        yield from source(after)
