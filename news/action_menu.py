"""The buttons at the foot of the form of a page: Publish stands beside Save."""

from typing import Any

from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.action_menu import ActionMenuItem, PublishMenuItem


class PublishButton(PublishMenuItem):
    """Wagtail's button with a key: Ctrl+Shift+P."""

    template_name = "news/admin/publish_button.html"


class ButtonsBesideEachOther(ActionMenuItem):
    """Two buttons in the place of the one that Wagtail shows."""

    def __init__(self, first: ActionMenuItem, second: ActionMenuItem) -> None:
        super().__init__()
        self.items = first, second

    def render_html(self, parent_context: Any = None) -> SafeString:
        """Render both."""
        first, second = (item.render_html(parent_context) for item in self.items)
        return format_html('<span class="buttons-beside">{}{}</span>', first, second)

    @property
    def media(self) -> Any:
        """What both need."""
        first, second = self.items
        return first.media + second.media


def put_publish_beside_save(
    menu_items: list[ActionMenuItem], request: HttpRequest, context: dict[str, Any]
) -> None:
    """Take Publish out of the menu, for who may publish."""
    publish = next((item for item in menu_items if type(item) is PublishMenuItem), None)
    if publish is None:
        return
    menu_items.remove(publish)
    if menu_items:
        menu_items[0] = ButtonsBesideEachOther(menu_items[0], PublishButton())
    else:
        menu_items.append(PublishButton())
