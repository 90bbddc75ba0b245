"""What was deleted in the admin, for as long as it can be restored."""

from django.apps import AppConfig


class RecycleBinConfig(AppConfig):
    """The bin of pages, photos and documents."""

    name = "recyclebin"
    verbose_name = "bin"

    def ready(self) -> None:
        """Add the worker's periodic task."""
        from byline.worker import periodic_tasks
        from recyclebin import actions

        periodic_tasks.register(actions.purge)
