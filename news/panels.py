"""Panels of the forms of stories and of the pages they are placed on."""

from typing import Any

from wagtail.admin.panels import InlinePanel, Panel

from news.story_warnings import story_warnings

PLACEMENTS_HELP_TEXT = (
    "Drag the stories into order. The lead is the large story on top, of which there is one; top "
    "stories stand right by it; a pinned story comes first {pinned}. What you leave free fills "
    "itself. A story whose time is over, or that readers may not see, leaves its place by itself."
)


class WarningsPanel(Panel):
    """The warnings of the story as it was last saved."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "news/admin/warnings_panel.html"

        @property
        def warnings(self) -> list[str]:
            """The warnings; none for a story that was never saved."""
            return story_warnings(self.instance) if self.instance.pk else []


class NewFromWordPanel(Panel):
    """Leads from a new story to what makes one of a Word document."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "news/admin/new_from_word_panel.html"

        @property
        def section_id(self) -> int | None:
            """The section of a new story; None in one that is stored."""
            match = getattr(self.request, "resolver_match", None)
            return None if self.instance.pk or not match else match.kwargs.get("parent_page_id")

        def is_shown(self) -> bool:
            """Return whether the story is new."""
            return bool(self.section_id) and super().is_shown()


class InsertWordPanel(Panel):
    """Inserts a Word document into the body."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "news/admin/insert_word_panel.html"


class StandsNowPanel(Panel):
    """The stories of a front as readers see it, by place."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "news/admin/stands_now.html"

        class Media:
            css = {"all": ["css/admin/front.css"]}

        @property
        def front(self) -> Any:
            """The front as it was last saved; None for a new page."""
            return self.instance.front() if self.instance.pk else None


def placements_panel(pinned: str) -> InlinePanel:
    """Return the panel of placements; `pinned` completes its help text."""
    return InlinePanel(
        "placements",
        heading="Stories placed by hand",
        label="Story",
        help_text=PLACEMENTS_HELP_TEXT.format(pinned=pinned),
    )
