"""Feeds."""

from django.core.exceptions import ImproperlyConfigured

from byline.settings.environment import env, read_address

# The WebSub hub that feeds name and that is told when they change.
WEBSUB_HUB_URL = env.str("WEBSUB_HUB_URL", "").strip()
if WEBSUB_HUB_URL and not read_address(WEBSUB_HUB_URL, {"http", "https"}):
    raise ImproperlyConfigured("WEBSUB_HUB_URL: an address like https://hub.example.org/.")
