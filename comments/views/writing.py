"""Writing and editing comments."""

from django.core import signing
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict

from byline.cross_site import is_cross_site
from byline.prepared import prepared
from comments import followers, posting
from comments.author_cookie import new_form_key, read_form_key, set_author_cookie
from comments.conversations import Conversation
from comments.forms import CommentForm, EditForm
from comments.models import ReaderComment
from comments.pipeline import (
    COMMENT_MAX_LENGTH,
    COMMENTS_CLOSED,
    FORM_MAX_AGE_SECONDS,
    PARENT_GONE,
)
from comments.posting import EDITING_PERIOD_OVER, RefusedError
from comments.request_parsing import newsroom_user, number_in
from comments.submission import Submission
from comments.text import normalize_name, normalize_text
from comments.threads import with_references
from comments.views.shortcuts import (
    FROM_OTHER_SITE,
    SeeOther,
    comment_or_404,
    conversation_or_404,
    form_page,
    is_own,
    refuse,
    show,
)
from comments.visitors import visitor_key

# Of fields that are not in our form.
PLUGIN_FIELDS_LIMIT, PLUGIN_FIELD_MAX_LENGTH = 20, 10_000
INVALID_FORM_KEY = "This form could not be recognised. Send it once more."
NOT_THE_AUTHOR = "A comment can be changed only in the browser that it was written in."


@form_page
def write(request: HttpRequest, sent: QueryDict, number: int) -> HttpResponse:
    """Show the form for a comment on a story, and store what is sent."""
    conversation = conversation_or_404(number)
    if not conversation.is_open:
        text = sent.get("text", "")
        return refuse(request, COMMENTS_CLOSED, 403, text, story=conversation.story)
    if request.method == "POST":
        return submit_comment(request, conversation, sent)
    return show_empty_form(request, conversation)


def show_empty_form(request: HttpRequest, conversation: Conversation) -> HttpResponse:
    """Show an empty form."""
    parent = parent_named(request.GET, conversation)
    if "reply_to" in request.GET and not (parent and parent.is_approved):
        return refuse(request, PARENT_GONE, 404, story=conversation.story)
    initial = {"reply_to": parent.pk if parent else "", "form_key": new_form_key()}
    return show_form(request, conversation, CommentForm(initial=initial), parent)


def submit_comment(
    request: HttpRequest, conversation: Conversation, sent: QueryDict
) -> HttpResponse:
    """Store a comment, or show the form again with errors."""
    form = CommentForm(sent)
    parent = parent_named(sent, conversation)
    if is_cross_site(request):
        form.refuse(FROM_OTHER_SITE)
        return show_errors(request, conversation, form, parent, 403)
    if form.is_valid():
        try:
            comment = posting.post(submission(request, conversation, sent, parent))
        except RefusedError as error:
            form.refuse(error.reason, error.field)
        else:
            return redirect_to_comment(request, comment, form.cleaned_data["email"])
    return show_errors(request, conversation, form, parent, 422)


def parent_named(data: QueryDict, conversation: Conversation) -> ReaderComment | None:
    """Return the comment that is answered, if it is shown on the story."""
    number = number_in(data, "reply_to")
    found = shown_on(conversation.story.pk, number) if number else []
    return found[0] if found else None


@prepared
def shown_on(story: int, number: int) -> QuerySet[ReaderComment]:
    """Find a comment on a story, if it or its tombstone is shown."""
    return ReaderComment.objects.shown().filter(story=story, pk=number).order_by()


def submission(
    request: HttpRequest,
    conversation: Conversation,
    sent: QueryDict,
    parent: ReaderComment | None,
) -> Submission:
    """Return what was sent as a submission. Raises RefusedError for an invalid form key."""
    try:
        key, age = read_form_key(sent.get("form_key", ""))
    except signing.BadSignature as error:
        raise RefusedError(INVALID_FORM_KEY) from error
    user = newsroom_user(request)
    return Submission(
        story=conversation.story,
        conversation=conversation,
        text=normalize_text(sent.get("text", "")),
        name=normalize_name(sent.get("name", "")) or (user.get_full_name() if user else ""),
        trap=sent.get("website", ""),
        form_key=key,
        form_age=age,
        visitor=visitor_key(request),
        user=user,
        reply_to=parent,
        unknown_parent=bool(sent.get("reply_to")) and parent is None,
        fields=fields_of_plugins(sent),
    )


def fields_of_plugins(sent: QueryDict) -> dict[str, str]:
    """Return the fields that are not in our form: those of plugins' slots."""
    names = sorted(sent.keys() - CommentForm.base_fields.keys())[:PLUGIN_FIELDS_LIMIT]
    return {name: str(sent[name])[:PLUGIN_FIELD_MAX_LENGTH] for name in names}


def redirect_to_comment(request: HttpRequest, comment: ReaderComment, email: str) -> HttpResponse:
    """Redirect to the comment that was stored, and set the author's cookie."""
    response = SeeOther(comment.get_absolute_url() + follow(request, comment, email))
    set_author_cookie(request, response, comment)
    return response


def follow(request: HttpRequest, comment: ReaderComment, email: str) -> str:
    """Request a confirmation of an address, if there is one.

    Returns the query string with the result, for the comment's page.
    """
    if not email:
        return ""
    try:
        followers.follow(comment, email, visitor_key(request))
    except followers.FollowError:
        return "?mail=refused"
    return "?mail=sent"


def show_form(
    request: HttpRequest,
    conversation: Conversation,
    form: CommentForm,
    parent: ReaderComment | None,
    status: int = 200,
) -> HttpResponse:
    """Show the form, under the comment that is answered."""
    context = {
        "form": form,
        "parent": with_references([parent])[0] if parent else None,
        "writer": newsroom_user(request),
        "max_length": f"{COMMENT_MAX_LENGTH:,}",
    }
    return show(request, "write", conversation, context, status)


def show_errors(
    request: HttpRequest,
    conversation: Conversation,
    form: CommentForm,
    parent: ReaderComment | None,
    status: int,
) -> HttpResponse:
    """Show the form with what was typed, and its errors."""
    form.replace_values(website="", form_key=form_key_for_retry(form["form_key"].value()))
    return show_form(request, conversation, form, parent, status)


def form_key_for_retry(signed: str) -> str:
    """Return the key of a refused form, or a new one where it is used, old or invalid."""
    try:
        key, age = read_form_key(signed)
    except signing.BadSignature:
        return new_form_key()
    is_used = age > FORM_MAX_AGE_SECONDS or ReaderComment.objects.filter(form_key=key).exists()
    return new_form_key() if is_used else signed


@form_page
def edit(request: HttpRequest, sent: QueryDict, number: int) -> HttpResponse:
    """Show the form that edits one's own comment, and store what is sent."""
    comment, conversation = comment_or_404(request, number)
    text = sent.get("text", "")
    if not is_own(request, comment):
        return refuse(request, NOT_THE_AUTHOR, 403, text, story=conversation.story)
    if not comment.is_editable:
        return refuse(request, EDITING_PERIOD_OVER, 403, text, story=conversation.story)
    if request.method != "POST":
        form = EditForm(initial={"text": comment.comment})
        return show(request, "edit", conversation, {"form": form, "comment": comment})
    return change(request, comment, conversation, sent)


def change(
    request: HttpRequest, comment: ReaderComment, conversation: Conversation, sent: QueryDict
) -> HttpResponse:
    """Store a comment's new text, or show the form again with errors."""
    form = EditForm(sent)
    status = 403 if is_cross_site(request) else 422
    if status == 403:
        form.refuse(FROM_OTHER_SITE)
    else:
        changed = Submission(
            story=conversation.story,
            conversation=conversation,
            text=normalize_text(sent.get("text", "")),
            name=comment.user_name,
            visitor=visitor_key(request),
            user=comment.user,
            reply_to=comment.reply_to,
            edited=comment,
        )
        try:
            posting.edit(comment, changed)
        except RefusedError as error:
            form.refuse(error.reason, error.field)
        else:
            return SeeOther(comment.get_absolute_url())
    form.focus_first_error()
    return show(request, "edit", conversation, {"form": form, "comment": comment}, status)
