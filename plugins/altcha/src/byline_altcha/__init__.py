"""Proof of work for comments, by ALTCHA."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator

from byline.plugins import Manifest, PluginSetting

WITHOUT_SCRIPT = ("hold", "reject", "accept")


def known_action(value: str) -> None:
    """Raise ValidationError where a text does not say what happens to a comment."""
    if value not in WITHOUT_SCRIPT:
        raise ValidationError(f"One of {', '.join(WITHOUT_SCRIPT)}.")


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
            validators=[MinValueValidator(1), MaxValueValidator(1_000_000)],
        ),
        PluginSetting(
            name="cost",
            type=int,
            default=5000,
            help="How often each number is hashed. The server does it once for each form.",
            validators=[MinValueValidator(1), MaxValueValidator(100_000)],
        ),
        PluginSetting(
            name="lifetime_minutes",
            type=int,
            default=60,
            help="For how long a solution is valid; an open form finds another one after that.",
            validators=[MinValueValidator(2), MaxValueValidator(1440)],
        ),
        PluginSetting(
            name="without_script",
            type=str,
            default="hold",
            help="What happens to a comment without a solution: hold, reject or accept.",
            validators=[known_action],
        ),
    ],
    title="ALTCHA",
    description="The browser of who writes a comment does some work, which costs spammers time.",
)
