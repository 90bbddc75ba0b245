"""The checks of comments that plugins contribute."""

from collections.abc import Iterator
from copy import copy
from functools import partial

from byline.plugins.comments import Answer, CommentCheck, SubmittedComment, hold
from byline.plugins.guard import attempt, is_switched_off, note_failure
from byline.plugins.problems import text_of
from byline.plugins.registry import contributions


def plugin_checks() -> Iterator[CommentCheck]:
    """Yield the checks of plugins."""
    for plugin, check in contributions("comment_checks"):
        yield partial(run_plugin_check, plugin, check)


def run_plugin_check(plugin: str, check: CommentCheck, comment: SubmittedComment) -> Answer | None:
    """Run a check of a plugin; one that fails or takes too long holds the comment."""
    if is_switched_off(plugin):
        return None
    name = getattr(check, "__name__", type(check).__name__)
    failed = hold(f"The check {name} failed.")
    # A copy: what a check writes into it, nobody else sees.
    answer = attempt(plugin, "comment_checks", check, copy(comment), default=failed)
    if answer is None or isinstance(answer, Answer):
        return answer
    note_failure(plugin, "comment_checks", f"{name} returned {text_of(answer)}")
    return failed
