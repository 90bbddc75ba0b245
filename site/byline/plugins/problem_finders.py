"""What is wrong with plugins, found before anybody needs what they contribute."""

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern
from wagtail.admin.menu import MenuItem

from byline.plugins.contributions import AdminPanel, SearchFacet, Slot, StructuredDataEnricher
from byline.plugins.hookspecs import HOOKS
from byline.plugins.registry import contributions, contributions_of

# What hooks return in their lists; those of the others are functions, or pairs.
KINDS: dict[str, type[Any]] = {
    "admin_menu_items": MenuItem,
    "admin_panels": AdminPanel,
    "admin_reports": MenuItem,
    "fragments": URLPattern,
    "front_page_panels": AdminPanel,
    "search_facets": SearchFacet,
    "slots": Slot,
    "structured_data": StructuredDataEnricher,
    "urls": URLPattern,
}
# Of the apps that use what plugins contribute; each reports what it leaves out.
finders: list[Callable[[], object]] = []


def find_problems() -> None:
    """Call the hooks that return contributions: what is wrong with them is reported."""
    for hook in HOOKS.values():
        if hook.is_event:
            continue
        if hook.name in KINDS:
            contributions_of(hook.name, KINDS[hook.name])
        else:
            contributions(hook.name)
    for find in finders:
        find()
