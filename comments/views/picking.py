"""Making an editor's pick beside the comment."""

from django.http import Http404, HttpRequest, HttpResponse, QueryDict

from byline.cross_site import is_cross_site
from comments.desk.permissions import comment_policy
from comments.models import ReaderComment
from comments.moderation import set_pick
from comments.request_parsing import newsroom_user
from comments.views.shortcuts import (
    FROM_OTHER_SITE,
    SeeOther,
    comment_or_404,
    form_page,
    refuse,
)


def may_pick(request: HttpRequest, comment: ReaderComment) -> bool:
    """Return whether who reads a comment may make it an editor's pick, or take that back."""
    user = newsroom_user(request) if comment.is_approved else None
    return bool(user) and comment_policy.user_has_permission_for_instance(user, "change", comment)


@form_page
def pick(request: HttpRequest, sent: QueryDict, number: int) -> HttpResponse:
    """Make a comment an editor's pick, or no longer one."""
    comment, _ = comment_or_404(request, number)
    if request.method != "POST" or not may_pick(request, comment):
        raise Http404
    if is_cross_site(request):
        return refuse(request, FROM_OTHER_SITE, 403)
    set_pick(comment, request.user, is_pick=sent.get("do") == "pick")
    return SeeOther(comment.get_absolute_url())
