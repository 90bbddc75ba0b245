"""The checks that a new comment passes, one after the other.

Each is called with the comment and returns approve, hold or reject with a reason, or None to
leave it to the others. The first rejection refuses the comment. A hold makes it wait, unless
a later check rejects it; moderators see the reasons of all. An approval skips the remaining
checks. Without an objection a comment appears. A check that raises holds the comment and is
logged.
"""

import logging
from collections.abc import Iterable
from datetime import timedelta
from typing import ClassVar

from byline.plugins.comments import (
    Action,
    Answer,
    CommentCheck,
    approve,
    hold,
    reject,
)
from byline.text import UNFIT_CHARACTERS
from comments.links import count_links
from comments.models import ReaderComment, State
from comments.paths import COMMENT_MAX_DEPTH
from comments.plugin_checks import plugin_checks
from comments.reserved_names import reserved_name_error
from comments.selectors import bans_on, comment_count_since, duplicates_since, published_ids
from comments.submission import Submission
from comments.text import find_phrase, is_visible

COMMENT_MAX_LENGTH = 5000
AUTHOR_NAME_MAX_LENGTH = 50
POSTING_RATE_WINDOW = timedelta(minutes=10)
DUPLICATE_WINDOW = timedelta(days=1)
# Faster than any human, and a page that was left open.
FORM_MIN_AGE_SECONDS = 2
FORM_MAX_AGE_SECONDS = 7 * 24 * 3600
STORY_GONE = "This story is not there any more."
COMMENTS_CLOSED = "The comments on this story are closed."
PARENT_GONE = "The comment you answer is not there any more."

logger = logging.getLogger(__name__)


class Check:
    """A check of a comment, named after what it requires."""

    # Also run when the author edits the comment.
    runs_on_edits: ClassVar[bool] = False
    # Run again within the transaction, where nothing can change the result.
    runs_in_transaction: ClassVar[bool] = False

    def __call__(self, comment: Submission, /) -> Answer | None:
        """Return an answer, or None to leave it to the others."""
        raise NotImplementedError


class StoryIsPublished(Check):
    """Readers comment on what they can read."""

    runs_on_edits = runs_in_transaction = True

    def __call__(self, comment: Submission) -> Answer | None:
        if published_ids(comment.story.pk):
            return None
        return reject(STORY_GONE, field="")


class CommentingIsOpen(Check):
    """Neither the editor nor the age of the story has closed the comments."""

    runs_on_edits = True

    def __call__(self, comment: Submission) -> Answer | None:
        if comment.conversation.is_open:
            return None
        return reject(COMMENTS_CLOSED, field="")


class ParentTakesReplies(Check):
    """A reply needs an approved comment above it, on the same story."""

    runs_in_transaction = True

    def __call__(self, comment: Submission) -> Answer | None:
        parent = comment.reply_to
        if comment.unknown_parent or (parent and parent.story_id != comment.story.pk):
            return reject("The comment you answer is not on this story.", field="")
        if parent and parent.state != State.APPROVED:
            return reject(PARENT_GONE, field="")
        if parent and parent.depth >= COMMENT_MAX_DEPTH:
            return reject("This conversation is too deep: answer a comment above it.", field="")
        return None


class TextFits(Check):
    """A comment has visible text, of limited length, without unfit characters."""

    runs_on_edits = True

    def __call__(self, comment: Submission) -> Answer | None:
        if UNFIT_CHARACTERS.search(comment.text):
            return reject("Some characters cannot be shown. They are taken out below: send again.")
        if not any(is_visible(letter) for letter in comment.text):
            return reject("Write a comment first.")
        if (length := len(comment.text)) > COMMENT_MAX_LENGTH:
            allowed = f"A comment has up to {COMMENT_MAX_LENGTH:,} characters"
            return reject(f"{allowed}, this one {length:,}.")
        if UNFIT_CHARACTERS.search(comment.name):
            return reject("Some characters of the name cannot be shown.", field="name")
        if len(comment.name) > AUTHOR_NAME_MAX_LENGTH:
            return reject(f"A name has up to {AUTHOR_NAME_MAX_LENGTH} characters.", field="name")
        return None


class NameIsFree(Check):
    """A guest has no name of the newsroom's."""

    def __call__(self, comment: Submission) -> Answer | None:
        if comment.user or not comment.name:
            return None
        error = reserved_name_error(comment.name, comment.conversation.story)
        return reject(error, field="name") if error else None


class NotAMachine(Check):
    """Machines fill in every field, and at once."""

    def __call__(self, comment: Submission) -> Answer | None:
        if comment.trap:
            return reject("The field “Website” is a trap for machines: leave it empty.", field="")
        if comment.form_age < FORM_MIN_AGE_SECONDS:
            return reject("That was too fast. Wait two seconds and send it again.", field="")
        if comment.form_age > FORM_MAX_AGE_SECONDS:
            return reject("This form was open for very long. Send it once more.", field="")
        return None


class NotBanned(Check):
    """Moderators ban visitors, and words."""

    runs_on_edits = True

    def __call__(self, comment: Submission) -> Answer | None:
        bans = bans_on(comment.visitor)
        if comment.visitor and any(visitor == comment.visitor for visitor, _words in bans):
            return reject("Comments from your connection are not accepted at present.", field="")
        words = (words for _visitor, words in bans if words)
        if found := find_phrase(words, comment.text, comment.name):
            return reject(f"Comments with “{found}” are not accepted here.")
        return None


class NotTooFast(Check):
    """A visitor writes a limited number of comments in `POSTING_RATE_WINDOW`."""

    runs_in_transaction = True

    def __call__(self, comment: Submission) -> Answer | None:
        since = comment.now - POSTING_RATE_WINDOW
        written = comment_count_since(comment.visitor, since)
        if comment.user or sum(written) < comment.conversation.settings.max_comments:
            return None
        return reject("Many comments came from your connection. Send this in ten minutes.")


class NotADuplicate(Check):
    """A visitor does not repeat a text on a story within `DUPLICATE_WINDOW`."""

    runs_in_transaction = True

    def __call__(self, comment: Submission) -> Answer | None:
        since = comment.now - DUPLICATE_WINDOW
        same = duplicates_since(comment.visitor, since, comment.story.pk, comment.text)
        return reject("You have sent this comment already.") if same else None


class WrittenInTheNewsroom(Check):
    """Comments of the newsroom are approved."""

    runs_on_edits = True

    def __call__(self, comment: Submission) -> Answer | None:
        return approve() if comment.user else None


class NoBlockedWords(Check):
    """Words that the newsroom wants to see first."""

    runs_on_edits = True

    def __call__(self, comment: Submission) -> Answer | None:
        words = comment.conversation.settings.blocked_words.splitlines()
        found = find_phrase(words, comment.text, comment.name)
        return hold(f"It has “{found}”, which is on the list of blocked words.") if found else None


class FewLinks(Check):
    """Advertising is full of links."""

    runs_on_edits = True

    def __call__(self, comment: Submission) -> Answer | None:
        number, rules = count_links(comment.text), comment.conversation.settings
        return hold(f"It has {number} links.") if number > rules.max_links else None


class NotTheFirst(Check):
    """Some newsrooms read the first comment of every visitor before it appears."""

    runs_on_edits = True

    def __call__(self, comment: Submission) -> Answer | None:
        if not comment.conversation.settings.hold_first:
            return None
        known = ReaderComment.objects.approved().filter(visitor=comment.visitor)
        others = known.exclude(pk=comment.edited.pk) if comment.edited else known
        return None if others.exists() else hold("It is the first comment of this visitor.")


class ReadBeforePublication(Check):
    """Some newsrooms read every comment before it appears."""

    runs_on_edits = True

    def __call__(self, comment: Submission) -> Answer | None:
        settings = comment.conversation.settings
        before = settings.moderation == settings.Moderation.BEFORE
        return hold("Every comment is read before it appears.") if before else None


# In this order; the plugins' checks come after them.
CHECKS: tuple[Check, ...] = (
    StoryIsPublished(),
    CommentingIsOpen(),
    ParentTakesReplies(),
    TextFits(),
    NameIsFree(),
    NotAMachine(),
    NotBanned(),
    NotTooFast(),
    NotADuplicate(),
    WrittenInTheNewsroom(),
    NoBlockedWords(),
    FewLinks(),
    NotTheFirst(),
    ReadBeforePublication(),
)
TRANSACTION_CHECKS = [check for check in CHECKS if check.runs_in_transaction]
EDIT_CHECKS = [check for check in CHECKS if check.runs_on_edits]


def run_pipeline(comment: Submission) -> Answer:
    """Run all checks, then those of plugins, and return the result."""
    own = EDIT_CHECKS if comment.edited else CHECKS
    return run_checks([*own, *plugin_checks()], comment)


def run_checks(checks: Iterable[Check | CommentCheck], comment: Submission) -> Answer:
    """Run checks in order and return the result."""
    reasons: list[str] = []
    for check in checks:
        match run_check(check, comment):
            case Answer(action=Action.REJECT) as answer:
                return answer
            case Answer(action=Action.APPROVE) as answer:
                return hold(" ".join(reasons)) if reasons else answer
            case Answer() as answer:
                reasons.append(answer.reason)
    return hold(" ".join(reasons)) if reasons else approve()


def run_check(check: Check | CommentCheck, comment: Submission) -> Answer | None:
    """Run a check; one that raises, or returns anything but an answer, holds the comment."""
    name = getattr(check, "__name__", type(check).__name__)
    try:
        answer = check(comment)
    except Exception:  # a check may break in any way; the comment is not to blame
        logger.exception("The check %s failed", name)
        return hold(f"The check {name} failed.")
    if answer is None or isinstance(answer, Answer):
        return answer
    logger.error("The check %s answered %r", name, answer)
    return hold(f"The check {name} failed.")
