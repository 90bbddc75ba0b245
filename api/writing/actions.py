"""What is done with stories besides writing them, with the checks of the admin's views."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from operator import methodcaller
from typing import Any

from django.utils import timezone
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import PagePermissionTester, WorkflowState

from accounts.models import User
from api.problems import ApiError, invalid
from api.writing.drafts import save_draft, story_for_update, story_to_change, unlocked_story
from api.writing.schemas import CorrectionIn
from byline.text import without_unfit_characters
from byline.zones import newsroom_today
from news.models import ArticlePage
from news.publishing import draft_blockers, new_warnings
from news.release import Release, is_past

WARNINGS_HINT = "Publish it all the same with `despite_warnings`."


def refuse(detail: str, kind: str, reasons: Iterable[str]) -> None:
    """Raise ApiError with the reasons, if there are any."""
    if errors := [{"loc": ["story"], "msg": reason, "type": kind} for reason in reasons]:
        raise ApiError(422, detail, *errors)


def story_to_publish(pk: int, user: User, version: str | None) -> ArticlePage:
    """Return a story that the user may publish, locked until the transaction ends."""
    return unlocked_story(pk, user, version, allows=methodcaller("can_publish"))


def publish(story: ArticlePage, user: User, *, despite_warnings: bool) -> None:
    """Publish the latest version of a story, or schedule it where it says so. Raises ApiError."""
    revision = story.get_latest_revision() or story.save_revision(user=user)
    draft = revision.as_object()
    refuse("It is not published.", "blocker", draft_blockers(draft, user))
    if not despite_warnings:
        refuse(f"It is not published. {WARNINGS_HINT}", "warning", sorted(new_warnings(draft)))
    PublishPageRevisionAction(revision, user=user).execute()


def schedule(story: ArticlePage, at: datetime, user: User, *, despite_warnings: bool) -> None:
    """Have the latest version of a story published at a time. Raises ApiError."""
    if at <= timezone.now():
        raise invalid("at", is_past(at), where="body")
    payload = {"release": Release.AT.value, "go_live_at": at.isoformat()}
    save_draft(story, payload, user)
    publish(ArticlePage.objects.get(pk=story.pk), user, despite_warnings=despite_warnings)


def unschedule(pk: int, user: User, version: str | None) -> ArticlePage:
    """Cancel the schedule of a story. Raises ApiError for one that has none."""
    # A scheduled story is locked for everybody.
    story = story_for_update(pk, user, version, allows=methodcaller("can_unschedule"))
    if not story.approved_schedule:
        raise ApiError(409, "It is not scheduled.")
    for revision in story.revisions.exclude(approved_go_live_at=None):
        revision.approved_go_live_at = None
        revision.save(user=user, update_fields=["approved_go_live_at"])
    return story


def unpublish(story: ArticlePage, user: User) -> None:
    """Take a story away from readers. Raises ApiError for one that is not published."""
    if not story.live:
        raise ApiError(409, "It is not published.")
    UnpublishPageAction(story, user=user).execute()


def submit(pk: int, user: User, version: str | None) -> ArticlePage:
    """Send the latest version of a story to its moderators. Raises ApiError."""
    story = story_to_change(pk, user, version)
    if story.workflow_in_progress:
        raise ApiError(409, "It is in moderation already.")
    if not story.permissions_for_user(user).can_submit_for_moderation():
        raise ApiError(409, "There is no workflow for it.")
    if story.get_latest_revision() is None:
        story.save_revision(user=user)
    draft = story.get_latest_revision_as_object()
    refuse("It is not submitted.", "blocker", draft_blockers(draft, user))
    state = story.current_workflow_state
    if state and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        state.resume(user)
    else:
        story.get_workflow().start(story, user)
    return story


def may_take(action: str, permissions: PagePermissionTester) -> bool:
    """Return whether the user may take an action of the workflow task that a story waits for.

    Whoever may edit a story is told that it waits for none.
    """
    if (task := permissions.page.current_workflow_task) is None:
        return permissions.can_edit()
    return action in {name for name, *_ in task.get_actions(permissions.page, permissions.user)}


def approve(pk: int, user: User, version: str | None, comment: str) -> ArticlePage:
    """Approve a story in its workflow; the last approval publishes it. Raises ApiError."""
    story = story_in_moderation(pk, user, version, "approve")
    draft = story.get_latest_revision_as_object()
    refuse("It is not approved.", "blocker", draft_blockers(draft, user))
    finish_task(story, user, "approve", comment)
    return story


def reject(pk: int, user: User, version: str | None, comment: str) -> ArticlePage:
    """Send a story back to its author. Raises ApiError."""
    story = story_in_moderation(pk, user, version, "reject")
    finish_task(story, user, "reject", comment)
    return story


def story_in_moderation(pk: int, user: User, version: str | None, action: str) -> ArticlePage:
    """Return a story whose moderators the user belongs to. Raises ApiError."""
    story = unlocked_story(pk, user, version, allows=partial(may_take, action))
    if not story.workflow_in_progress:
        raise ApiError(409, "It is not in moderation.")
    return story


def finish_task(story: ArticlePage, user: User, action: str, comment: str) -> None:
    """Take an action of the workflow task that a story waits for."""
    state = story.current_workflow_task_state
    comment = without_unfit_characters(comment)
    story.current_workflow_task.on_action(state, user, action, comment=comment)


def correct(story: ArticlePage, correction: CorrectionIn, user: User) -> None:
    """Add a correction to the draft of a story."""
    draft = story.get_latest_revision_as_object()
    rows: list[dict[str, Any]] = [
        {"id": row.pk, "date": row.date.isoformat(), "text": row.text}
        for row in draft.corrections.all()
    ]
    date = correction.date or newsroom_today()
    rows.append({"date": date.isoformat(), "text": correction.text})
    save_draft(story, {"corrections": rows}, user)
