"""What the buttons of the panel do. Each answers with the panel."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin.auth import require_admin_access

from byline_headline_test import lifecycle
from byline_headline_test.forms import StartForm
from byline_headline_test.models import HeadlineTest
from byline_headline_test.panel import editable_front_page, may_edit, panel_content


@require_admin_access
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Start a test."""
    page = editable_front_page(request)
    form = StartForm(page.front_stories(), request.POST)
    if form.is_valid():
        data = form.cleaned_data
        story = form.stories[data["story"]]
        try:
            lifecycle.start(page, story, data["headline"], data["hours"], request.user)
        except ValidationError as error:
            form.add_error(None, error)
    if form.errors:
        return HttpResponse(panel_content(request, page, form), status=422)
    return HttpResponse(panel_content(request, page, message=_("The test has started.")))


@require_admin_access
@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop a test."""
    page = editable_front_page(request)
    test = get_object_or_404(HeadlineTest, pk=pk)
    is_stopped = lifecycle.stop(page, test, request.user)
    message = _("The test was stopped.") if is_stopped else _("The test was over already.")
    return HttpResponse(panel_content(request, page, message=message))


@require_admin_access
@require_POST
def use(request: HttpRequest, pk: int) -> HttpResponse:
    """Make B the headline of a draft of the story, to be looked at and published by the person."""
    page = editable_front_page(request)
    test = get_object_or_404(HeadlineTest.objects.select_related("story"), pk=pk)
    if not may_edit(test.story, request.user):
        text = _("You may not edit the story now: it is locked, or not yours.")
        return HttpResponse(panel_content(request, page, message=text), status=422)
    draft = test.story.get_latest_revision_as_object()
    draft.title = test.headline_b
    draft.save_revision(user=request.user, log_action=True, clean=False)
    return JsonResponse({"url": reverse("wagtailadmin_pages:edit", args=[test.story_id])})
