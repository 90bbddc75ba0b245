"""The pages on which comments are read."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from byline.pagecache import depends_on, fragment, mark_cacheable, stale_at
from comments.author_cookie import own_comments
from comments.cache_invalidation import comments_tag
from comments.conversations import Conversation, published_story
from comments.models import CommentSettings, ReaderComment, State
from comments.request_parsing import number_in
from comments.threads import (
    CommentEntry,
    Sort,
    count_of,
    replies_to,
    threads_on,
    with_ancestors,
    with_references,
)
from comments.views.picking import may_pick
from comments.views.shortcuts import (
    comment_or_404,
    conversation_or_404,
    is_own,
    is_waiting_here,
    show,
)
from news.models import Commenting


@fragment()
def below_story(request: HttpRequest, number: str) -> SafeString | None:
    """Show the first comments on a story, below it; nothing where readers see none."""
    if (story := published_story(int(number))) is None:
        return None  # not cached: there would be one for each number
    conversation = Conversation(story, CommentSettings.for_request(request))
    depends_on(comments_tag(story.pk))
    stale_at(conversation.closes_at)
    if conversation.is_hidden:
        return mark_safe("")
    threads = threads_on(story)
    context = {
        "request": request,
        "conversation": conversation,
        "story": story,
        "colour": story.section.colour,
        "number": threads.number,
        "threads": threads,
        "sort": Sort.NEWEST,
    }
    return render_to_string("comments/section.html", context)


@fragment()
def count_in_head(request: HttpRequest, number: str) -> SafeString | None:
    """Show in the head of a story how many comments it has; nothing where readers see none."""
    if (story := published_story(int(number))) is None:
        return None
    depends_on(comments_tag(story.pk))
    if story.commenting_here == Commenting.HIDDEN:
        return mark_safe("")
    return render_to_string("comments/count.html", {"number": story.comment_count})


@never_cache
@require_safe
def comment(request: HttpRequest, number: int) -> HttpResponse:
    """Show a comment, those above it, and a page of the replies to it."""
    found, conversation = comment_or_404(request, number)
    after = number_in(request.GET, "after") or 0
    *above, entry = with_ancestors(found)
    context = {
        "entry": entry,
        "own": is_own(request, found),
        "waiting": is_waiting_here(request, found),
        "above": [] if after else above,
        "replies": replies_to(found, after),
        "after": after,
        "mail": request.GET.get("mail"),
        "may_pick": may_pick(request, found),
    }
    return show(request, "comment_page", conversation, context)


@require_safe
def thread(request: HttpRequest, number: int) -> HttpResponse:
    """Show a page of the comments on a story.

    With the picks first it is the same for all readers, and leaves out what waits.
    """
    name = request.GET.get("sort", "")
    sort = Sort(name) if name in Sort else Sort.NEWEST
    if sort == Sort.PICKS:
        mark_cacheable(request, "sort", "after")
        return show_thread(request, number, sort)
    return never_cache(show_thread)(request, number, sort)


def show_thread(request: HttpRequest, number: int, sort: Sort) -> HttpResponse:
    """Show a page of the comments on a story in an order."""
    conversation = conversation_or_404(number)
    depends_on(comments_tag(conversation.story.pk))
    stale_at(conversation.closes_at)
    after = number_in(request.GET, "after") or 0
    threads = threads_on(conversation.story, sort, after)
    context = {
        "sort": sort,
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
