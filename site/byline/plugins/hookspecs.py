"""The hooks a plugin can implement, as typed pluggy specifications.

Most return contributions: they are called once, when all apps are ready. The others are events.
A plugin that uses anything below it imports it within the function.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pluggy
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser
    from django.urls import URLPattern
    from django.utils.functional import Promise
    from wagtail.admin.menu import MenuItem
    from wagtail.blocks import Block

    from byline.plugins.comments import CommentCheck
    from byline.plugins.contributions import (
        AdminPanel,
        FrontHeadlines,
        PopularitySource,
        SearchFacet,
        Slot,
        StructuredDataEnricher,
    )
    from byline.plugins.events import StoryVisit
    from byline.plugins.protocols import Comment, Story

NAMESPACE = "byline"

hookspec = pluggy.HookspecMarker(NAMESPACE)
hookimpl = pluggy.HookimplMarker(NAMESPACE)


@dataclass(frozen=True)
class Hook:
    """What Byline knows of a hook.

    `label` is what people call it. `version` is raised at each incompatible change. `deprecated`
    are earlier versions that still work until the next release, each with what to do. `seconds`
    is the time that a call of what it contributes, or of the event, may take.
    """

    name: str
    version: int
    label: "str | Promise"
    seconds: float = 2
    is_event: bool = False
    deprecated: Mapping[int, str] = field(default_factory=dict)


HOOKS: dict[str, Hook] = {}


def hook[F: Callable[..., Any]](
    version: int,
    label: "str | Promise",
    *,
    seconds: float = 2,
    is_event: bool = False,
    deprecated: Mapping[int, str] | None = None,
) -> Callable[[F], F]:
    """Add a hook to the contract."""

    def decorate(specification: F) -> F:
        name = specification.__name__
        HOOKS[name] = Hook(name, version, label, seconds, is_event, deprecated or {})
        return hookspec(specification)

    return decorate


def label_of(hook: str) -> "str | Promise":
    """Return what people call a hook; the name of one that is gone, of which calls are stored."""
    return HOOKS[hook].label if hook in HOOKS else hook


@hook(1, _("Blocks in stories"))
def article_blocks() -> Sequence[tuple[str, "Block"]]:
    """Return blocks for the body of articles, each with its type name.

    The type name is stored with every story that uses the block, so it never changes. It
    starts with the plugin's name and an underscore; one that does not, or that is taken,
    is left out and reported by `manage.py check`.
    """
    return ()


@hook(1, _("Checks of comments"), seconds=5)
def comment_checks() -> Sequence["CommentCheck"]:
    """Return checks that each new or edited comment passes after Byline's own.

    They are called outside of a database transaction. One that fails, or takes more than five
    seconds, is logged and holds the comment for a moderator.
    """
    return ()


@hook(1, _("Parts of pages"))
def slots() -> Sequence["Slot"]:
    """Return HTML for places in the pages for readers."""
    return ()


@hook(1, _("Headlines on the front page"))
def front_headlines() -> Sequence["FrontHeadlines"]:
    """Return functions that give stories other headlines on the front page, and only there.

    Each is called with all stories of the page when it is rendered, and not for a preview.
    """
    return ()


@hook(1, _("Data for search engines"))
def structured_data() -> Sequence["StructuredDataEnricher"]:
    """Return changes of the JSON-LD of a story; what `enrich` returns is data for JSON."""
    return ()


@hook(1, _("Variables of templates"))
def template_context() -> Sequence[Callable[[Any], Mapping[str, object]]]:
    """Return functions that add variables to templates for readers, called with the request.

    Templates find them as `plugins.<name of the plugin>.<variable>`.
    """
    return ()


@hook(1, _("Pages of its own"), seconds=20)
def urls() -> Sequence["URLPattern"]:
    """Return URL patterns below `/plugins/<name>/`, in the namespace of the plugin's name.

    A view that takes longer is answered with 503, though it goes on. What it streams is read whole
    within its time, up to 20 MB.
    """
    return ()


@hook(1, _("Fragments of pages"))
def fragments() -> Sequence["URLPattern"]:
    """Return URL patterns of fragments below `/fragments/plugins/<name>/`.

    Each view is one of `byline.pagecache.fragment`; `{% fragment "<name>:<view>" %}` of the
    template tags `fragment_tags` includes it in a page.
    """
    return ()


@hook(1, _("Texts to be found"))
def search_texts() -> Sequence[Callable[["Story"], str]]:
    """Return functions that give more text to be found of a story, called as it is indexed.

    A story for which one fails is indexed again some minutes later.
    """
    return ()


@hook(1, _("Choices in a search"))
def search_facets() -> Sequence["SearchFacet"]:
    """Return choices that narrow a search.

    The query of a choice is run once by itself before a search is narrowed by it.
    """
    return ()


@hook(1, _("Counts of readers"), seconds=5)
def popularity_sources() -> Sequence["PopularitySource"]:
    """Return functions that know of more readers than Byline has counted."""
    return ()


@hook(1, _("Items of the menu"))
def admin_menu_items() -> Sequence["MenuItem"]:
    """Return items for the menu of the admin."""
    return ()


@hook(1, _("Reports"))
def admin_reports() -> Sequence["MenuItem"]:
    """Return items for the menu of reports."""
    return ()


@hook(1, _("Panels on the dashboard"))
def admin_panels() -> Sequence["AdminPanel"]:
    """Return panels for the dashboard."""
    return ()


@hook(1, _("Panels in the form of the front page"))
def front_page_panels() -> Sequence["AdminPanel"]:
    """Return panels for the form of the front page: they stand inside of it, and post by scripts.

    The page is `Site.find_for_request(request).root_page.specific`, a `FrontPage`.
    """
    return ()


@hook(1, _("Hourly work"), seconds=60)
def hourly_tasks() -> Sequence[Callable[[], object]]:
    """Return functions that the worker calls about once an hour; each is idempotent."""
    return ()


@hook(1, _("After a story is published"), seconds=10, is_event=True)
def story_published(story: "Story") -> None:
    """Act after a story was published, for the first time or again, when that is committed."""


@hook(1, _("After a story is taken down"), seconds=10, is_event=True)
def story_unpublished(story: "Story") -> None:
    """Act after a story was taken down, when that is committed."""


@hook(1, _("After a comment comes to wait"), seconds=10, is_event=True)
def comment_held(comment: "Comment", moderator: "AbstractBaseUser | None") -> None:
    """Act after a comment came to wait for a moderator.

    Because a check held it (None), or because a moderator took back a decision.
    """


@hook(1, _("After a comment is approved"), seconds=10, is_event=True)
def comment_approved(comment: "Comment", moderator: "AbstractBaseUser | None") -> None:
    """Act after a comment was approved, by a moderator or by itself (None).

    A moderator who takes back a rejection has approved it.
    """


@hook(1, _("After a comment is removed"), seconds=10, is_event=True)
def comment_removed(comment: "Comment", moderator: "AbstractBaseUser | None") -> None:
    """Act after a comment was rejected or removed, by a moderator or because it is erased (None).

    It is erased at the request of its writer, also where it was rejected or removed before.
    A moderator who takes back an approval, where it was rejected before, has rejected it.
    """


@hook(1, _("After readers opened stories"), seconds=10, is_event=True)
def stories_read(visits: Sequence["StoryVisit"]) -> None:
    """Act after readers were counted, some seconds after they opened stories.

    Crawlers, the newsroom, and who opened the same story within half an hour are left out.
    """


@hook(1, _("After readers saw headlines"), seconds=10, is_event=True)
def headlines_shown(visits: Sequence["StoryVisit"]) -> None:
    """Act after readers saw headlines whose script said so, some seconds later.

    A script posts to `/read/<number of the story>/shown/?from=<source>`.
    """
