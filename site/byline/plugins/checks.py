"""System checks of plugins."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.urls import URLPattern
from wagtail.admin.menu import MenuItem

from byline.plugins.contributions import AdminPanel, SearchFacet, Slot, StructuredDataEnricher
from byline.plugins.hookspecs import HOOKS
from byline.plugins.problems import problems
from byline.plugins.registry import contributions_of

# What hooks return; the others are checked where they are used.
KINDS: dict[str, type] = {
    "slots": Slot,
    "structured_data": StructuredDataEnricher,
    "urls": URLPattern,
    "fragments": URLPattern,
    "search_facets": SearchFacet,
    "admin_menu_items": MenuItem,
    "admin_reports": MenuItem,
    "admin_panels": AdminPanel,
    "front_page_panels": AdminPanel,
}
HINT = "Install a version that fits, or take it out of BYLINE_PLUGINS."


@checks.register()
def check_plugins(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """Report plugins that were named in the settings, and what was left out of them."""
    find_problems()
    return [checks.Warning(problem.text, hint=HINT, id="byline.W001") for problem in problems]


@checks.register(checks.Tags.security, deploy=True)
def check_plugins_are_loaded(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """Refuse to deploy without a plugin that was named in the settings."""
    if not settings.BYLINE_PLUGINS_STRICT:
        return []
    find_problems()
    return [checks.Error(problem.text, hint=HINT, id="byline.E001") for problem in problems]


def find_problems() -> None:
    """Call the hooks that return contributions: what is wrong with them is reported."""
    for hook in HOOKS.values():
        if not hook.is_event:
            contributions_of(hook.name, KINDS.get(hook.name, object))
