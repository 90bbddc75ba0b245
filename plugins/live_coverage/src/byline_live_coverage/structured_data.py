"""Live coverage as a LiveBlogPosting."""

from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from django.db.models import Max, Min

from byline.pagecache import depends_on
from byline.plugins import Story
from byline_live_coverage.coverage import coverage_of
from byline_live_coverage.models import LiveUpdate
from byline_live_coverage.updates import story_tag

UPDATES_LIMIT = 50


def is_live_coverage(story: Story) -> bool:
    """Return whether a story is live coverage."""
    return coverage_of(story) is not None


def describe(story: Story, data: dict[str, Any]) -> dict[str, Any]:
    """Add the newest updates of live coverage, and when it began and ended."""
    if (coverage := coverage_of(story)) is None:
        return data
    depends_on(story_tag(story.source_id))
    updates = LiveUpdate.objects.on(story.source_id)
    times = updates.order_by().aggregate(
        first=Min("posted_at"), last=Max("posted_at"), edited=Max("edited_at")
    )
    begun = earliest(story.published_at, times["first"])
    modified = latest(story.updated_at, story.published_at, times["last"], times["edited"])
    ended = latest(times["last"], story.published_at) if coverage.is_over else None
    return {
        **data,
        "@type": "LiveBlogPosting",
        **dates(coverageStartTime=begun, coverageEndTime=ended, dateModified=modified),
        "liveBlogUpdate": [
            posting(update, story.full_url or "") for update in updates[:UPDATES_LIMIT]
        ],
    }


def posting(update: LiveUpdate, story_url: str) -> dict[str, Any]:
    """Return the data of an update; an edit does not change when it was published."""
    author = {"@type": "Person", "name": update.author_name}
    return {
        "@type": "BlogPosting",
        "url": urljoin(story_url, update.get_absolute_url()),
        "headline": update.title,
        "articleBody": update.excerpt,
        **dates(datePublished=update.posted_at, dateModified=update.edited_at or update.posted_at),
        **({"author": author} if update.author_name else {}),
    }


def dates(**moments: datetime | None) -> dict[str, str]:
    """Return times as text, without those that are None."""
    return {name: moment.isoformat() for name, moment in moments.items() if moment}


def earliest(*moments: datetime | None) -> datetime | None:
    """Return the first of some times."""
    return min(filter(None, moments), default=None)


def latest(*moments: datetime | None) -> datetime | None:
    """Return the last of some times."""
    return max(filter(None, moments), default=None)
