"""Access to documents: as to the pages that show them."""

from pathlib import PurePosixPath
from typing import Any, ClassVar

from django.db.models.fields.files import FieldFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.documents.forms import BaseDocumentForm
from wagtail.documents.models import AbstractDocument
from wagtail.documents.views.serve import serve
from wagtail.models import Page
from wagtail.permissions import policy_registry

from accounts.permissions import UsedItemForm
from byline.files import delete_when_committed
from byline.widgets import NamedTagWidget
from news.models.base import BasePage
from news.querysets import visible_pages
from news.references import shown_by


class DocumentForm(UsedItemForm, BaseDocumentForm):
    """Wagtail's form, which protects documents in use."""

    original_file: FieldFile | None

    class Meta(BaseDocumentForm.Meta):
        widgets: ClassVar = {**BaseDocumentForm.Meta.widgets, "tags": NamedTagWidget}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "file" in self.fields:
            self.fields["file"].help_text = _(
                "A new file takes the place of this one wherever it is linked."
            )

    def save(self, commit: bool = True) -> AbstractDocument:  # noqa: FBT001, FBT002
        """Keep the file that is replaced until the change is committed."""
        document: AbstractDocument = self.instance
        replaced = None
        if commit and document.pk and "file" in self.changed_data:
            # Wagtail would delete the file now, and the document has none if this is rolled back.
            replaced, self.original_file = self.original_file, None
        if replaced and document.filename == PurePosixPath(str(replaced.name)).name:
            # In a folder of its own: the name is a part of the address that readers have.
            document.file.name = f"{get_random_string(8).lower()}/{document.filename}"
        super().save(commit=commit)
        if replaced:
            delete_when_committed(type(document), replaced)
        return document


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
