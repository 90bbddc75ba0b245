"""What a reader sees of a comment.

Written here and not in a template: a page has a hundred of them, and they are most of what it
costs.
"""

from html import escape

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from byline.templatetags.time_tags import as_time
from comments.addresses import address
from comments.models import ReaderComment, State
from comments.threads import Entry


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
    number = entry.comment.pk
    names = "comment" + " comment--highlighted" * bool(highlighted)
    names += " comment--waiting" * bool(waiting)
    is_readable = waiting or not entry.is_tombstone
    context = {"comment": entry.comment, "mail": mail}
    label = f'id="comment-{number}" aria-labelledby="comment-{number}-by"'
    parts = (
        f'<div class="{names}" {label} role="article" tabindex="-1">\n',
        head(entry, is_readable=is_readable),
        render_to_string("comments/own.html", context) if own else "",
        f'<div class="comment__text">{entry.html}</div>\n' if is_readable else gone(entry.comment),
        answered_by(entry.answers) if entry.answers else "",
        "" if quiet or entry.is_tombstone else actions(entry, story_id, is_open=is_open),
        "</div>",
    )
    # Safe: the texts of readers are escaped where they are put in, all else are numbers.
    return mark_safe("".join(parts))  # noqa: S308


def head(entry: Entry, *, is_readable: bool) -> str:
    """Say who wrote it and when, and what it answers."""
    comment, number = entry.comment, entry.comment.pk
    name = f'<b class="comment__name"><bdi>{escape(comment.byname)}</bdi></b>\n'
    mark = '<span class="comment__mark">Newsroom</span>\n' if comment.is_by_newsroom else ""
    edited = " · edited" if comment.edited_at and not entry.is_tombstone else ""
    parent = ""
    if answers_to := entry.answers_to:
        parent = f'<span class="comment__parent">in answer to {reference(answers_to)}</span>\n'
    return (
        f'<p class="comment__head" id="comment-{number}-by">\n{name + mark if is_readable else ""}'
        f'<a class="comment__number" href="{address(number)}" rel="nofollow">No. {number}</a>\n'
        f'<span class="comment__time">{as_time(comment.posted_at)}{edited}</span>\n{parent}</p>\n'
    )


def gone(comment: ReaderComment) -> str:
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
    named = f'<span class="visually-hidden">{{}} No. {number}</span>'
    links = [
        (address(number), "data-share-comment", f"Share{named.format('')}"),
        (address(number, "report"), "data-report", f"Report{named.format('')}"),
    ]
    if is_open and entry.takes_replies:
        write = f"{address(story_id, 'write')}?reply_to={number}"
        links.insert(0, (write, "data-reply", f"Reply{named.format(' to')}"))
    items = (
        f'<li><a class="comment__action" href="{url}" rel="nofollow" {mark}>{words}</a></li>\n'
        for url, mark, words in links
    )
    return f'<ul class="comment__actions">\n{"".join(items)}</ul>\n'


def reference(number: int) -> str:
    """Lead to a comment by its number."""
    link = f'<a class="comment__reference" href="{address(number)}" rel="nofollow">'
    return f"{link}&gt;&gt;{number}</a>"
