"""The admin's views of Word documents."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page
from wagtail.permissions import policy_registry

from byline.limits import seconds_to_wait
from news.block_conversion import form_states
from news.models import ArticlePage, SectionPage
from news.word.bringing_in import make_draft, make_parts
from news.word.messages import PROBLEMS
from news.word.package import UnreadableDocumentError

DOCUMENT_MAX_MEGABYTES = 100
# Of one user: each is read in a process of its own, with its pictures.
DOCUMENTS_LIMIT = 20
DOCUMENTS_LIMIT_SECONDS = 600


class DocumentForm(forms.Form):
    """A Word document."""

    document = forms.FileField(
        label=gettext_lazy("Word document"),
        widget=forms.FileInput(attrs={"accept": ".docx,.docm", "aria-describedby": "word-help"}),
        error_messages={"empty": gettext_lazy("This file is empty.")},
    )

    def clean_document(self) -> UploadedFile:
        """Refuse a file that is too large."""
        upload: UploadedFile = self.cleaned_data["document"]
        if (upload.size or 0) > DOCUMENT_MAX_MEGABYTES * 1024 * 1024:
            message = _(
                "This document is larger than %(megabytes)d MB. In Word, press File, Compress "
                "Pictures, and try again; or split it."
            )
            raise forms.ValidationError(message % {"megabytes": DOCUMENT_MAX_MEGABYTES})
        return upload


def story_from_word(request: HttpRequest, parent_page_id: int) -> HttpResponse:
    """Ask for a document, and make a draft of it in a section."""
    section = get_object_or_404(SectionPage, pk=parent_page_id)
    may_add = section.permissions_for_user(request.user).can_add_subpage()
    if not may_add or not ArticlePage.can_create_at(section):
        raise PermissionDenied
    for hook in hooks.get_hooks("before_create_page"):
        if response := hook(request, section, ArticlePage):
            return response
    form = DocumentForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        if problem := too_many(request):
            form.add_error("document", problem)
            status = 429
        else:
            try:
                draft, notes = make_draft(form.cleaned_data["document"], section, request.user)
            except UnreadableDocumentError as error:
                form.add_error("document", str(PROBLEMS[error.problem]))
            else:
                return respond_created(request, draft, notes)
    context = {"form": form, "section": section, "megabytes": DOCUMENT_MAX_MEGABYTES}
    return TemplateResponse(request, "news/admin/story_from_word.html", context, status=status)


def too_many(request: HttpRequest) -> str:
    """Count a document of a user; return what to tell them if these are too many, else ""."""
    wait = seconds_to_wait(
        str(request.user.pk), "word documents", DOCUMENTS_LIMIT, DOCUMENTS_LIMIT_SECONDS
    )
    if not wait:
        return ""
    minutes = -(-wait // 60)
    return ngettext(
        "These were many documents at once: bring in this one in %(minutes)d minute.",
        "These were many documents at once: bring in this one in %(minutes)d minutes.",
        minutes,
    ) % {"minutes": minutes}


def respond_created(request: HttpRequest, draft: ArticlePage, notes: list[str]) -> HttpResponse:
    """Open the draft, with the notes above it."""
    messages.success(request, _("“%(title)s” is a draft now.") % {"title": draft.title})
    if notes:
        items = format_html_join("", "<li>{}</li>", ((note,) for note in notes))
        text = format_html("{}<ul>{}</ul>", _("Look at this before you go on:"), items)
        messages.warning(request, text)
    for hook in hooks.get_hooks("after_create_page"):
        if response := hook(request, draft):
            return response
    return redirect("wagtailadmin_pages:edit", draft.pk)


@require_POST
def convert_document(request: HttpRequest) -> JsonResponse:
    """Return `blocks`, `headline`, `standfirst` and `notes` for a document dropped on a story.

    Its photos are stored. Status 422 for a document that cannot be read, 429 for too many.
    """
    policy = policy_registry.get_by_type(Page)
    if not policy.user_has_any_permission(request.user, {"add", "change"}):
        raise PermissionDenied
    form = DocumentForm(request.POST, request.FILES)
    if not form.is_valid():
        return refusal(form.errors["document"])
    if problem := too_many(request):
        return refusal([problem], status=429)
    try:
        story = make_parts(form.cleaned_data["document"], request.user)
    except UnreadableDocumentError as error:
        return refusal([PROBLEMS[error.problem]])
    answer = {name: getattr(story, name) for name in ("headline", "standfirst", "notes")}
    return JsonResponse({"blocks": form_states(story.blocks), **answer})


def refusal(notes: Any, status: int = 422) -> JsonResponse:
    """Return the answer of a document that is not read, and why."""
    return JsonResponse({"notes": [str(note) for note in notes]}, status=status)
