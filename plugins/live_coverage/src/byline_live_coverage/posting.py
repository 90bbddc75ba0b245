"""Posting, editing and deleting updates; each is logged with the story."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from byline.pagecache import changed
from byline_live_coverage.models import DeletedUpdate, LiveUpdate
from byline_live_coverage.updates import story_tag, update_tag

FIELDS = ("headline", "text", "is_key_moment")


class RefusedError(Exception):
    """What was sent is not stored; `reason` says why, to its author."""

    reason: Promise


class FormUsedError(RefusedError):
    """A form key that another update was sent with."""

    reason = _("This form was used before. Send it once more.")


class UpdateDeletedError(RefusedError):
    """An update that was deleted since its form was opened or first sent."""

    reason = _("This update was deleted meanwhile. To post your text as a new one, send it again.")


@dataclass(frozen=True)
class Content:
    """What a person writes in the form."""

    headline: str = ""
    text: str = ""
    is_key_moment: bool = False


def content_of(update: LiveUpdate) -> Content:
    """Return the content of an update."""
    return Content(*(getattr(update, field) for field in FIELDS))


@transaction.atomic
def post(story: Any, user: Any, content: Content, form_key: UUID) -> LiveUpdate:
    """Post an update. Sent again with the same form it is the same update.

    Its content then may be another: the answer to the first attempt did not arrive, and the author
    went on writing. Raises FormUsedError if the form was used by somebody else, or elsewhere, and
    UpdateDeletedError if its update was deleted.
    """
    update, is_new = LiveUpdate.objects.get_or_create(
        form_key=form_key,
        defaults={
            "story_id": story.pk,
            "author": user,
            "author_name": user.get_full_name(),
            **vars(content),
        },
    )
    if not is_new:
        if (update.story_id, update.author_id) != (story.pk, user.pk):
            raise FormUsedError
        return edit(story, user, update, content)
    # Asked last: to insert the same key waits for who deletes it.
    if DeletedUpdate.objects.filter(form_key=form_key).exists():
        raise UpdateDeletedError
    log_change(story, user, "post", {"update": update.pk, "after": vars(content)})
    changed(story_tag(story.pk))
    return update


@transaction.atomic
def edit(story: Any, user: Any, update: LiveUpdate, content: Content) -> LiveUpdate:
    """Change an update, unless nothing is another. Raises UpdateDeletedError."""
    found = LiveUpdate.objects.select_for_update().filter(pk=update.pk).first()
    if found is None:
        raise UpdateDeletedError
    before = content_of(found)
    if before == content:
        return found
    for field, value in vars(content).items():
        setattr(found, field, value)
    found.edited_at = timezone.now()
    found.save(update_fields=[*FIELDS, "excerpt", "edited_at"])
    data = {"update": found.pk, "before": vars(before), "after": vars(content)}
    log_change(story, user, "edit", data)
    changed(story_tag(story.pk), update_tag(found.pk))
    return found


@transaction.atomic
def delete(story: Any, user: Any, update: LiveUpdate) -> None:
    """Delete an update; the log keeps its content."""
    number, content = update.pk, content_of(update)
    if LiveUpdate.objects.filter(pk=number).delete()[0]:
        DeletedUpdate.objects.create(form_key=update.form_key)
        log_change(story, user, "delete", {"update": number, "before": vars(content)})
        changed(story_tag(story.pk), update_tag(number))


LOG_ACTIONS = {
    "post": (_("Post a live update"), _("Posted a live update")),
    "edit": (_("Edit a live update"), _("Edited a live update")),
    "delete": (_("Delete a live update"), _("Deleted a live update")),
}


def log_change(story: Any, user: Any, action: str, data: dict[str, Any]) -> None:
    """Add an entry to the history of the story."""
    log(instance=story, action=f"live_coverage.{action}", user=user, data=data)
