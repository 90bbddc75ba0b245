"""Which of the versions that Wagtail's autosave makes are kept.

Autosave overwrites one revision for as long as a form is open. Here that revision ends where
overwriting it would lose work, and otherwise after a minute; an hour later the worker deletes
those whose text a later one has too.
"""

import json
import logging
import re
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Min, ProtectedError, Q
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, Revision

logger = logging.getLogger(__name__)

OVERWRITE_FOR = timedelta(minutes=1)
# So many words may be replaced at once without a new revision, and be missing from a later one.
REPLACED_WORDS_LIMIT = 2
SENTENCE_WORDS = 8
THIN_OUT_AFTER = timedelta(hours=1)
# The worker looks only at what came of age since it last looked, and at some hours more.
THIN_OUT_WITHIN = timedelta(hours=6)
# What changes by itself, or is the same in each version.
UNCOUNTED_FIELDS = frozenset(
    ("pk", "sort_order", "path", "depth", "numchild", "locale", "owner", "content_type", "section")
) | {"latest_revision", "live_revision", "latest_revision_created_at", "last_published_at"}
# A version with another of these says something else, in however few words.
SHORT_TEXTS = ("title", "standfirst", "lead_caption")
# All tags but links, whose addresses count.
TAGS_BUT_LINKS = re.compile(r"<(?!a\b)[^<>]*>")


@dataclass
class Work:
    """What a person has put into a version: words, ids of blocks, and what was chosen."""

    words: Counter[str] = field(default_factory=Counter)
    blocks: set[str] = field(default_factory=set)
    choices: set[tuple[str, int]] = field(default_factory=set)


def work_in(content: dict[str, Any]) -> Work:
    """Return the work in a revision's content, whatever is in it."""
    work = Work()
    waiting = [(name, unpacked(value)) for name, value in content.items()]
    while waiting:
        name, value = waiting.pop()
        if name in UNCOUNTED_FIELDS or value is None or isinstance(value, bool):
            continue
        if isinstance(value, dict):
            if isinstance(value.get("id"), str):
                work.blocks.add(value["id"])
            waiting += [(key, child) for key, child in value.items() if key != "id"]
        elif isinstance(value, list):
            waiting += [(name, child) for child in value]
        elif isinstance(value, str):
            work.words.update(TAGS_BUT_LINKS.sub(" ", value).split())
        else:
            work.choices.add((name, value))
    return work


def unpacked(value: Any) -> Any:
    """Return the blocks of a stream field, which a revision has as JSON; else the value."""
    if isinstance(value, str) and value.startswith("["):
        with suppress(ValueError, RecursionError):
            return json.loads(value)
    return value


def loses_work(old: dict[str, Any], new: dict[str, Any]) -> bool:
    """Return whether a block, a choice or more than a sentence of one content is not in another."""
    if any(old.get(name) != new.get(name) for name in SHORT_TEXTS):
        return True
    before, after = work_in(old), work_in(new)
    if before.blocks - after.blocks or before.choices - after.choices:
        return True
    return (before.words - after.words).total() > SENTENCE_WORDS


def takes_away(old: dict[str, Any], new: dict[str, Any], kept: dict[str, Any]) -> bool:
    """Return whether work goes that the kept content does not have either.

    Replacing a word is allowed: that is how typing errors are corrected.
    """
    before, after, there = work_in(old), work_in(new), work_in(kept)
    if (
        before.blocks - after.blocks - there.blocks
        or before.choices - after.choices - there.choices
    ):
        return True
    lost = before.words - after.words - there.words
    is_shorter = after.words.total() < before.words.total()
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
        try:
            number += thin_out_page(page_id, aged.filter(object_id=page_id))
        except Exception:  # of one page: the others have their turn
            logger.exception("The revisions of page %s are not thinned out", page_id)
    return number


def thin_out_page(page_id: str, aged: Any) -> int:
    """Delete of one page's revisions those that the one after them makes superfluous."""
    # Those of a workflow are what its comments are about.
    kept = Q(approved_go_live_at__isnull=False) | Q(task_states__isnull=False)
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
            with suppress(ProtectedError), transaction.atomic():
                entries = PageLogEntry.objects.filter(page=page_id, revision=revision.pk)
                entries.update(revision=None)  # or the history would lead nowhere
                revision.delete()
                number += 1
                continue
        later = revision
    return number
