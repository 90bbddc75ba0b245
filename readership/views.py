"""The beacons that scripts send: of stories that are read, and of headlines that are shown."""

from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from byline.cross_site import is_cross_site
from byline.plugins.registry import bound_hooks
from news.models import ArticlePage
from readership.buffer import VisitBuffer, buffer, shown_buffer
from readership.counting import ReadEvent
from readership.plugin_events import source_of
from readership.reader_detection import is_reader
from readership.visitors import visitors_of

# Visits of a story unpublished meanwhile are dropped when they are written.
PUBLISHED_CACHE_SECONDS = 60


@csrf_exempt  # without cookies; a forged request counts like opening the page
@never_cache
@require_POST
def read(request: HttpRequest, number: str) -> HttpResponse:
    """Count a visit of a story, if the request is from a reader."""
    return collect(request, int(number), buffer)


@csrf_exempt  # as above
@never_cache
@require_POST
def shown(request: HttpRequest, number: str) -> HttpResponse:
    """Tell plugins that a reader saw the headline of a story."""
    if not bound_hooks()["headlines_shown"]:
        raise Http404
    return collect(request, int(number), shown_buffer)


def collect(request: HttpRequest, story: int, visits: VisitBuffer) -> HttpResponse:
    """Add what a beacon says to a buffer, if the request is from a reader."""
    if is_cross_site(request):
        return HttpResponse(status=403)
    if not is_published(story):
        raise Http404
    if is_reader(request):
        now = timezone.now()
        visitor, former = visitors_of(request, now)
        source = source_of(request)
        visits.add(ReadEvent(visitor, story, int(now.timestamp()), former, source))
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
