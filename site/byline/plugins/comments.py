"""The arguments and results of a plugin's comment check."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol


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

    `story` is the `ArticlePage` it is on, `reply_to` the `ReaderComment` it answers. `visitor`
    is the keyed hash of the reader's address: the same for the same visitor.
    """

    story: Any
    text: str
    visitor: str
    name: str = ""
    reply_to: Any = None


class CommentCheck(Protocol):
    """A callable that checks a submitted comment; None lets the next check decide."""

    def __call__(self, comment: SubmittedComment, /) -> Answer | None:
        """Check the comment."""
