"""The contract that plugins are written against.

A plugin is a Django app in an installed package, with an entry point in the group `byline.plugins`
that names its `Manifest`. It is loaded when `BYLINE_PLUGINS` names the entry point.
"""

from byline.plugins.contributions import (
    AdminPanel,
    FrontHeadlines,
    Place,
    PopularitySource,
    SearchFacet,
    Slot,
    SlotContext,
    StructuredDataEnricher,
)
from byline.plugins.events import StoryVisit
from byline.plugins.hookspecs import hookimpl
from byline.plugins.loading import setting
from byline.plugins.manifest import Manifest, PluginSetting
from byline.plugins.protocols import Author, Comment, FrontPage, Photo, Section, Story, Topic
from byline.plugins.requests import is_cross_site, seconds_to_wait, visitor_of
from byline.plugins.stories import published_story

__all__ = [
    "AdminPanel",
    "Author",
    "Comment",
    "FrontHeadlines",
    "FrontPage",
    "Manifest",
    "Photo",
    "Place",
    "PluginSetting",
    "PopularitySource",
    "SearchFacet",
    "Section",
    "Slot",
    "SlotContext",
    "Story",
    "StoryVisit",
    "StructuredDataEnricher",
    "Topic",
    "hookimpl",
    "is_cross_site",
    "published_story",
    "seconds_to_wait",
    "setting",
    "visitor_of",
]
