"""The last look before a story is published."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from wagtail import hooks
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.admin import messages
from wagtail.models import Page

from news.models import ArticlePage
from news.photo_credits import lacks_credits
from news.warnings import story_warnings

NO_CREDIT = "“{}” is not published: a photo in it has no credit."


@hooks.register("before_publish_page")
def show_warnings(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Show the story's warnings once more; its draft is saved already."""
    if not isinstance(page, ArticlePage):
        return None
    known = story_warnings(ArticlePage.objects.get(pk=page.pk)) if page.live else []
    if set(story_warnings(page)).issubset(known):
        return None
    return redirect("publish_with_warnings", page.pk, page.latest_revision_id)


def publish_with_warnings(request: HttpRequest, page_id: int, revision_id: int) -> HttpResponse:
    """Publish a saved version of a story all the same, or go back to it."""
    story = get_object_or_404(ArticlePage, pk=page_id)
    if not story.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    revision = get_object_or_404(story.revisions, pk=revision_id)
    draft = revision.as_object()
    if request.method == "POST":
        if lacks_credits(draft):
            messages.error(request, NO_CREDIT.format(draft.title))
        else:
            PublishPageRevisionAction(revision, user=request.user).execute()
            tell_it_is_published(request, ArticlePage.objects.get(pk=page_id))
        return redirect("wagtailadmin_pages:edit", page_id)
    context = {
        "story": draft,
        "warnings": story_warnings(draft),
        "may_publish": not lacks_credits(draft),
    }
    return TemplateResponse(request, "news/admin/publish_with_warnings.html", context)


def tell_it_is_published(request: HttpRequest, story: ArticlePage) -> None:
    """Say what became of the story, as Wagtail does, and run what hooks onto publishing."""
    for hook in hooks.get_hooks("after_publish_page"):
        hook(request, story)
    what = "published" if story.live else "scheduled for publishing"
    buttons = [messages.button(story.url, "View live")] if story.live and story.url else []
    messages.success(request, f"Page '{story.title}' has been {what}.", buttons=buttons)


@hooks.register("before_bulk_action")
def keep_back_uncredited_photos(
    request: HttpRequest, action_type: str, objects: list[Page], action: Any
) -> HttpResponse | None:
    """Publish none of many stories at once where a photo in one has no credit."""
    if action_type != "publish" or request.method != "POST":
        return None
    drafts = [page.specific.get_latest_revision_as_object() for page in objects]
    held = [d for d in drafts if isinstance(d, ArticlePage) and lacks_credits(d)]
    for draft in held:
        messages.error(request, NO_CREDIT.format(draft.title))
    return redirect(action.next_url) if held else None
