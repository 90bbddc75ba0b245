"""Panels of the forms of stories and of the pages they are placed on."""

from typing import Any

from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    Panel,
    PublishingPanel,
    TitleFieldPanel,
)

from byline.time_fields import ZonedDateTimeInput
from news.publish_blockers import publish_blockers
from news.release import plan_of
from news.section_choice import BEFORE_FIELD, FIELD
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
        def checks(self) -> dict[str, list[str]]:
            """What blocks publishing, and the warnings; nothing of a story never saved."""
            return checks_of(self.instance) if self.instance.pk else {}


def checks_of(story: Any) -> dict[str, list[str]]:
    """Return what keeps a story from being published, and the warnings."""
    return {"blockers": publish_blockers(story), "warnings": story_warnings(story)}


class SectionPanel(FieldPanel):
    """The section of a story that was never published."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"field_name": FIELD, "disable_comments": True, **kwargs})

    class BoundPanel(FieldPanel.BoundPanel):
        template_name = "news/admin/section_panel.html"
        before_field = BEFORE_FIELD


class ReleasePanel(MultiFieldPanel):
    """When readers see the story, and until when."""

    def __init__(self, **kwargs: Any) -> None:
        fields = [
            FieldPanel("release", disable_comments=True),
            FieldPanel("go_live_at", heading="Published by itself at", disable_comments=True),
            FieldPanel("embargoed_until", disable_comments=True),
            FieldPanel(
                "expire_at",
                heading="It disappears at",
                help_text="Left empty, never.",
                disable_comments=True,
            ),
            FieldPanel("published_at"),  # the sentences come before it
        ]
        options = {"children": fields, "heading": "When readers see it", "icon": "calendar-alt"}
        super().__init__(**{**options, **kwargs})

    class BoundPanel(MultiFieldPanel.BoundPanel):
        template_name = "news/admin/release_panel.html"

        class Media:
            js = ["js/admin/release.js"]

        @property
        def sentences(self) -> list[str]:
            """What the story as it was last saved says."""
            return plan_of(self.instance).sentences()


class SchedulePanel(PublishingPanel):
    """The dates of a page that is no story, in Wagtail's dialog, with the zone named."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {
            "data-controller": "w-action",
            "data-action": "w-dialog:hidden->w-action#reset",
            "data-w-dialog-target": "notify",
        }
        names = ("go_live_at", "expire_at")
        fields = [FieldPanel(name, widget=ZonedDateTimeInput(attrs)) for name in names]
        super().__init__(**{"children": fields, **kwargs})


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


def headline_panel() -> TitleFieldPanel:
    """Return the panel of a story's headline, which drafts may lack."""
    return TitleFieldPanel(
        "title",
        heading="Headline",
        placeholder="Headline*",
        help_text="What readers click on.",
        required_on_save=False,
    )


def publication_panel() -> MultiFieldPanel:
    """Return the panel of a story's label, sponsor and comments."""
    label = FieldRowPanel([FieldPanel("label"), FieldPanel("sponsor")])
    return MultiFieldPanel([label, FieldPanel("commenting")], "Publication")


def placements_panel(pinned: str) -> InlinePanel:
    """Return the panel of placements; `pinned` completes its help text."""
    return InlinePanel(
        "placements",
        heading="Stories placed by hand",
        label="Story",
        help_text=PLACEMENTS_HELP_TEXT.format(pinned=pinned),
    )
