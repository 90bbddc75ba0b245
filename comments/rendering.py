"""The HTML of a comment, from its text.

Formatted strings are marked safe here and nowhere else in `comments`, since a page has a hundred
comments: they take 4.5 ms of its 15. With `format_html`, in four calls a comment, they take 9.9
(processor time of 500 comments by timeit, a fifth of it; the page as in `bench/RESULTS.md`).
"""

import re
from collections.abc import Container
from html import escape

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from byline.templatetags.time_tags import as_time
from comments.cached_urls import cached_url
from comments.links import linked_html
from comments.models import CommentMixin, State
from comments.text import REFERENCE_PATTERN
from comments.threads import CommentEntry

PARAGRAPH_BREAK_PATTERN = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


def comment_html(  # noqa: PLR0913 - the context of a template
    entry: CommentEntry,
    story_id: int | None = None,
    *,
    is_open: bool = False,
    own: bool = False,
    waiting: bool = False,
    highlighted: bool = False,
    quiet: bool = False,
    mail: str | None = None,
) -> SafeString:
    """Return the HTML of a comment. `quiet` leaves out the actions."""
    number, is_gone = entry.comment.pk, entry.is_tombstone
    names = "comment" + " comment--highlighted" * bool(highlighted)
    names += " comment--waiting" * bool(waiting)
    is_readable = waiting or not is_gone
    context = {"comment": entry.comment, "mail": mail}
    html = (
        f'<div class="{names}" id="comment-{number}" aria-labelledby="comment-{number}-by"'
        f' role="article" tabindex="-1">\n{head(entry, is_readable=is_readable)}'
        f"{render_to_string('comments/own.html', context) if own else ''}"
        f"{text_of(entry) if is_readable else removal_note(entry.comment)}"
        f"{answers_html(entry.answers) if entry.answers else ''}"
        f"{'' if quiet or is_gone else actions(entry, story_id, is_open=is_open)}</div>"
    )
    # Safe: texts of readers are escaped where they are inserted, all else are numbers.
    return mark_safe(html)  # noqa: S308


def head(entry: CommentEntry, *, is_readable: bool) -> str:
    """Return author, number and time, and a link to the comment that it answers."""
    comment, number = entry.comment, entry.comment.pk
    name = mark = parent = ""
    if is_readable:
        name = f'<b class="comment__name"><bdi>{escape(comment.byname)}</bdi></b>\n'
        if comment.is_by_newsroom:
            mark = '<span class="comment__mark">Newsroom</span>\n'
    edited = " · edited" if comment.edited_at and not entry.is_tombstone else ""
    if answers_to := entry.answers_to:
        parent = f'<span class="comment__parent">in answer to {reference(answers_to)}</span>\n'
    return (
        f'<p class="comment__head" id="comment-{number}-by">\n{name}{mark}'
        f'<a class="comment__number" href="{cached_url(number)}" rel="nofollow">No. {number}</a>\n'
        f'<span class="comment__time">{as_time(comment.posted_at)}{edited}</span>\n{parent}</p>\n'
    )


def text_of(entry: CommentEntry) -> str:
    """Return the `<div>` of the formatted text."""
    return f'<div class="comment__text">{text_html(entry.comment.comment, entry.known)}</div>\n'


def removal_note(comment: CommentMixin) -> str:
    """Return the note in the place of a text that is not shown."""
    if not comment.comment:
        why = "Deleted because its writer asked for it."
    else:
        why = "Removed by a moderator." if comment.state == State.REMOVED else "Not shown."
    return f'<p class="comment__gone">{why}</p>\n'


def answers_html(numbers: list[int]) -> str:
    """Return links to the comments that refer to it."""
    return f'<p class="comment__answers">Answered by {" ".join(map(reference, numbers))}</p>\n'


def actions(entry: CommentEntry, story_id: int | None, *, is_open: bool) -> str:
    """Return the links to reply, share and report."""
    number = entry.comment.pk
    reply = ""
    if is_open and entry.takes_replies:
        write = f"{cached_url(story_id, 'write')}?reply_to={number}"
        reply = action(write, "data-reply", "Reply", f" to No. {number}")
    return (
        f'<ul class="comment__actions">\n{reply}'
        f"{action(cached_url(number), 'data-share-comment', 'Share', f' No. {number}')}"
        f"{action(cached_url(number, 'report'), 'data-report', 'Report', f' No. {number}')}</ul>\n"
    )


def action(url: str, mark: str, name: str, of: str) -> str:
    """Return one link; `of` names the comment for screen readers."""
    words = f'{name}<span class="visually-hidden">{of}</span>'
    return f'<li><a class="comment__action" href="{url}" rel="nofollow" {mark}>{words}</a></li>\n'


def reference(number: int) -> str:
    """Return a link to a comment by its number."""
    link = f'<a class="comment__reference" href="{cached_url(number)}" rel="nofollow">'
    return f"{link}&gt;&gt;{number}</a>"


def text_html(text: str, known: Container[int]) -> SafeString:
    """Return the text in paragraphs, with links to URLs and to known comments."""
    # Every second part is the number of a reference.
    pieces = REFERENCE_PATTERN.split(text)
    linked = [
        reference_html(int(piece), known) if n % 2 else linked_html(piece)
        for n, piece in enumerate(pieces)
    ]
    paragraphs = (p.replace("\n", "<br>") for p in PARAGRAPH_BREAK_PATTERN.split("".join(linked)))
    # Safe: every part is escaped where it is linked.
    return mark_safe("".join(f"<p>{p}</p>" for p in paragraphs))  # noqa: S308


def reference_html(number: int, known: Container[int]) -> str:
    """Return a link to a comment that is referred to, or plain text where it is not known."""
    if number not in known:
        return f"&gt;&gt;{number}"
    return f'<a class="comment__reference" href="{cached_url(number)}">&gt;&gt;{number}</a>'
