"""The blocks that plugins bring."""

from collections.abc import Container
from typing import NamedTuple

from wagtail.blocks import Block

from byline.plugins.problems import report, text_of
from byline.plugins.registry import contributions


class PluginBlock(NamedTuple):
    """A block and the name of its plugin."""

    plugin: str
    block: Block


def plugin_blocks(taken: Container[str]) -> dict[str, PluginBlock]:
    """Return the plugins' blocks by type name; those that are left out are reported.

    A type name starts with its plugin's name, and is unique.
    """
    found: dict[str, PluginBlock] = {}
    for plugin, value in contributions("article_blocks"):
        match value:
            case (str(name), Block() as block):
                pass
            case _:
                what = text_of(value)
                report(plugin, f"{what} of plugin '{plugin}' is no pair of name and block.")
                continue
        if not name.startswith(f"{plugin}_") or not name.isidentifier():
            report(
                plugin,
                f"The block '{name}' of plugin '{plugin}' is left out: its name does "
                f"not start with '{plugin}_'.",
            )
        elif name in found or name in taken:
            report(plugin, f"The block '{name}' of plugin '{plugin}' is there already.")
        else:
            found[name] = PluginBlock(plugin, block)
    return found
