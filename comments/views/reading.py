"""The pages on which comments are read."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from comments.author_cookie import own_comments
from comments.conversations import Conversation
from comments.models import ReaderComment, State
from comments.request_parsing import number_in
from comments.threads import (
    CommentEntry,
    Sort,
    ancestors_of,
    count_of,
    replies_to,
    threads_on,
    with_references,
)
from comments.views.shortcuts import (
    comment_or_404,
    conversation_or_404,
    is_own,
    is_waiting_here,
    show,
)


@never_cache
@require_safe
def comment(request: HttpRequest, number: int) -> HttpResponse:
    """Show a comment, those above it, and a page of the replies to it."""
    found, conversation = comment_or_404(request, number)
    after = number_in(request.GET, "after") or 0
    context = {
        "entry": with_references([found])[0],
        "own": is_own(request, found),
        "waiting": is_waiting_here(request, found),
        "above": [] if after else ancestors_of(found),
        "replies": replies_to(found, after),
        "after": after,
        "mail": request.GET.get("mail"),
    }
    return show(request, "comment_page", conversation, context)


@never_cache
@require_safe
def thread(request: HttpRequest, number: int) -> HttpResponse:
    """Show a page of the comments on a story."""
    conversation = conversation_or_404(number)
    name = request.GET.get("sort", "")
    sort = Sort(name) if name in Sort else Sort.NEWEST
    after = number_in(request.GET, "after") or 0
    threads = threads_on(conversation.story, sort, after)
    context = {
        "sort": sort,
        "sorts": list(Sort),
        "after": after,
        "number": threads.number or count_of(conversation.story),
        "threads": threads,
        "waiting": [] if after else waiting_here(request, conversation),
    }
    return show(request, "thread_page", conversation, context)


def waiting_here(request: HttpRequest, conversation: Conversation) -> list[CommentEntry]:
    """Return the comments on a story that wait and were written in this browser."""
    if not (own := own_comments(request)):
        return []
    waiting = ReaderComment.objects.filter(state=State.PENDING, story=conversation.story)
    return with_references(waiting.filter(pk__in=own).order_by("-pk"))
