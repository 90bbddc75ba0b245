"""Live coverage: timed updates on a story, newest first."""

from byline.plugins import Manifest, PluginSetting


def at_least_five(seconds: int) -> None:
    """Raise ValueError for an interval at which readers would ask too often."""
    if seconds < 5:
        raise ValueError("at least 5 seconds")


manifest = Manifest(
    name="live_coverage",
    app="byline_live_coverage",
    hooks="byline_live_coverage.hooks",
    hook_versions={"article_blocks": 1, "fragments": 1, "structured_data": 1, "urls": 1},
    settings=[
        PluginSetting(
            name="refresh_seconds",
            type=int,
            default=20,
            help="After how many seconds an open page looks for new updates.",
            validate=at_least_five,
        )
    ],
    title="Live coverage",
    description="Timed updates on a story, posted from its page.",
)
