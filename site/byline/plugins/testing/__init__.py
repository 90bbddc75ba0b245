"""Helpers for the tests of plugins: what is public is exported here."""

from byline.plugins.testing.checks import check_plugin
from byline.plugins.testing.loading import bound_again, configured, loaded, without

__all__ = ["bound_again", "check_plugin", "configured", "loaded", "without"]
