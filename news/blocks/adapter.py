"""What Wagtail's script gets of the body of a story."""

from typing import Any

from django import forms
from django.urls import reverse
from wagtail.admin.telepath import register
from wagtail.blocks.stream_block import StreamBlockAdapter

from byline.plugins.guard import is_switched_off
from news.blocks.body import ArticleBodyBlock

# In this order: each uses those before it.
EDITOR_SCRIPTS = (
    "gettext",
    "block-history",
    "block-conversion",
    "block-menu",
    "block-selection",
    "article-body",
    "word-drop",
    "photo-drop",
)


def max_lengths(body: ArticleBodyBlock) -> dict[str, dict[str, int | None]]:
    """Return the maximum lengths of the texts of each block by field, its own by an empty name."""
    return {
        name: {
            field_name: getattr(getattr(field, "field", None), "max_length", None)
            for field_name, field in {"": block, **getattr(block, "child_blocks", {})}.items()
        }
        for name, block in body.child_blocks.items()
    }


class ArticleBodyAdapter(StreamBlockAdapter):
    """Leaves the placeholder out of the picker."""

    js_constructor = "byline.ArticleBody"

    def js_args(self, block: ArticleBodyBlock) -> list[Any]:
        """Add where pasted text and documents are converted, and what fields of texts hold.

        And the blocks that are not offered, since an administrator has switched off their plugin.
        """
        *arguments, meta = super().js_args(block)
        added = {
            "convertUrl": reverse("convert_html"),
            "documentUrl": reverse("convert_document"),
            "storiesUrl": reverse("pick_story"),
            "maxLengths": max_lengths(block),
            "switchedOff": [name for name, by in block.plugins.items() if is_switched_off(by)],
        }
        return [*arguments, {**meta, **added}]

    @property
    def media(self) -> forms.Media:
        """Add our scripts and styles to Wagtail's own."""
        scripts = [f"js/admin/{name}.js" for name in EDITOR_SCRIPTS]
        styles = ["css/admin/editor.css", "css/admin/block-actions.css"]
        return super().media + forms.Media(js=scripts, css={"all": styles})


register(ArticleBodyAdapter(), ArticleBodyBlock)
