"""Which of the versions that Wagtail's autosave makes are kept.

Autosave overwrites one revision for as long as a form is open. Here that revision ends where
overwriting it would lose work, and otherwise after a minute; an hour later the worker deletes
those whose text a later one has too.
"""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Min, ProtectedError, Q
from django.utils import timezone
from django.utils.html import strip_tags
from wagtail.models import Page, PageLogEntry, Revision, WorkflowState

OVERWRITE_FOR = timedelta(minutes=1)
# So many words may be replaced at once without a new revision, and be missing from a later one.
REPLACED_WORDS_LIMIT = 2
SENTENCE_WORDS = 8
THIN_OUT_AFTER = timedelta(hours=1)
# The worker looks only at what came of age since it last looked, and at some hours more.
THIN_OUT_WITHIN = timedelta(hours=6)
UNCOUNTED_FIELDS = ("pk", "latest_revision_created_at", "last_published_at")


def leaves(value: Any) -> Iterator[str]:
    """Return the texts in a revision's content, and the ids of its blocks."""
    match value:
        case dict():
            for name, child in value.items():
                if name not in UNCOUNTED_FIELDS:
                    yield from leaves(child)
        case list():
            for child in value:
                yield from leaves(child)
        case str() if value.startswith(("[", "{")):
            try:
                yield from leaves(json.loads(value))
            except ValueError:
                yield value
        case str():
            yield value


def words_of(content: dict[str, Any]) -> Counter[str]:
    """Return how often each word is in a revision's content."""
    return Counter(word for text in leaves(content) for word in strip_tags(text).split())


def blocks_of(content: dict[str, Any]) -> set[str]:
    """Return the ids of the blocks in a revision's stream fields."""

    def ids(value: Any) -> Iterator[str]:
        if isinstance(value, list):
            for child in value:
                yield from ids(child)
        elif isinstance(value, dict):
            if isinstance(value.get("id"), str):
                yield value["id"]
            for child in value.values():
                yield from ids(child)

    found: set[str] = set()
    for value in content.values():
        if isinstance(value, str) and value.startswith("["):
            try:
                found.update(ids(json.loads(value)))
            except ValueError:
                continue
    return found


def loses_work(old: dict[str, Any], new: dict[str, Any]) -> bool:
    """Return whether a block, or more than a sentence, of one content is not in the other."""
    if not blocks_of(old) <= blocks_of(new):
        return True
    return (words_of(old) - words_of(new)).total() > SENTENCE_WORDS


def takes_away(old: dict[str, Any], new: dict[str, Any], kept: dict[str, Any]) -> bool:
    """Return whether words or blocks go that the kept content does not have either.

    Replacing a word is allowed: that is how typing errors are corrected.
    """
    if blocks_of(old) - blocks_of(new) - blocks_of(kept):
        return True
    words, new_words = words_of(old), words_of(new)
    lost = words - new_words - words_of(kept)
    is_shorter = new_words.total() < words.total()
    return lost.total() > (0 if is_shorter else REPLACED_WORDS_LIMIT)


def is_overwritten(revision: Revision, page: Page, user: Any) -> bool:
    """Return whether autosave may overwrite a revision by the page's present content.

    Where Wagtail will refuse it, so that it can: True.
    """
    if revision.pk != page.latest_revision_id or revision.user_id != (user and user.pk):
        return True
    entries = PageLogEntry.objects.filter(page=page.pk, revision=revision)
    began_at = entries.aggregate(began_at=Min("timestamp"))["began_at"] or revision.created_at
    if timezone.now() - began_at > OVERWRITE_FOR:
        return False
    before = page.revisions.filter(pk__lt=revision.pk).order_by("-pk").first()
    kept = before.content if before else {}
    return not takes_away(revision.content, page.serializable_data(), kept)


def thin_out() -> int:
    """Delete revisions whose work a later one has too; return their number.

    The latest revision of a page stays, and what is live, scheduled or in a workflow.
    """
    now = timezone.now()
    aged = Revision.objects.page_revisions().filter(
        created_at__lt=now - THIN_OUT_AFTER, created_at__gt=now - THIN_OUT_WITHIN
    )
    number = 0
    for page_id in aged.order_by().values_list("object_id", flat=True).distinct():
        number += thin_out_page(page_id, aged.filter(object_id=page_id))
    return number


def thin_out_page(page_id: str, aged: Any) -> int:
    """Delete of one page's revisions those that the one after them makes superfluous."""
    open_states = [WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES]
    kept = Q(approved_go_live_at__isnull=False) | Q(
        task_states__workflow_state__status__in=open_states
    )
    page = Page.objects.filter(pk=page_id).values("latest_revision", "live_revision").first() or {}
    published = PageLogEntry.objects.filter(page=page_id, action="wagtail.publish")
    kept |= Q(pk__in=[*filter(None, page.values())]) | Q(pk__in=published.values("revision"))
    stay = set(aged.filter(kept).values_list("pk", flat=True))
    number, later = 0, None
    for revision in aged.order_by("-created_at", "-pk").iterator(chunk_size=20):
        is_superfluous = (
            later is not None
            and revision.pk not in stay
            and revision.user_id == later.user_id
            and not loses_work(revision.content, later.content)
        )
        if is_superfluous:
            try:
                revision.delete()
            except ProtectedError:
                pass
            else:
                number += 1
                continue
        later = revision
    return number
