"""Unsaved example comments for the styleguide."""

from typing import Any

from comments.citations import Citation
from comments.forms import CommentForm
from comments.models import ReaderComment, State
from comments.paths import path_step
from comments.threads import CommentEntry, ThreadPage
from home.examples import EXAMPLE_TIME


def threads() -> ThreadPage:
    """Return a conversation with every kind of comment, and more on the next page."""
    first = comment(17879, "The old boat told you where the quay was.\n\nThis one keeps quiet.")
    answer = comment(17880, ">>17879\nNot for long: https://harbour.example/bell", "Wilma")
    answer.is_by_newsroom = True
    again = comment(17882, "A bell it is, then.", "Ines A.", edited_at=EXAMPLE_TIME, is_pick=True)
    gone = comment(17881, "", state=State.REMOVED)
    cited = [
        Citation(17879, quotation="The old boat told you where the quay was."),
        Citation(17880, "Wilma", "Not for long: https://harbour.example/bell"),
    ]
    replies = [
        CommentEntry(answer, 1, answers=[Citation(17882, "Ines A.")], known={17879: cited[0]}),
        CommentEntry(again, 2, answers_to=cited[1]),
        CommentEntry(gone, 1, answers_to=Citation(17879)),
    ]
    return ThreadPage(
        [CommentEntry(first, answers=cited[1:], replies=replies, more=12)], 17879, has_picks=True
    )


def comment(number: int, text: str, name: str = "", **fields: Any) -> ReaderComment:
    """Return a comment with a number."""
    fields = {"state": State.APPROVED, "posted_at": EXAMPLE_TIME, **fields}
    return ReaderComment(pk=number, path=path_step(number), comment=text, user_name=name, **fields)


def waiting_comment() -> CommentEntry:
    """Return a comment that waits for a moderator."""
    return CommentEntry(comment(17883, "Is it true that it is painted green?", state=State.PENDING))


def refused_form() -> CommentForm:
    """Return a posted form with an error in every place."""
    form = CommentForm({"text": "So quiet!", "name": "A name that is far too long", "email": "x"})
    form.refuse("That was faster than people write. Send it once more.")
    form.refuse("A name has up to 50 characters.", "name")
    return form
