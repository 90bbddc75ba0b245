"""Whether plugins are called."""

from byline.plugins.guard import attempt


def is_called(plugin):
    """Return whether a plugin is neither switched off nor paused."""
    return attempt(plugin, "slots", lambda: True) is True
