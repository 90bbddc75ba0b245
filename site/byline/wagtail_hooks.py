"""Hooks of the project into the Wagtail admin: times."""

from django.templatetags.static import static
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks

from byline.time_fields import time_note
from byline.wagtail_times import name_zones_in_logs

# After Wagtail's own.
hooks.register("register_log_actions", name_zones_in_logs, order=10)


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLPattern]:
    """Add what is said beside a time that is being written."""
    return [path("times/", time_note, name="time_note")]


@hooks.register("insert_global_admin_css")
def style_newsroom_clock() -> SafeString:
    """Add the style of the notice of time zones, which every page of the admin may have."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin/newsroom-clock.css"))
