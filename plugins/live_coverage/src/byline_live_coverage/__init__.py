"""Live coverage: timed updates on a story, newest first."""

from django.core.validators import MinValueValidator

from byline.plugins import Manifest, PluginSetting

manifest = Manifest(
    name="live_coverage",
    app="byline_live_coverage",
    hooks="byline_live_coverage.hooks",
    hook_versions={
        "article_blocks": 1,
        "slots": 1,
        "fragments": 1,
        "structured_data": 1,
        "urls": 1,
    },
    settings=[
        PluginSetting(
            name="refresh_seconds",
            type=int,
            default=20,
            help="After how many seconds an open page looks for new updates.",
            validators=[MinValueValidator(5)],
        )
    ],
    title="Live coverage",
    description="Timed updates on a story, posted from its page.",
)
