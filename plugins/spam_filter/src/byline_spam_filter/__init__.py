"""A filter that learns from moderators which comments are spam."""

from byline.plugins import Manifest, PluginSetting


def percent(value: int) -> None:
    """Raise ValueError where a number is no percentage that a comment can be held from."""
    if not 50 <= value <= 99:
        raise ValueError("a number from 50 to 99")


def percent_or_never(value: int) -> None:
    """Raise ValueError where a number is neither 0 nor such a percentage."""
    if value:
        percent(value)


def at_least_one(value: int) -> None:
    """Raise ValueError where a number is below one."""
    if value < 1:
        raise ValueError("a number from 1 on")


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
            validate=percent,
        ),
        PluginSetting(
            name="reject_from",
            type=int,
            default=0,
            help="Comments that are spam with this probability are refused; 0: none is.",
            validate=percent_or_never,
        ),
        PluginSetting(
            name="minimum",
            type=int,
            default=20,
            help="How many approved and how many rejected comments it learns from before it "
            "says anything.",
            validate=at_least_one,
        ),
        PluginSetting(
            name="max_tokens",
            type=int,
            default=50_000,
            help="How many words and other tokens it stores; the rarest go first.",
            validate=at_least_one,
        ),
    ],
    title="Newsroom spam filter",
    description="Learns from moderators which comments are spam, and holds those.",
)
