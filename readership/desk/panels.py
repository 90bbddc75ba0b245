"""The panel “being read now” on the admin home page."""

from typing import Any

from django.http import HttpRequest
from wagtail.admin.ui.components import Component

from readership.desk.permissions import sees_readers, stories_of
from readership.desk.read_stories import ReadStories
from readership.reader_counts import readers_since, this_hour
from readership.windows import HOUR

READ_NOW_LIMIT = 10


class ReadNowPanel(Component):
    """The stories read most in the present hour and the one before."""

    name = "being_read_now"
    template_name = "readership/admin/read_now_panel.html"
    order = 210

    class Media:
        css = {"all": ["css/admin/readership.css"]}

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Add the stories."""
        since = this_hour() - HOUR
        stories = stories_of(parent_context["request"].user)
        read = ReadStories(stories, readers_since(stories, since), "-readers")
        return {"since": since, "stories": read[:READ_NOW_LIMIT]}


def add_read_now_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Add the panel for users who may see numbers of readers."""
    if sees_readers(request.user):
        panels.append(ReadNowPanel())
