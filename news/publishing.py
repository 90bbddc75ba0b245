"""The view of warnings before a story is published, and the checks of bulk publishing."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from wagtail import hooks
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.admin import messages
from wagtail.models import Page, Revision

from news.models import ArticlePage
from news.publish_blockers import publish_blockers
from news.story_warnings import story_warnings

# Of tokens with a page, a revision and the time it was saved.
SIGNING_SALT = "news.publishing"


@hooks.register("before_publish_page")
def show_warnings(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Redirect to the story's warnings, if there are new ones; its draft is saved already.

    What blocks it was said by its form, which is asked once more whatever was posted.
    """
    if reasons := publish_blockers(page):
        return redirect_to_form(request, page, reasons)
    if not isinstance(page, ArticlePage) or not new_warnings(page):
        return None
    return redirect("publish_with_warnings", sign_revision(page.latest_revision))


def new_warnings(draft: ArticlePage) -> set[str]:
    """Return the warnings of a draft that its published version does not have."""
    new = set(story_warnings(draft))
    if new and draft.live:
        new.difference_update(story_warnings(ArticlePage.objects.get(pk=draft.pk)))
    return new


def sign_revision(revision: Revision) -> str:
    """Return a token for a revision that passed the form's validation for publishing."""
    parts = [revision.object_id, revision.pk, revision.created_at.isoformat()]
    return signing.dumps(parts, salt=SIGNING_SALT)


def publish_with_warnings(request: HttpRequest, token: str) -> HttpResponse:
    """Publish a saved version of a story all the same, or go back to it."""
    try:
        page_id, revision_id, created_at = signing.loads(token, salt=SIGNING_SALT)
    except signing.BadSignature as error:
        raise Http404 from error
    story = get_object_or_404(ArticlePage, pk=page_id)
    if not story.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    revision = story.latest_revision
    # Autosave writes into the revision that it made.
    if revision.pk != revision_id or revision.created_at.isoformat() != created_at:
        return redirect_to_form(request, story, ["The story was changed since: look at it again."])
    draft = revision.as_object()
    if reasons := [*lock_messages(story, request.user), *publish_blockers(draft)]:
        return redirect_to_form(request, story, reasons)
    if request.method == "POST":
        PublishPageRevisionAction(revision, user=request.user).execute()
        return respond_published(request, ArticlePage.objects.get(pk=page_id))
    context = {
        "story": draft,
        "checks": {"warnings": story_warnings(draft)},
        "is_scheduled": bool(draft.go_live_at and draft.go_live_at > timezone.now()),
    }
    return TemplateResponse(request, "news/admin/publish_with_warnings.html", context)


def lock_messages(story: Page, user: AbstractBaseUser | AnonymousUser) -> list[str]:
    """Return Wagtail's message of a lock that applies to the user."""
    lock = story.get_lock()
    return [str(lock.get_message(user))] if lock and lock.for_user(user) else []


def redirect_to_form(request: HttpRequest, story: Page, reasons: Iterable[str]) -> HttpResponse:
    """Redirect to the story's form, with the reasons why it was not published."""
    for reason in reasons:
        messages.error(request, f"“{story.title}” is not published. {reason}")
    return redirect("wagtailadmin_pages:edit", story.pk)


def respond_published(request: HttpRequest, story: ArticlePage) -> HttpResponse:
    """Run the hooks `after_publish_page` and redirect with a message, as Wagtail does."""
    for hook in hooks.get_hooks("after_publish_page"):
        if response := hook(request, story):
            return response
    what = "published" if story.live else "scheduled for publishing"
    buttons = [messages.button(story.url, "View live")] if story.live and story.url else []
    messages.success(request, f"Page '{story.title}' has been {what}.", buttons=buttons)
    return redirect("wagtailadmin_pages:edit", story.pk)


@hooks.register("before_bulk_action")
def block_bulk_publishing(
    request: HttpRequest, action_type: str, objects: list[Page], action: Any
) -> HttpResponse | None:
    """Redirect with messages, and publish nothing, if any page has a blocker."""
    if action_type != "publish" or request.method != "POST":
        return None
    pages = [page.specific for page in objects]
    if request.POST.get("include_descendants"):
        pages += [p for page in objects for p in page.get_descendants().not_live().specific()]
    drafts = [page.get_latest_revision_as_object() for page in pages]
    held = {d.title: found for d in drafts if (found := draft_blockers(d, request.user))}
    for title, reasons in held.items():
        messages.error(request, f"“{title}” is not published. {' '.join(reasons)}")
    return redirect(action.next_url) if held else None


def draft_blockers(draft: Page, user: AbstractBaseUser | AnonymousUser) -> list[str]:
    """Return why a draft cannot be published."""
    return [*lock_messages(draft, user), *publish_blockers(draft), *unfinished_blocks(draft)]


def unfinished_blocks(draft: Page) -> list[str]:
    """Return a message if a block is incomplete, as drafts allow."""
    if isinstance(draft, ArticlePage):
        try:
            draft.body.stream_block.clean(draft.body)
        except ValidationError:
            return ["A block in its body is not filled in yet: publish it from its form."]
    return []
