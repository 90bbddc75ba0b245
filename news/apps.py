"""The app of stories."""

from django.apps import AppConfig


class NewsConfig(AppConfig):
    """Sections, articles, authors and topics."""

    name = "news"

    def ready(self) -> None:
        """Connect the signal handlers, register the checks and a periodic task."""
        from wagtail.models import ReferenceIndex

        from byline.worker import periodic_tasks
        from news import autosave, checks, signal_handlers  # noqa: F401
        from news.models import Newsroom
        from news.querysets import visible_pages
        from recyclebin import uses

        ReferenceIndex.register_model(Newsroom)  # Wagtail leaves settings out; it has a logo
        uses.register_public_pages(visible_pages)
        signal_handlers.connect()
        periodic_tasks.register(autosave.thin_out)
