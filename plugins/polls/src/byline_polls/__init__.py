"""Polls: readers vote in a story, without a cookie."""

from byline.plugins import Manifest, PluginSetting

DAYS_MAX = 3650


def valid_days(days: int) -> None:
    """Check a number of days. Raises ValueError."""
    if not 1 <= days <= DAYS_MAX:
        raise ValueError(f"a number of days from 1 to {DAYS_MAX}")


manifest = Manifest(
    name="polls",
    app="byline_polls",
    hooks="byline_polls.hooks",
    hook_versions={
        "article_blocks": 1,
        "urls": 1,
        "fragments": 1,
        "story_published": 1,
        "hourly_tasks": 1,
        "admin_reports": 1,
    },
    settings=[
        PluginSetting(
            name="days",
            type=int,
            default=30,
            help="How many days a poll without a closing time is open.",
            validate=valid_days,
        )
    ],
    title="Polls",
    description="Readers vote in a story, without a cookie, and see the results as a chart.",
)
