"""What a reader sees of comments.

Written here and not in templates: a page has a hundred of them, and they are most of what it
costs.
"""

from collections.abc import Iterable
from html import escape

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from byline.templatetags.time_tags import as_time
from comments.addresses import address
from comments.models import Readable, State
from comments.threads import Entry


def threads_html(
    entries: Iterable[Entry], story_id: int | None, *, is_open: bool = False
) -> SafeString:
    """Show conversations: each as the comment that began it, with the first replies."""
    items = (
        f'<li class="thread">\n{comment_html(entry, story_id, is_open=is_open)}\n'
        f"{replies_html(entry.replies, story_id, is_open=is_open)}{more_html(entry)}</li>\n"
        for entry in entries
    )
    # Safe: what the functions below write, and numbers.
    return mark_safe("".join(items))  # noqa: S308


def replies_html(
    entries: Iterable[Entry], story_id: int | None, *, is_open: bool = False
) -> SafeString:
    """Show replies, each set in by how deep it is."""
    items = "".join(
        f'<li class="thread__reply thread__reply--{entry.indent}">'
        f"{comment_html(entry, story_id, is_open=is_open)}</li>\n"
        for entry in entries
    )
    replies = f'<ol class="thread__replies">\n{items}</ol>\n' if items else ""
    # Safe: what the function below writes, and numbers.
    return mark_safe(replies)  # noqa: S308


def more_html(entry: Entry) -> str:
    """Lead to the replies that are not shown."""
    if entry.more < 1:
        return ""
    url, words = address(entry.comment.pk), "reply" if entry.more == 1 else "replies"
    link = f'<a href="{url}#replies" rel="nofollow" data-unfold>{entry.more} more {words}</a>'
    return f'<p class="thread__more">{link}</p>\n'


def comment_html(  # noqa: PLR0913 - what a template says of a comment
    entry: Entry,
    story_id: int | None = None,
    *,
    is_open: bool = False,
    own: bool = False,
    waiting: bool = False,
    highlighted: bool = False,
    quiet: bool = False,
    mail: str | None = None,
) -> SafeString:
    """Show a comment. `quiet` leaves out what can be done with it; the others say whose it is."""
    number, is_gone = entry.comment.pk, entry.is_tombstone
    names = "comment" + " comment--highlighted" * bool(highlighted)
    names += " comment--waiting" * bool(waiting)
    is_readable = waiting or not is_gone
    context = {"comment": entry.comment, "mail": mail}
    html = (
        f'<div class="{names}" id="comment-{number}" aria-labelledby="comment-{number}-by"'
        f' role="article" tabindex="-1">\n{head(entry, is_readable=is_readable)}'
        f"{render_to_string('comments/own.html', context) if own else ''}"
        f"{text_of(entry) if is_readable else gone(entry.comment)}"
        f"{answered_by(entry.answers) if entry.answers else ''}"
        f"{'' if quiet or is_gone else actions(entry, story_id, is_open=is_open)}</div>"
    )
    # Safe: the texts of readers are escaped where they are put in, all else are numbers.
    return mark_safe(html)  # noqa: S308


def head(entry: Entry, *, is_readable: bool) -> str:
    """Say who wrote it and when, and what it answers."""
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
        f'<a class="comment__number" href="{address(number)}" rel="nofollow">No. {number}</a>\n'
        f'<span class="comment__time">{as_time(comment.posted_at)}{edited}</span>\n{parent}</p>\n'
    )


def text_of(entry: Entry) -> str:
    """Show what it says."""
    return f'<div class="comment__text">{entry.html}</div>\n'


def gone(comment: Readable) -> str:
    """Say why there is nothing to read."""
    if not comment.comment:
        why = "Deleted because its writer asked for it."
    else:
        why = "Removed by a moderator." if comment.state == State.REMOVED else "Not shown."
    return f'<p class="comment__gone">{why}</p>\n'


def answered_by(numbers: list[int]) -> str:
    """Lead to the comments that refer to it."""
    return f'<p class="comment__answers">Answered by {" ".join(map(reference, numbers))}</p>\n'


def actions(entry: Entry, story_id: int | None, *, is_open: bool) -> str:
    """Offer what a reader can do with it."""
    number = entry.comment.pk
    reply = ""
    if is_open and entry.takes_replies:
        write = f"{address(story_id, 'write')}?reply_to={number}"
        reply = action(write, "data-reply", "Reply", f" to No. {number}")
    return (
        f'<ul class="comment__actions">\n{reply}'
        f"{action(address(number), 'data-share-comment', 'Share', f' No. {number}')}"
        f"{action(address(number, 'report'), 'data-report', 'Report', f' No. {number}')}</ul>\n"
    )


def action(url: str, mark: str, name: str, of: str) -> str:
    """Offer one thing; of which comment is said to those who do not see where it stands."""
    words = f'{name}<span class="visually-hidden">{of}</span>'
    return f'<li><a class="comment__action" href="{url}" rel="nofollow" {mark}>{words}</a></li>\n'


def reference(number: int) -> str:
    """Lead to a comment by its number."""
    link = f'<a class="comment__reference" href="{address(number)}" rel="nofollow">'
    return f"{link}&gt;&gt;{number}</a>"
