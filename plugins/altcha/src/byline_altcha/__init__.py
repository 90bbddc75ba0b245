"""Proof of work for comments, by ALTCHA."""

from collections.abc import Callable

from byline.plugins import Manifest, PluginSetting

WITHOUT_SCRIPT = ("hold", "reject", "accept")


def known_action(value: str) -> None:
    """Raise ValueError where a text does not say what happens to a comment."""
    if value not in WITHOUT_SCRIPT:
        raise ValueError(f"one of {', '.join(WITHOUT_SCRIPT)}")


def between(lowest: int, highest: int) -> Callable[[int], None]:
    """Return a function that raises ValueError for numbers out of a range."""

    def validate(value: int) -> None:
        if not lowest <= value <= highest:
            raise ValueError(f"a number from {lowest:,} to {highest:,}")

    return validate


manifest = Manifest(
    name="altcha",
    app="byline_altcha",
    hooks="byline_altcha.hooks",
    hook_versions={"comment_checks": 1, "slots": 1, "urls": 1, "hourly_tasks": 1},
    settings=[
        PluginSetting(
            name="max_number",
            type=int,
            default=1000,
            help="The highest number that a browser tries; on average it tries half of them.",
            validate=between(1, 1_000_000),
        ),
        PluginSetting(
            name="cost",
            type=int,
            default=5000,
            help="How often each number is hashed. The server does it once for each form.",
            validate=between(1, 100_000),
        ),
        PluginSetting(
            name="lifetime_minutes",
            type=int,
            default=60,
            help="For how long a solution is valid; an open form finds another one after that.",
            validate=between(2, 1440),
        ),
        PluginSetting(
            name="without_script",
            type=str,
            default="hold",
            help="What happens to a comment without a solution: hold, reject or accept.",
            validate=known_action,
        ),
    ],
    title="ALTCHA",
    description="The browser of who writes a comment does some work, which costs spammers time.",
)
