"""The bin of the admin."""

from django.apps import AppConfig


class RecycleBinConfig(AppConfig):
    """Deleted pages, photos and documents, as long as they can be restored."""

    name = "recyclebin"
    verbose_name = "bin"

    def ready(self) -> None:
        """Register the periodic task."""
        from byline.worker import periodic_tasks
        from recyclebin import actions

        periodic_tasks.register(actions.purge)
