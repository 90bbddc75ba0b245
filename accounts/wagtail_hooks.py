"""Hooks of the Wagtail admin."""

from typing import Any

from wagtail import hooks
from wagtail.admin.ui.components import Component

from byline.worker.mail_server import Delivery, delivery


class MailPanel(Component):
    """Says on the dashboard that mail cannot be sent."""

    name = "mail"
    template_name = "accounts/mail_panel.html"
    order = 50

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Say what becomes of mail."""
        return {"delivery": Delivery.AWAY.value}


@hooks.register("construct_homepage_panels")
def add_mail_panel(request: Any, panels: list[Component]) -> None:
    """Add the panel for whoever can do something about it."""
    if request.user.is_superuser and delivery() is Delivery.AWAY:
        panels.append(MailPanel())
