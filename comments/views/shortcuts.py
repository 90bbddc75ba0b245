"""Shared by the views: a decorator, lookups that raise 404, and responses."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from byline.text import without_unfit_characters
from comments.author_cookie import own_comments
from comments.conversations import Conversation, conversation_on, published_story
from comments.models import ReaderComment, State
from comments.request_parsing import UnreadableError, sent_form

FROM_OTHER_SITE = (
    "This was sent from another site. If it is your own text, send it once more from here."
)
PAGE_GONE = "This is not there any more."


class SeeOther(HttpResponseRedirect):
    """A redirect after a form was sent."""

    status_code = 303


def form_page[**P](
    view: Callable[Concatenate[HttpRequest, QueryDict, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Pass a view the form that was sent, empty for other methods.

    On a 404 the page shows what was typed, so that it is not lost.
    """

    @never_cache
    # A token would need a cookie, which readers do not have yet: the views call
    # `is_cross_site` instead.
    @csrf_exempt
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def handed(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            sent = sent_form(request) if request.method == "POST" else QueryDict()
        except UnreadableError as error:
            return refuse(request, str(error), error.status)
        try:
            return view(request, sent, *args, **kwargs)
        except Http404:
            typed = (sent.get(name) for name in ("text", "details", "email"))
            return refuse(request, PAGE_GONE, 404, next(filter(None, typed), ""))

    return handed


def conversation_or_404(story_id: int) -> Conversation:
    """Return the conversation on a story if both are shown. Raises Http404."""
    story = published_story(story_id)
    conversation = conversation_on(story) if story else None
    if conversation is None or conversation.is_hidden:
        raise Http404
    return conversation


def comment_or_404(request: HttpRequest, number: int) -> tuple[ReaderComment, Conversation]:
    """Return a comment that is shown, or waits and is from this browser. Raises Http404."""
    comment = ReaderComment.objects.filter(pk=number).first()
    if comment is None or not (comment.shown or is_waiting_here(request, comment)):
        raise Http404
    return comment, conversation_or_404(comment.story_id)


def is_own(request: HttpRequest, comment: ReaderComment) -> bool:
    """Return whether a comment was written in this browser."""
    return comment.pk in own_comments(request)


def is_waiting_here(request: HttpRequest, comment: ReaderComment) -> bool:
    """Return whether a comment waits for a moderator, and was written in this browser."""
    return comment.state == State.PENDING and is_own(request, comment)


def show(
    request: HttpRequest,
    template: str,
    conversation: Conversation,
    context: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    """Show a page about a conversation."""
    context = {"conversation": conversation, "story": conversation.story, **context}
    return render(request, f"comments/{template}.html", context, status=status)


def refuse(
    request: HttpRequest, reason: str, status: int, text: str = "", **context: Any
) -> HttpResponse:
    """Show the reason of a refusal, and what was typed."""
    context = {"reason": reason, "text": without_unfit_characters(text), **context}
    return render(request, "comments/refused.html", context, status=status)
