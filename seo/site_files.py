"""The views of robots.txt, the icons, the web app manifest and security.txt."""

from datetime import UTC, datetime, time, timedelta

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from byline.pagecache import mark_cacheable
from news.models import Newsroom
from seo import icons
from seo.models import SearchEngines
from seo.robots import rules
from seo.views import site_or_404

PLAIN_TEXT = "text/plain; charset=utf-8"
# RFC 9116 asks for less than a year.
SECURITY_PERIOD = timedelta(days=180)
# The background of pages, as in `tokens.css`.
BACKGROUND_COLOUR = "#fdfcf9"


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Say who may crawl what."""
    mark_cacheable(request)
    site = site_or_404(request)
    text = rules(SearchEngines.for_request(request).crawlers, site.root_url)
    return HttpResponse(text, content_type=PLAIN_TEXT)


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Return the icon for tabs."""
    mark_cacheable(request)
    return HttpResponse(icons.favicon(*shown_in_icons(request)), content_type="image/x-icon")


@require_safe
def icon(request: HttpRequest, size: str) -> HttpResponse:
    """Return the icon in a size of the manifest, or for a phone's screen."""
    mark_cacheable(request)
    data = icons.png(*shown_in_icons(request), int(size))
    return HttpResponse(data, content_type="image/png")


def shown_in_icons(request: HttpRequest) -> tuple[Newsroom, str]:
    """Return the newsroom, and the colour of its icon. Raises Http404 where there is no site."""
    site_or_404(request)
    return Newsroom.for_request(request), SearchEngines.for_request(request).icon_colour


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """Return what a phone needs to put the site on its screen."""
    mark_cacheable(request)
    newsroom, colour = shown_in_icons(request)
    files = [
        {"src": f"/icon-{size}.png", "sizes": f"{size}x{size}", "type": "image/png"}
        for size in icons.MANIFEST_SIZES
    ]
    data = {
        "name": newsroom.name,
        "short_name": newsroom.name,
        "description": newsroom.tagline,
        "start_url": "/",
        "display": "minimal-ui",
        "background_color": BACKGROUND_COLOUR,
        "theme_color": colour,
        "icons": [
            {**file, "purpose": purpose} for file in files for purpose in ("any", "maskable")
        ],
    }
    return JsonResponse(data, content_type="application/manifest+json")


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Say whom to tell of a vulnerability (RFC 9116). Raises Http404 without a contact."""
    mark_cacheable(request)
    site = site_or_404(request)
    if not (contact := Newsroom.for_request(request).contact_email):
        raise Http404("Nobody is named.")
    today = datetime.combine(timezone.now().astimezone(UTC).date(), time(), UTC)
    lines = [
        f"Contact: mailto:{contact}",
        f"Expires: {(today + SECURITY_PERIOD).isoformat()}",
        f"Canonical: {site.root_url}{request.path}",
    ]
    return HttpResponse("".join(f"{line}\n" for line in lines), content_type=PLAIN_TEXT)
