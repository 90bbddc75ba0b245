"""Drafts: made and changed by the form of a story, as Wagtail's own API does it."""

from collections.abc import Callable
from operator import methodcaller
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from wagtail.actions import action_registry
from wagtail.admin.panels import get_form_for_model
from wagtail.api.v3.form_data import build_form_data
from wagtail.models import PagePermissionTester, Revision

from accounts.models import User
from api.parameters import Label
from api.problems import ApiError, invalid
from api.writing.bodies import check_value
from api.writing.schemas import NewStory, StoryFields
from byline.text import without_unfit_characters_in
from news.blocks import UNKNOWN_BLOCK_TYPE
from news.models import ArticlePage, SectionPage
from news.publish_blockers import publish_blockers
from news.publishing import lock_messages
from news.release import release_of
from news.story_warnings import story_warnings

type Data = dict[str, Any]
type Allows = Callable[[PagePermissionTester], bool]
# Of a story that was never saved by a form.
NO_VERSION = "0"
# Names that the form has for what the API calls otherwise.
FORM_NAMES = {"headline": "title", "authors": "bylines"}
TEXTS = ("slug", "standfirst", "lead_caption", "lead_credit", "sponsor", "commenting")
TIMES = ("published_at", "go_live_at", "expire_at")


def version_of(revision: Revision | None) -> str:
    """Return what tells a version from others; autosave writes into the revision it made."""
    return f"{revision.pk}-{revision.created_at.timestamp():.6f}" if revision else NO_VERSION


def story_to_change(pk: int, user: User, version: str | None = None) -> ArticlePage:
    """Return a story that the user may edit, locked until the transaction ends."""
    return unlocked_story(pk, user, version, allows=methodcaller("can_edit"))


def unlocked_story(pk: int, user: User, version: str | None, *, allows: Allows) -> ArticlePage:
    """Return a story as `story_for_update` does. Raises ApiError for one that is locked, too."""
    story = story_for_update(pk, user, version, allows=allows)
    if messages := lock_messages(story, user):
        raise ApiError(409, " ".join(messages))
    return story


def story_for_update(pk: int, user: User, version: str | None, *, allows: Allows) -> ArticlePage:
    """Return a story if the user's permissions allow it; its row is locked in the transaction.

    Raises Http404, PermissionDenied, and ApiError for an alias or another version than that of
    `If-Match`.
    """
    story = ArticlePage.objects.select_for_update(of=("self", "page_ptr")).filter(pk=pk).first()
    if story is None:
        raise Http404
    if not allows(story.permissions_for_user(user)):
        raise PermissionDenied
    if version is not None and version.strip().strip('"') != version_of(story.latest_revision):
        raise ApiError(412, "Somebody has changed it since: read the draft again.")
    if story.alias_of_id:
        raise ApiError(409, f"It is an alias. Change the story itself: {story.alias_of_id}.")
    return story


def create_draft(data: NewStory, user: User) -> ArticlePage:
    """Create a draft in a section. Raises PermissionDenied, or ValidationError."""
    section = SectionPage.objects.filter(pk=data.section).first()
    if section is None:
        raise invalid("section", "There is no such section.", where="body")
    if not section.permissions_for_user(user).can_add_subpage():
        raise PermissionDenied
    story = ArticlePage(owner=user, locale=section.locale)
    form = form_of(story, payload_of(data), user, section)
    action = action_registry.get_action_class(ArticlePage, "create")
    created: ArticlePage = action(form.instance, section, user=user, form=form).execute()
    return created


def save_draft(story: ArticlePage, payload: Data, user: User) -> ArticlePage:
    """Save changes of a story's latest version as a draft. Raises ValidationError."""
    draft = story.get_latest_revision_as_object()
    form = form_of(draft, payload, user, story.get_parent())
    action = action_registry.get_action_class(ArticlePage, "edit")
    saved: ArticlePage = action(form.instance, user=user, form=form).execute()
    return saved


def form_of(story: ArticlePage, payload: Data, user: User, parent: Any) -> Any:
    """Return the form of a story with the fields that are sent, and no others.

    A field that is not in a form stays as it is.
    """
    options = ArticlePage.get_edit_handler().get_form_options()
    formsets = options["formsets"] or {}
    options["formsets"] = {name: each for name, each in formsets.items() if name in payload}
    options["fields"] = [name for name in options["fields"] if name in {*payload, *TIMES}]
    kind = get_form_for_model(ArticlePage, form_class=ArticlePage.base_form_class, **options)
    try:
        data = build_form_data(kind, payload, story if story.pk else None)
    except (ValueError, TypeError, AttributeError, KeyError, OverflowError) as error:
        raise invalid(
            "body", "A block has a value that is none of its type.", where="body"
        ) from error
    return kind(data=data, instance=story, parent_page=parent, for_user=user)


def payload_of(data: StoryFields) -> Data:
    """Return what the form takes of what was sent. Raises ApiError."""
    sent = data.dict(exclude={"section"}, exclude_unset=True)
    try:
        cleaned = without_unfit_characters_in(sent)
    except RecursionError as error:
        raise invalid("body", "It is nested too deeply.", where="body") from error
    payload = {FORM_NAMES.get(name, name): value for name, value in cleaned.items()}
    if "label" in payload:
        payload["label"] = Label(payload["label"]).value_in_database
    if "body" in payload:
        check_value(ArticlePage._meta.get_field("body").stream_block, payload["body"], ("body",))
        payload["body"] = [{"value": None, **block} for block in payload["body"]]
    for name in ("go_live_at", "embargoed_until", "expire_at"):
        if payload.get(name):
            payload[name] = payload[name].isoformat()
    return payload


def shown_draft(story: ArticlePage) -> Data:
    """Return the latest version of a story as its editors have it."""
    story = ArticlePage.objects.get(pk=story.pk)
    draft = story.get_latest_revision_as_object()
    return {
        "id": story.pk,
        "version": version_of(story.latest_revision),
        "url": story.full_url,
        "section": story.section_id,
        "is_live": story.live,
        "has_unpublished_changes": story.has_unpublished_changes,
        "is_scheduled": bool(story.approved_schedule),
        "is_in_moderation": story.workflow_in_progress,
        "blockers": publish_blockers(draft),
        "warnings": story_warnings(draft),
        "headline": draft.title,
        **{name: getattr(draft, name) for name in (*TEXTS, *TIMES)},
        "seo_title": draft.seo_title,
        "search_description": draft.search_description,
        "label": draft.label or Label.NEWS.value,
        "body": stored_body(draft),
        "authors": [{"author": one.author_id, "role": one.role} for one in draft.bylines.all()],
        "topics": [topic.pk for topic in draft.topics.all()],
        "lead_photo": draft.lead_photo_id,
        "release": release_of(draft).value,
        "corrections": [{"date": one.date, "text": one.text} for one in draft.corrections.all()],
    }


def stored_body(draft: ArticlePage) -> list[Data]:
    """Return the blocks as they are sent back; of a missing plugin only the place."""
    return [
        {"type": child.block_type, "id": child.id, "value": None}
        if child.block_type == UNKNOWN_BLOCK_TYPE
        else dict(child.get_prep_value())
        for child in draft.body
    ]
