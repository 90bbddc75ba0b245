"""Files for readers to download."""

from collections.abc import Sequence
from typing import Any

from django.db.models import prefetch_related_objects
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.models import CollectionViewRestriction

from news.blocks.base import ArticleBlock


class DocumentBlock(ArticleBlock):
    """A document: the ruling, the report, the figures."""

    document = DocumentChooserBlock()
    title = blocks.CharBlock(
        required=False, max_length=160, help_text="Left empty, the document's own title is used."
    )

    class Meta:
        icon = "doc-full"
        group = "Figures"
        template = "blocks/document.html"
        label_format = "{title} {document}"
        description = "A file to download, with its kind and size."
        preview_template = "blocks/preview_document.html"
        preview_value = {"document": None, "title": "The council's motion in full"}

    def has_content(self, value: blocks.StructValue) -> bool:
        """Return whether there is a file that readers may download."""
        return bool(self.get_context(value)["url"])

    def fetch_for_readers(self, values: Sequence[blocks.StructValue]) -> None:
        """Set `is_open` on each document: whether its collection is unrestricted."""
        documents = [value["document"] for value in values if value["document"]]
        prefetch_related_objects(documents, "collection")
        restrictions = CollectionViewRestriction.objects.values_list("collection__path", flat=True)
        closed = tuple(restrictions)
        for document in documents:
            document.is_open = not document.collection.path.startswith(closed)

    def get_context(
        self, value: blocks.StructValue, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Add the file's URL, kind and size; no URL for a restricted one."""
        context = super().get_context(value, parent_context)
        document = value["document"]
        if document and not hasattr(document, "is_open"):
            self.fetch_for_readers([value])
        if not document or not document.is_open:
            return {**context, "url": ""}
        return {
            **context,
            "url": document.url,
            "title": value["title"] or document.title,
            "kind": document.file_extension.upper(),
            "size": document.file_size,
        }
