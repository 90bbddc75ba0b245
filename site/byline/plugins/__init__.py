"""The contract that plugins are written against.

A plugin is an installed package with an entry point in the group `byline.plugins` that
names its `Manifest`. It is loaded when `BYLINE_PLUGINS` names the entry point.
"""

from byline.plugins.hookspecs import hookimpl
from byline.plugins.manifest import CONTRACT_VERSION, Manifest

__all__ = ["CONTRACT_VERSION", "Manifest", "hookimpl"]
