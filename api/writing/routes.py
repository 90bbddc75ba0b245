"""What a user of the newsroom may do by a token: as much as in the admin."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import File, Form, Header, Path, Status
from ninja.files import UploadedFile

from api.models import TokenExpiry
from api.parameters import Id
from api.problems import ApiError, responses
from api.router import router
from api.tokens import SignedRequest
from api.writing import actions, schemas
from api.writing.drafts import (
    create_draft,
    payload_of,
    save_draft,
    shown_draft,
    story_to_change,
)
from api.writing.photos import PhotoFields, add_photo, may_add_photos, shown_upload
from comments.desk.permissions import comment_policy, moderated_by
from comments.models import ReaderComment, State
from comments.moderation import set_state
from news.models import ArticlePage, SectionPage

IfMatch = Header(None, alias="If-Match", description="The `version` of the draft that is meant.")


def refusals(*statuses: int) -> tuple[int, ...]:
    """Return the statuses that every operation with a token may have, and others."""
    return (400, 401, 403, *statuses)


def story_action(
    name: str, summary: str, *, tag: str = "actions", success: int = 200
) -> Callable[..., Any]:
    """Return the decorator of an operation on a story, which is one transaction."""
    register = router.post(
        f"/stories/{{story_id}}/{name}/",
        response=responses(schemas.Draft, *refusals(404, 409, 412), success=success),
        summary=summary,
        tags=[tag],
    )
    return lambda view: register(transaction.atomic(view))


def draft_response(story: ArticlePage, response: HttpResponse) -> dict[str, Any]:
    """Return a draft, its version in the header too."""
    draft = shown_draft(story)
    response["ETag"] = f'"{draft["version"]}"'
    return draft


@router.get(
    "/me/",
    response=responses(schemas.Me, *refusals()),
    summary="Read who you are",
    tags=["me"],
)
def get_me(request: SignedRequest) -> Any:
    """Return the user of the token, and what they may do."""
    user, token = request.user, request.auth
    expiry = TokenExpiry.objects.filter(token=token).first()
    return {
        "username": user.get_username(),
        "name": user.get_full_name(),
        "token": token.name,
        "expires_at": expiry and expiry.expires_at,
        "sections": [
            section.pk
            for section in SectionPage.objects.order_by("pk")
            if section.permissions_for_user(user).can_add_subpage()
        ],
        "may_upload_photos": may_add_photos(user),
        "may_moderate_comments": comment_policy.user_has_permission(user, "change"),
    }


@router.post(
    "/stories/",
    response=responses(schemas.Draft, *refusals(413), success=201),
    summary="Create a draft",
    tags=["drafts"],
)
def create_story(request: SignedRequest, data: schemas.NewStory, response: HttpResponse) -> Any:
    """Create a draft in a section, by the checks of the admin's form for drafts."""
    return Status(201, draft_response(create_draft(data, request.user), response))


@router.get(
    "/stories/{story_id}/draft/",
    response=responses(schemas.Draft, *refusals(404)),
    summary="Read the latest version",
    tags=["drafts"],
)
def get_draft(request: SignedRequest, story_id: Path[Id], response: HttpResponse) -> Any:
    """Return the latest version of a story, published or not, to who may edit it."""
    story = get_object_or_404(ArticlePage, pk=story_id)
    if not story.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    return draft_response(story, response)


@router.patch(
    "/stories/{story_id}/draft/",
    response=responses(schemas.Draft, *refusals(404, 409, 412, 413, 428)),
    summary="Change the draft",
    tags=["drafts"],
)
def update_draft(
    request: SignedRequest,
    story_id: Path[Id],
    data: schemas.StoryFields,
    response: HttpResponse,
    if_match: str | None = IfMatch,
) -> Any:
    """Save the fields that are sent as a new version, which readers do not see yet."""
    with transaction.atomic():
        story = story_to_change(story_id, request.user, if_match)
        if if_match is None:
            raise ApiError(428, "Send the `version` that you change in `If-Match`.")
        save_draft(story, payload_of(data), request.user)
    return draft_response(story, response)


@story_action("corrections", "Add a correction", tag="drafts", success=201)
def add_correction(
    request: SignedRequest,
    story_id: Path[Id],
    data: schemas.CorrectionIn,
    response: HttpResponse,
    if_match: str | None = IfMatch,
) -> Any:
    """Add a correction to the draft; readers see it once that is published."""
    story = story_to_change(story_id, request.user, if_match)
    actions.correct(story, data, request.user)
    return Status(201, draft_response(story, response))


@story_action("submit", "Submit to moderation")
def submit_story(
    request: SignedRequest,
    story_id: Path[Id],
    response: HttpResponse,
    if_match: str | None = IfMatch,
) -> Any:
    """Send the latest version to the moderators of its workflow."""
    story = actions.submit(story_id, request.user, if_match)
    return draft_response(story, response)


@story_action("publish", "Publish")
def publish_story(
    request: SignedRequest,
    story_id: Path[Id],
    data: schemas.PublishIn,
    response: HttpResponse,
    if_match: str | None = IfMatch,
) -> Any:
    """Publish the latest version; with the release `at` and a time to come, it is scheduled."""
    story = actions.story_to_publish(story_id, request.user, if_match)
    actions.publish(story, request.user, despite_warnings=data.despite_warnings)
    return draft_response(story, response)


@story_action("schedule", "Schedule")
def schedule_story(
    request: SignedRequest,
    story_id: Path[Id],
    data: schemas.ScheduleIn,
    response: HttpResponse,
    if_match: str | None = IfMatch,
) -> Any:
    """Have the latest version published at a time; until then nobody can change it."""
    story = actions.story_to_publish(story_id, request.user, if_match)
    actions.schedule(story, data.at, request.user, despite_warnings=data.despite_warnings)
    return draft_response(story, response)


@story_action("unschedule", "Cancel the schedule")
def unschedule_story(
    request: SignedRequest,
    story_id: Path[Id],
    response: HttpResponse,
    if_match: str | None = IfMatch,
) -> Any:
    """Cancel the schedule of a story, which can be changed again."""
    story = actions.unschedule(story_id, request.user, if_match)
    return draft_response(story, response)


@story_action("approve", "Approve in moderation")
def approve_story(
    request: SignedRequest,
    story_id: Path[Id],
    data: schemas.ReviewIn,
    response: HttpResponse,
    if_match: str | None = IfMatch,
) -> Any:
    """Approve the latest version as a moderator of its workflow; the last approval publishes it."""
    story = actions.approve(story_id, request.user, if_match, data.comment)
    return draft_response(story, response)


@story_action("reject", "Reject in moderation")
def reject_story(
    request: SignedRequest,
    story_id: Path[Id],
    data: schemas.ReviewIn,
    response: HttpResponse,
    if_match: str | None = IfMatch,
) -> Any:
    """Send the story back to its author, as a moderator of its workflow."""
    story = actions.reject(story_id, request.user, if_match, data.comment)
    return draft_response(story, response)


@story_action("unpublish", "Unpublish")
def unpublish_story(
    request: SignedRequest,
    story_id: Path[Id],
    response: HttpResponse,
    if_match: str | None = IfMatch,
) -> Any:
    """Take a story away from readers; it becomes a draft."""
    story = actions.story_to_publish(story_id, request.user, if_match)
    actions.unpublish(story, request.user)
    return draft_response(story, response)


@router.post(
    "/photos/",
    response=responses(schemas.UploadedPhoto, *refusals(413), success=201),
    summary="Upload a photo",
    tags=["photos"],
)
def upload_photo(request: SignedRequest, file: File[UploadedFile], data: Form[PhotoFields]) -> Any:
    """Add a photo, by the checks of the admin's form: empty fields are filled from the file."""
    return Status(201, shown_upload(add_photo(request.user, data, file)))


@router.post(
    "/comments/{number}/moderate/",
    response=responses(schemas.ModeratedComment, *refusals(404)),
    summary="Moderate a comment",
    tags=["comments"],
)
def moderate_comment(request: SignedRequest, number: Path[Id], data: schemas.DecisionIn) -> Any:
    """Give a comment a state; the decision can be undone in the admin."""
    if not comment_policy.user_has_permission(request.user, "change"):
        raise PermissionDenied
    comment = get_object_or_404(moderated_by(request.user), pk=number)
    set_state([comment], State(data.state.value), request.user)
    comment = ReaderComment.objects.get(pk=comment.pk)
    return {
        "number": comment.pk,
        "story": comment.story_id,
        "state": comment.state,
        "text": comment.comment,
    }
