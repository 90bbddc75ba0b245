"""What search engines and crawlers ask a site for."""

from django.apps import AppConfig


class SeoConfig(AppConfig):
    """Sitemaps, robots.txt, IndexNow, icons, removed addresses, and budgets of crawlers."""

    name = "seo"

    def ready(self) -> None:
        """Connect the signal handlers, and register the periodic tasks."""
        from byline.worker import periodic_tasks
        from seo import crawler_counts, indexnow, signal_handlers

        signal_handlers.connect()
        periodic_tasks.register(indexnow.send_overdue)
        periodic_tasks.register(crawler_counts.delete_old)
