"""Headline test: two headlines of a story on the front page, and which one readers open."""

from django.core.validators import MaxValueValidator, MinValueValidator

from byline.plugins import Manifest, PluginSetting

manifest = Manifest(
    name="headline_test",
    app="byline_headline_test",
    hooks="byline_headline_test.hooks",
    hook_versions={
        "front_headlines": 1,
        "front_page_panels": 1,
        "headlines_shown": 1,
        "hourly_tasks": 1,
        "stories_read": 1,
        "story_published": 1,
        "story_unpublished": 1,
        "urls": 1,
    },
    settings=[
        PluginSetting(
            name="hours",
            type=int,
            default=24,
            help="How long a test runs where the editor chooses nothing else, in hours.",
            validators=[MinValueValidator(1), MaxValueValidator(168)],
        )
    ],
    title="Headline test",
    description="Tries two headlines of a story on the front page.",
)
