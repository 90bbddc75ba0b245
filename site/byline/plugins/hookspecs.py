"""The hooks a plugin can implement, as typed pluggy specifications."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    from wagtail.blocks import Block

    from byline.plugins.comments import CommentCheck

NAMESPACE = "byline"

hookspec = pluggy.HookspecMarker(NAMESPACE)
hookimpl = pluggy.HookimplMarker(NAMESPACE)


@hookspec
def article_blocks() -> Sequence[tuple[str, "Block"]]:
    """Return blocks for the body of articles, each with its type name.

    The type name is stored with every story that uses the block, so it never changes. It
    starts with the plugin's name and an underscore; one that does not, or that is taken,
    is left out and reported by `manage.py check`.
    """
    raise AssertionError("a specification, called through the plugin manager only")


@hookspec
def comment_checks() -> Sequence["CommentCheck"]:
    """Return checks that each new or edited comment passes after Byline's own.

    They are called outside of a database transaction and may take their time. One that
    raises is logged and holds the comment for a moderator.
    """
    raise AssertionError("a specification, called through the plugin manager only")
