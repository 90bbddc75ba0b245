"""Following replies, or a whole story, by e-mail: request, confirmation, end.

The key from a mail authorises its pages; none sets a cookie.
"""

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from byline.cross_site import is_cross_site
from comments.followers import FollowError, confirm, follow, unfollow
from comments.forms import FollowForm
from comments.models import Follower, ReaderComment
from comments.notifications import readable_comment, readable_story
from comments.pipeline import COMMENTS_CLOSED
from comments.views.shortcuts import (
    FROM_OTHER_SITE,
    SeeOther,
    conversation_or_404,
    form_page,
    refuse,
)
from comments.visitors import visitor_key
from news.models import ArticlePage


@form_page
def follow_comment(request: HttpRequest, sent: QueryDict, number: int) -> HttpResponse:
    """Show the form for an address that follows a comment, and take it."""
    if (comment := readable_comment(number)) is None:
        raise Http404
    return take_address(request, sent, comment)


@form_page
def follow_story(request: HttpRequest, sent: QueryDict, number: int) -> HttpResponse:
    """Show the form for an address that follows all comments on a story, and take it."""
    conversation = conversation_or_404(number)
    if not conversation.is_open:
        return refuse(request, COMMENTS_CLOSED, 403, story=conversation.story)
    return take_address(request, sent, conversation.story)


def take_address(
    request: HttpRequest, sent: QueryDict, target: ReaderComment | ArticlePage
) -> HttpResponse:
    """Show the form for an address that follows a comment or a story, and take it."""
    form, status = FollowForm(), 200
    if request.method == "POST":
        form = FollowForm(sent)
        if (status := request_confirmation(request, target, form)) == 303:
            return SeeOther(f"{request.path}?asked")
        form.focus_first_error()
    context = {
        "comment": None if isinstance(target, ArticlePage) else target,
        "story": target if isinstance(target, ArticlePage) else target.story,
        "form": form,
        "asked": "asked" in request.GET,
    }
    return render(request, "comments/follow.html", context, status=status)


def request_confirmation(
    request: HttpRequest, target: ReaderComment | ArticlePage, form: FollowForm
) -> int:
    """Request a confirmation, or add errors to the form. Returns the HTTP status."""
    if is_cross_site(request):
        form.refuse(FROM_OTHER_SITE)
        return 403
    if form.is_valid():
        try:
            follow(target, form.cleaned_data["email"], visitor_key(request))
        except FollowError as error:
            form.refuse(error.reason, "email")
    return 422 if form.errors else 303


@form_page
def following(request: HttpRequest, sent: QueryDict, key: str) -> HttpResponse:
    """Let the owner of an address confirm or end following.

    Only by POST: virus scanners open every link of a mail.
    """
    if request.method == "POST" and is_cross_site(request):
        return refuse(request, FROM_OTHER_SITE, 403)
    wanted = sent.get("do")
    follower = Follower.objects.select_related("comment").filter(key=key).first()
    if wanted == "unfollow":
        return unfollowed(request, follower)
    if follower is None:
        return render(request, "comments/following.html", {"unknown": True}, status=404)
    if wanted == "confirm":
        confirm(follower)
        return SeeOther(request.path)
    # The comment may wait for a moderator, and the story be taken down.
    comment = readable_comment(follower.comment_id) if follower.comment_id else None
    story = comment.story if comment else readable_story(follower.followed_story.pk)
    context = {"follower": follower, "comment": comment, "story": story}
    return render(request, "comments/following.html", context)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unfollow_at_once(request: HttpRequest, key: str) -> HttpResponse:
    """End following by one click in a mail program, from any origin: RFC 8058.

    Other mail programs open the URL, which redirects to the page.
    """
    if request.method != "POST":
        return redirect("comments:following", key)
    follower = Follower.objects.select_related("comment").filter(key=key).first()
    return unfollowed(request, follower)


def unfollowed(request: HttpRequest, follower: Follower | None) -> HttpResponse:
    """End following and confirm it, also where it has ended already."""
    if follower:
        unfollow(follower)
    return render(request, "comments/following.html", {"ended": True})
