"""The beacon that the script of a story sends."""

from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from byline.cross_site import is_cross_site
from news.models import ArticlePage
from readership.buffer import buffer
from readership.counting import ReadEvent
from readership.reader_detection import is_reader
from readership.visitors import visitors_of

# Visits of a story unpublished meanwhile are dropped when they are written.
PUBLISHED_CACHE_SECONDS = 60


@csrf_exempt  # without cookies; a forged request counts like opening the page
@never_cache
@require_POST
def read(request: HttpRequest, number: str) -> HttpResponse:
    """Count a visit of a story, if the request is from a reader."""
    if is_cross_site(request):
        return HttpResponse(status=403)
    story = int(number)
    if not is_published(story):
        raise Http404
    if is_reader(request):
        now = timezone.now()
        visitor, former = visitors_of(request, now)
        buffer.add(ReadEvent(visitor, story, int(now.timestamp()), former))
    return HttpResponse(status=204)


def is_published(story: int) -> bool:
    """Return whether a story is published. Only True is cached."""
    cache = caches["readership"]
    if cache.get(f"published:{story}"):
        return True
    is_there = ArticlePage.objects.published().originals().filter(pk=story).exists()
    if is_there:
        cache.set(f"published:{story}", value=True, timeout=PUBLISHED_CACHE_SECONDS)
    return is_there
