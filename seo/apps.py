"""What search engines and crawlers ask a site for."""

from django.apps import AppConfig


class SeoConfig(AppConfig):
    """Sitemaps, robots.txt, IndexNow, icons, removed addresses, and budgets of crawlers."""

    name = "seo"

    def ready(self) -> None:
        """Connect the signal handlers."""
        from seo import signal_handlers

        signal_handlers.connect()
