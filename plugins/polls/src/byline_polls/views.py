"""Voting, and the page of a poll for one visitor."""

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from byline.pagecache import depends_on, fragment, stale_at
from byline.plugins import is_cross_site, seconds_to_wait
from byline_polls.blocks import as_uuid
from byline_polls.models import poll_tag
from byline_polls.polls import ShownPoll, find_poll
from byline_polls.rendering import next_rendering, poll_html
from byline_polls.voting import Outcome, has_voted, vote

VOTES_LIMIT_PER_MINUTE = 30
UNREADABLE = (
    BadRequest,
    SuspiciousOperation,
    MultiPartParserError,
    UnreadablePostError,
    LookupError,  # of an unknown encoding
    UnicodeError,
)


@dataclass(frozen=True)
class Reply:
    """What a visitor is told, with the HTTP status."""

    text: str
    status: int = 200
    is_voter: bool = False


class SeeOther(HttpResponseRedirect):
    """A redirect after a form was sent."""

    status_code = 303


@fragment()
def poll(request: HttpRequest, story: str, block: str) -> SafeString | None:
    """Show a poll in its story, the same for everybody."""
    shown = find_poll(int(story), UUID(block))
    if shown is None:
        return None
    depends_on(poll_tag(shown.story.pk, shown.block))
    stale_at(shown.closes_at)
    stale_at(next_rendering(shown))
    return poll_html(shown)


@never_cache
@require_safe
def show(request: HttpRequest, story: str, block: str) -> HttpResponse:
    """Show a poll to a visitor: the results, if there are any for them to see."""
    shown = poll_or_404(story, block)
    return answer_with(request, shown, Reply("", is_voter=has_voted(shown, request)))


@csrf_exempt  # without cookies: `is_cross_site` instead
@never_cache
@require_POST
def cast(request: HttpRequest, story: str, block: str) -> HttpResponse:
    """Count the vote of a visitor, and go back to the story; or tell why it is not counted."""
    if is_cross_site(request):
        shown = poll_or_404(story, block)
        text = _("This was sent from another site. Vote here, if you like.")
        return answer_with(request, shown, Reply(text, 403))
    wait = seconds_to_wait(request, "polls.vote", VOTES_LIMIT_PER_MINUTE)
    shown = poll_or_404(story, block)
    if wait:
        text = _("Many votes came from your connection just now. Try it again in a minute.")
        response = answer_with(request, shown, Reply(text, 429))
        response["Retry-After"] = str(wait)
        return response
    outcome = vote(shown, sent_answer(request), request)
    if outcome is Outcome.COUNTED and not wants_part(request):
        return SeeOther(f"{shown.story.url}#poll-{shown.block}-voted")
    return answer_with(request, poll_or_404(story, block), reply_to(outcome))


def reply_to(outcome: Outcome) -> Reply:
    """Return what a visitor is told of a vote."""
    replies = {
        Outcome.COUNTED: Reply(_("Your vote was counted."), is_voter=True),
        Outcome.TWICE: Reply(
            _("Somebody with your connection and browser has voted already: one vote each."),
            409,
            is_voter=True,
        ),
        Outcome.CLOSED: Reply(_("This poll has closed. Your vote came too late."), 403),
        Outcome.NO_ANSWER: Reply(_("That answer is not there any more. Choose another one."), 422),
    }
    return replies[outcome]


def sent_answer(request: HttpRequest) -> UUID | None:
    """Return the answer that was sent, or None."""
    try:
        return as_uuid(request.POST.get("answer", ""))
    except UNREADABLE:
        return None


def wants_part(request: HttpRequest) -> bool:
    """Return whether a script sent the request, which puts the answer into the story."""
    return request.headers.get("X-Requested-With") == "fetch"


def poll_or_404(story: str, block: str) -> ShownPoll:
    """Return a poll of a story that readers may see. Raises Http404."""
    shown = find_poll(int(story), UUID(block))
    if shown is None:
        raise Http404
    return shown


def answer_with(request: HttpRequest, poll: ShownPoll, reply: Reply) -> HttpResponse:
    """Return the poll as a page, or alone for the script of the story."""
    html = poll_html(poll, reply.text, is_voter=reply.is_voter)
    if wants_part(request):
        return HttpResponse(html, status=reply.status)
    context = {"poll": poll, "html": html, "story": poll.story}
    return render(request, "byline_polls/page.html", context, status=reply.status)
