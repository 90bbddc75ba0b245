"""Comments, as readers read and write them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from comments.conversations import published_story
from comments.models import ReaderComment


def comment(request: HttpRequest, number: int) -> HttpResponse:
    """Show a comment where it stands."""
    found = get_object_or_404(ReaderComment.objects.shown(), pk=number)
    if (story := published_story(found.story_id)) is None:
        raise Http404
    return redirect(story)
