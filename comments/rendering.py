"""The HTML of a comment, from its text.

Formatted strings are marked safe here and nowhere else in `comments`, since a page has a hundred
comments: they take 4.5 ms of its 15. With `format_html`, in four calls a comment, they take 9.9
(processor time of 500 comments by timeit, a fifth of it; the page as in `bench/RESULTS.md`).
"""

import re
from collections.abc import Iterable, Mapping
from html import escape

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from byline.templatetags.time_tags import as_time
from comments.cached_urls import cached_url
from comments.citations import Citation
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
        f"{parent_html(entry.answers_to) if entry.answers_to else ''}"
        f"{text_of(entry) if is_readable else removal_note(entry.comment)}"
        f"{answers_html(entry.answers) if entry.answers else ''}"
        f"{'' if quiet or is_gone else actions(entry, story_id, is_open=is_open)}</div>"
    )
    # Safe: texts of readers are escaped where they are inserted, all else are numbers.
    return mark_safe(html)  # noqa: S308


def head(entry: CommentEntry, *, is_readable: bool) -> str:
    """Return author, number and time."""
    comment, number = entry.comment, entry.comment.pk
    name = mark = ""
    if is_readable:
        name = f'<b class="comment__name"><bdi>{escape(comment.byname)}</bdi></b>\n'
        if comment.is_by_newsroom:
            mark = '<span class="comment__mark">Newsroom</span>\n'
        if comment.is_pick:
            words = gettext("Editor’s pick")
            mark += f'<span class="comment__mark comment__mark--pick">{words}</span>\n'
    edited = " · edited" if comment.edited_at and not entry.is_tombstone else ""
    return (
        f'<p class="comment__head" id="comment-{number}-by">\n{name}{mark}'
        f'<a class="comment__number" href="{cached_url(number)}" rel="nofollow">No. {number}</a>\n'
        f'<span class="comment__time">{as_time(comment.posted_at)}{edited}</span>\n</p>\n'
    )


def parent_html(parent: Citation) -> str:
    """Return whom a comment answers, with a quotation that opens, and a link to it."""
    words = gettext("in answer to %(name)s")
    if not parent.quotation:
        return f'<p class="comment__parent">{words % {"name": reference(parent)}}</p>\n'
    name, quotation = f"<bdi>{escape(parent.label)}</bdi>", escape(parent.quotation)
    return (
        '<details class="comment__parent">'
        f'<summary title="{quotation}">{words % {"name": name}}</summary>'
        f'<p class="comment__quotation"><q>{quotation}</q> {reference(Citation(parent.number))}</p>'
        "</details>\n"
    )


def text_of(entry: CommentEntry) -> str:
    """Return the `<div>` of the formatted text. Whom the comment answers is named above it only."""
    known, parent = entry.known, entry.answers_to
    if parent and parent.number in known:
        known = known | {parent.number: parent._replace(name="")}
    return f'<div class="comment__text">{text_html(entry.comment.comment, known)}</div>\n'


def removal_note(comment: CommentMixin) -> str:
    """Return the note in the place of a text that is not shown."""
    if not comment.comment:
        why = "Deleted because its writer asked for it."
    else:
        why = "Removed by a moderator." if comment.state == State.REMOVED else "Not shown."
    return f'<p class="comment__gone">{why}</p>\n'


def answers_html(answers: Iterable[Citation]) -> str:
    """Return links to the comments that refer to it."""
    words = gettext("Answered by %(names)s") % {"names": ", ".join(map(reference, answers))}
    return f'<p class="comment__answers">{words}</p>\n'


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


def reference(cited: Citation, words: str = "") -> str:
    """Return a link to a comment, by name unless other words are given; its title is a quotation.

    The words are HTML.
    """
    title = f' title="{escape(cited.quotation)}"' if cited.quotation else ""
    link = f'<a class="comment__reference" href="{cached_url(cited.number)}" rel="nofollow"{title}>'
    return f"{link}{words or f'<bdi>{escape(cited.label)}</bdi>'}</a>"


def text_html(text: str, known: Mapping[int, Citation]) -> SafeString:
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


def reference_html(number: int, known: Mapping[int, Citation]) -> str:
    """Return what was typed; where the comment is known a link to it, with the name."""
    typed = f"&gt;&gt;{number}"
    if number not in known:
        return typed
    name = known[number].name
    return reference(known[number], f"{typed} <bdi>({escape(name)})</bdi>" if name else typed)
