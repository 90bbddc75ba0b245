"""Copies of pages are new pages: see also their `exclude_fields_in_copy`."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page

from news.models import ArticlePage
from news.publish_blockers import publish_blockers


def publish_only_ready(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to publish copies of what readers may not see, or what lacks what is required.

    Copies of what is hidden would have no embargo. An alias is public where its source is.
    """
    if request.method != "POST" or not {"publish_copies", "alias"} & request.POST.keys():
        return None
    pages = (
        Page.objects.descendant_of(page, inclusive=True)
        if "copy_subpages" in request.POST
        else (Page.objects.filter(pk=page.pk))
    )
    live = pages.live()
    stories = ArticlePage.objects.filter(pk__in=live.values("pk"))
    if "publish_copies" in request.POST:
        hidden = stories.exclude(pk__in=ArticlePage.objects.in_time().values("pk"))
        if hidden.exists() or live.filter(expire_at__lte=timezone.now()).exists():
            messages.error(
                request,
                _("Readers may not see all of it yet, or any more: copy it without publishing."),
            )
            return redirect("wagtailadmin_pages:copy", page.pk)
    if held := {story.title: found for story in stories if (found := publish_blockers(story))}:
        for title, reasons in held.items():
            message = _("“%(title)s” lacks what is required: copy it without publishing. %(why)s")
            messages.error(request, message % {"title": title, "why": " ".join(reasons)})
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
