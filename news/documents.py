"""Access to documents: as to the pages that show them."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.documents.forms import BaseDocumentForm
from wagtail.documents.models import AbstractDocument
from wagtail.documents.views.serve import serve
from wagtail.models import Page
from wagtail.permissions import policy_registry

from accounts.permissions import UsedItemForm
from news.models.base import BasePage
from news.querysets import visible_pages
from news.references import shown_by


class DocumentForm(UsedItemForm, BaseDocumentForm):
    """Wagtail's form, which protects documents in use."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "file" in self.fields:
            self.fields["file"].help_text = _(
                "A new file takes the place of this one wherever it is linked."
            )


def serve_document(request: HttpRequest, document_id: str, document_filename: str) -> HttpResponse:
    """Serve a document to readers of a page that shows it, and to the newsroom."""
    documents = get_document_model().objects.select_related("collection")
    document = get_object_or_404(documents, pk=document_id)
    pages, is_elsewhere = shown_by(document)
    is_for_everybody = is_elsewhere or bool(visible_pages(pages))
    if not is_for_everybody and not (is_of_newsroom(request, document) or may_read(request, pages)):
        raise Http404
    response = serve(request, document_id, document_filename)
    # Wagtail guesses an encoding by the file's name; it is sent as it was uploaded.
    del response["Content-Encoding"]
    if is_for_everybody and not document.collection.get_view_restrictions().exists():
        patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
    else:
        add_never_cache_headers(response)
    return response


def may_read(request: HttpRequest, ids: list[int]) -> bool:
    """Return whether the client may read any of the pages: by password, or signed in."""
    return any(
        isinstance(page, BasePage)
        and page.is_in_time
        and all(gate.accept_request(request) for gate in page.get_view_restrictions())
        for page in Page.objects.live().filter(pk__in=ids).specific()
    )


def is_of_newsroom(request: HttpRequest, document: AbstractDocument) -> bool:
    """Return whether the admin's lists show the document to the user."""
    policy = policy_registry.get_by_type(type(document))
    return policy.user_has_any_permission_for_instance(
        request.user, ["choose", "change", "delete"], document
    )
