"""Links to more coverage."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.models import Page

from byline.text import is_legible
from news.blocks.base import ArticleBlock
from news.querysets import stale_when_released


class StoryChooserBlock(blocks.PageChooserBlock):
    """A chooser of stories, each fetched with `is_visible`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(page_type="news.ArticlePage", **kwargs)

    def bulk_to_python(self, values: Iterable[int | None]) -> list[Page | None]:
        """Fetch the chosen stories, without their bodies, in one query."""
        values = list(values)
        ids = [value for value in values if value is not None]
        stories = self.model_class.objects.visibility_of(ids) if ids else []
        found = {story.pk: story for story in stories}
        stale_when_released({story.pk for story in stories if not story.is_visible})
        return [found.get(value) for value in values]

    def to_python(self, value: int | None) -> Page | None:
        """Fetch one chosen story."""
        return self.bulk_to_python([value])[0]


class RelatedCoverageBlock(ArticleBlock):
    """A link to other coverage, within the text."""

    story = StoryChooserBlock(
        required=False,
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
        label = "Related coverage"
        description = "A link to another story: one of ours, or one elsewhere with its headline."
        preview_value = {
            "headline": "Council votes for the storm wall after nine hours",
            "url": "https://example.com/storm-wall",
        }

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        """Require one target: a story, or a headline (an archive may lack its URL)."""
        value = super().clean(value)
        if value["story"] and (value["headline"] or value["url"]):
            message = "Choose a story or give a headline and address, not both."
            raise StructBlockValidationError({"story": ValidationError(message)})
        if value["url"] and not value["headline"] and not self.is_deferred_validation:
            message = "Give the headline that this address leads to."
            raise StructBlockValidationError({"headline": ValidationError(message)})
        is_empty = not value["story"] and not value["headline"]
        if is_empty and not self.is_deferred_validation:
            message = "Choose a story, or give the headline of one elsewhere."
            raise StructBlockValidationError({"story": ValidationError(message)})
        return value

    def has_content(self, value: blocks.StructValue) -> bool:
        """Return whether readers get a headline."""
        return is_legible(self.get_context(value)["headline"] or "")

    def get_context(
        self, value: blocks.StructValue, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Add the headline and the URL; neither for a story that is not published."""
        context = super().get_context(value, parent_context)
        if story := value.get("story"):
            shown = story.is_published
            context["headline"] = story.title if shown else ""
            context["url"] = story.url if shown else ""
            context["is_sponsored"], context["sponsor"] = story.is_sponsored, story.sponsor
        return context
