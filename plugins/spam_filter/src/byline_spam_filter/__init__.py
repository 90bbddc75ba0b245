"""A filter that learns from moderators which comments are spam."""

from django.core.validators import MaxValueValidator, MinValueValidator

from byline.plugins import Manifest, PluginSetting

PERCENT = (MinValueValidator(50), MaxValueValidator(99))


def percent_or_never(value: int) -> None:
    """Raise ValidationError where a number is neither 0 nor such a percentage."""
    for validate in PERCENT if value else ():
        validate(value)


manifest = Manifest(
    name="spam_filter",
    app="byline_spam_filter",
    hooks="byline_spam_filter.hooks",
    hook_versions={
        "comment_checks": 1,
        "comment_held": 1,
        "comment_approved": 1,
        "comment_removed": 1,
        "hourly_tasks": 1,
        "admin_reports": 1,
    },
    settings=[
        PluginSetting(
            name="hold_from",
            type=int,
            default=90,
            help="Comments that are spam with this probability (percent) wait for a moderator.",
            validators=PERCENT,
        ),
        PluginSetting(
            name="reject_from",
            type=int,
            default=0,
            help="Comments that are spam with this probability are refused; 0: none is.",
            validators=[percent_or_never],
        ),
        PluginSetting(
            name="minimum",
            type=int,
            default=20,
            help="How many approved and how many rejected comments it learns from before it "
            "says anything.",
            validators=[MinValueValidator(1)],
        ),
        PluginSetting(
            name="max_tokens",
            type=int,
            default=50_000,
            help="How many words and other tokens it stores; the rarest go first.",
            validators=[MinValueValidator(1)],
        ),
    ],
    title="Newsroom spam filter",
    description="Learns from moderators which comments are spam, and holds those.",
)
