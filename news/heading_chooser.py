"""Links to the headings of stories, in the chooser of links of the editor."""

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.modal_workflow import render_modal_workflow
from wagtail.models import Page

from accounts.models import User
from news.blocks.heading import HEADING_MAX_LENGTH, heading_ids
from news.choosers import offered_to
from news.fragments import with_fragment
from news.heading_links import headings_in
from news.querysets import visible_pages

HEADINGS_LIMIT = 500


@never_cache
@require_safe
def choose_heading(request: HttpRequest, page_id: int) -> HttpResponse:
    """Offer the headings of a page that was chosen; one without is chosen itself.

    Raises Http404 for a page that is not offered.
    """
    page = offered_to(request.user).filter(pk=page_id).first()
    if page is None:
        raise Http404
    chosen = {
        "id": page.pk,
        "parentId": parent.pk if (parent := page.get_parent()) else None,
        "title": page.title,
        "url": page.url or "",
        "editUrl": reverse("wagtailadmin_pages:edit", args=[page.pk]),
    }
    headings = [
        {"text": text, "url": with_fragment(chosen["url"], anchor)}
        for anchor, text in headings_of(page, request.user)
    ]
    if not headings:
        return render_modal_workflow(
            request, None, json_data={"step": "page_chosen", "result": chosen}
        )
    back = reverse("wagtailadmin_choose_page_child", args=[chosen["parentId"] or page.pk])
    context = {"page": page, "headings": headings, "back": f"{back}?{request.GET.urlencode()}"}
    return render_modal_workflow(
        request,
        "news/admin/choose_heading.html",
        None,
        context,
        json_data={"step": "heading", "chosen": chosen},
    )


def headings_of(page: Page, user: User | AnonymousUser) -> list[tuple[str, str]]:
    """Return the ids and texts of a page's headings: as readers see them, or else of the draft.

    None of a page that readers do not see and the user may not edit.
    """
    if visible_pages([page.pk]):
        specific = page.specific
    elif page.permissions_for_user(user).can_edit():
        specific = page.get_latest_revision_as_object()
    else:
        return []
    return headings_in(specific)


@require_POST
def heading_anchors(request: HttpRequest) -> JsonResponse:
    """Return the ids of headings as they stand in a form, in their order."""
    texts = request.POST.getlist("heading")[:HEADINGS_LIMIT]
    return JsonResponse({"ids": heading_ids(text[:HEADING_MAX_LENGTH] for text in texts)})
