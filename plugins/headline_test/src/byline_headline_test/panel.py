"""The panel in the form of the front page."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.template.loader import render_to_string
from wagtail.models import Site

from byline.plugins import FrontPage
from byline_headline_test.forms import StartForm
from byline_headline_test.lifecycle import end_those_over
from byline_headline_test.models import HeadlineTest
from byline_headline_test.results import Result, comparison

ENDED_LIMIT = 10
# Of the picture of an interval: as wide as the highest rate of both.
PICTURE_WIDTH = 100


def render_panel(request: HttpRequest) -> str:
    """Return the panel for who may edit the front page; nothing for others."""
    page = front_page_of(request)
    if not may_edit(page, request.user):
        return ""
    return render_to_string("byline_headline_test/panel.html", panel_context(page), request)


def front_page_of(request: HttpRequest) -> FrontPage:
    """Return the front page as readers see it."""
    return Site.find_for_request(request).root_page.specific


def may_edit(page: Any, user: Any) -> bool:
    """Return whether a person may edit a page."""
    permissions = page.permissions_for_user(user)
    return bool(permissions.can_edit() and not permissions.page_locked())


def editable_front_page(request: HttpRequest) -> FrontPage:
    """Return the front page. Raises PermissionDenied for who may not edit it."""
    page = front_page_of(request)
    if not may_edit(page, request.user):
        raise PermissionDenied
    return page


def panel_content(
    request: HttpRequest, page: FrontPage, form: StartForm | None = None, message: str = ""
) -> str:
    """Return what is in the panel, with a form that has errors, or a message."""
    context = panel_context(page) | {"message": message}
    if form:
        context["form"] = form
    return render_to_string("byline_headline_test/panel_content.html", context, request)


def panel_context(page: FrontPage) -> dict[str, Any]:
    """Return what the panel shows."""
    end_those_over()
    tests = HeadlineTest.objects.select_related("started_by")
    running = list(tests.running().order_by("started_at", "pk"))
    ended = list(tests.exclude(ended_at=None).order_by("-ended_at", "-pk")[:ENDED_LIMIT])
    tested = {test.story_id for test in running}
    free = [story for story in page.front_stories() if story.pk not in tested]
    return {
        "running": [shown(test) for test in running],
        "has_ranges": any(test.shown_a or test.shown_b for test in running),
        "ended": [shown(test) for test in ended],
        "form": StartForm(free),
        "has_stories": bool(free),
    }


def shown(test: HeadlineTest) -> dict[str, Any]:
    """Return what the panel shows of a test."""
    a, b = test.results
    scale = max(a.interval[1], b.interval[1])
    return {
        "test": test,
        "results": [(result, picture(result, scale)) for result in (a, b)],
        "comparison": comparison(a, b),
    }


def picture(result: Result, scale: float) -> dict[str, float]:
    """Return where the interval and the rate stand in its picture."""
    low, high = (round(bound / scale * PICTURE_WIDTH, 1) for bound in result.interval)
    at = round((result.rate or 0) / scale * PICTURE_WIDTH, 1)
    return {"low": low, "width": round(high - low, 1), "at": at}
