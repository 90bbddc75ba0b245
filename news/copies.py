"""Copies of pages are new pages: see also their `exclude_fields_in_copy`."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page

from news.models import ArticlePage


def publish_only_visible(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to publish copies of what readers may not see: they would have no embargo."""
    if request.method != "POST" or "publish_copies" not in request.POST:
        return None
    pages = (
        Page.objects.descendant_of(page, inclusive=True)
        if "copy_subpages" in request.POST
        else (Page.objects.filter(pk=page.pk))
    )
    live = pages.live()
    stories = ArticlePage.objects.filter(pk__in=live.values("pk"))
    hidden = stories.exclude(pk__in=ArticlePage.objects.in_time().values("pk"))
    if hidden.exists() or live.filter(expire_at__lte=timezone.now()).exists():
        messages.error(
            request,
            _("Readers may not see all of it yet, or any more: copy it without publishing."),
        )
        return redirect("wagtailadmin_pages:copy", page.pk)
    return None


def publish_at_present(request: HttpRequest, page: Page, copied: Page) -> None:
    """Give copies that were published with their page the present moment as their date."""
    if copied.alias_of_id:
        return
    copies = copied.get_descendants(inclusive=True)
    copies.filter(live=False).update(first_published_at=None, last_published_at=None)
    for one in copies.live().specific():
        one.first_published_at = one.last_published_at = timezone.now()
        if isinstance(one, ArticlePage):
            one.published_at = one.first_published_at
        one.save(clean=False)
