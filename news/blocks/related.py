"""Links to more coverage."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from news.blocks.base import ArticleBlock
from news.querysets import published_pages


class RelatedCoverageValue(blocks.StructValue):
    """A story on this site, or a headline with or without an address elsewhere."""

    @property
    def link(self) -> dict[str, str] | None:
        """The headline and address for readers, or None where there is nothing to show.

        A story that readers may not see shows nothing, not even its headline.
        """
        if story := self.get("story"):
            if not hasattr(self, "is_published"):
                self.block.fetch_for_readers([self])
            return {"headline": story.title, "url": story.url} if self.is_published else None
        return {"headline": self["headline"], "url": self["url"]}


class RelatedCoverageBlock(ArticleBlock):
    """A pointer to other coverage, within the text."""

    story = blocks.PageChooserBlock(
        required=False,
        page_type="news.ArticlePage",
        help_text="A story on this site. Its headline is kept up to date by itself.",
    )
    headline = blocks.CharBlock(
        required=False, max_length=255, help_text="Or the headline of a story elsewhere,"
    )
    url = blocks.URLBlock(required=False, label="Address", help_text="and where it is.")

    class Meta:
        icon = "link"
        group = "Links"
        template = "blocks/related.html"
        value_class = RelatedCoverageValue
        label = "Related coverage"
        description = "A link to another story: one of ours, or one elsewhere with its headline."
        preview_value = {
            "headline": "Council votes for the storm wall after nine hours",
            "url": "https://example.com/storm-wall",
        }

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        """Ask for one target: a story of ours, or a headline (an archive may lack its address)."""
        value = super().clean(value)
        if value["story"] and (value["headline"] or value["url"]):
            message = "Choose a story or give a headline and address, not both."
            raise StructBlockValidationError({"story": ValidationError(message)})
        if value["url"] and not value["headline"]:
            message = "Give the headline that this address leads to."
            raise StructBlockValidationError({"headline": ValidationError(message)})
        if not value["story"] and not value["headline"]:
            message = "Choose a story, or give the headline of one elsewhere."
            raise StructBlockValidationError({"story": ValidationError(message)})
        return value

    def fetch_for_readers(self, values: Sequence[RelatedCoverageValue]) -> None:
        """Find out in one query which of the stories readers may see."""
        ids = {value["story"].pk for value in values if value["story"]}
        visible = {page.pk for page in published_pages(ids)}
        for value in values:
            value.is_published = bool(value["story"]) and value["story"].pk in visible

    def get_context(
        self, value: RelatedCoverageValue, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Hand the template the headline and address alone."""
        return {**super().get_context(value, parent_context), "link": value.link}
