"""The blocks that plugins bring."""

from collections.abc import Container

from wagtail.blocks import Block

from byline.plugins.loading import call_each


def plugin_blocks(taken: Container[str]) -> tuple[dict[str, Block], list[str]]:
    """Return the plugins' blocks by type name, and the problems of those left out.

    A type name starts with its plugin's name, and is unique.
    """
    found: dict[str, Block] = {}
    problems: list[str] = []
    for plugin, answer in call_each("article_blocks"):
        try:
            blocks = [(str(name), block) for name, block in answer]
        except (TypeError, ValueError):
            problems.append(f"Plugin '{plugin}' does not answer with pairs of name and block.")
            continue
        for name, block in blocks:
            if not isinstance(block, Block):
                problems.append(f"'{name}' of plugin '{plugin}' is no block.")
            elif not name.startswith(f"{plugin}_") or not name.isidentifier():
                problems.append(
                    f"The block '{name}' of plugin '{plugin}' is left out: its name does "
                    f"not start with '{plugin}_'."
                )
            elif name in found or name in taken:
                problems.append(f"The block '{name}' of plugin '{plugin}' is there already.")
            else:
                found[name] = block
    return found, problems
