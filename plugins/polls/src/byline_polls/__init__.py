"""Polls: readers vote in a story, without a cookie."""

from django.core.validators import MaxValueValidator, MinValueValidator

from byline.plugins import Manifest, PluginSetting

manifest = Manifest(
    name="polls",
    app="byline_polls",
    hooks="byline_polls.hooks",
    hook_versions={
        "article_blocks": 1,
        "slots": 1,
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
            validators=[MinValueValidator(1), MaxValueValidator(3650)],
        )
    ],
    title="Polls",
    description="Readers vote in a story, without a cookie, and see the results as a chart.",
)
