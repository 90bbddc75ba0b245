"""Panels of the story's form."""

from wagtail.admin.panels import Panel


class WarningsPanel(Panel):
    """What the story lacks, as it was last saved."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "news/admin/warnings_panel.html"

        @property
        def warnings(self) -> list[str]:
            """List what the story lacks; a story that was never saved is not judged yet."""
            from news.warnings import story_warnings

            return story_warnings(self.instance) if self.instance.pk else []
