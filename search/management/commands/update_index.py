"""Rebuild the search indexes, while readers search and editors write."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, CommandParser
from django.db import transaction
from django.db.models import Model, QuerySet
from modelsearch.backends import get_search_backend
from modelsearch.index import get_indexed_models
from modelsearch.management.commands.rebuild_modelsearch_index import Command as WagtailsCommand
from modelsearch.management.commands.rebuild_modelsearch_index import group_models_by_index

from byline.progress import Progress
from search import index
from search.newsroom import index as newsroom_index

# Writers on SQLite wait while one chunk is indexed.
DEFAULT_CHUNK_SIZE = 100


class Command(WagtailsCommand):
    """Wagtail's command, which holds one transaction for all of it, in small steps.

    Entries stay when it is interrupted, and are found all the time.
    """

    help = (
        "Rebuild the index of Wagtail's lists, that of the newsroom's search, and that of the "
        "search page. "
        "The site may run meanwhile."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Have Wagtail's arguments, with smaller chunks."""
        super().add_arguments(parser)
        parser.set_defaults(chunk_size=DEFAULT_CHUNK_SIZE)

    def handle(self, **options: Any) -> None:
        """Rebuild Wagtail's indexes, or the one that is named; then ours, unless one is."""
        if options["chunk_size"] < 1:
            raise CommandError("--chunk_size: at least 1.")
        try:
            super().handle(**options)
            if not options["backend_name"] and not options["schema_only"]:
                self.rebuild_ours()
        except ImproperlyConfigured as error:  # an unknown backend
            raise CommandError(str(error)) from error
        except KeyboardInterrupt as interrupt:
            raise CommandError(
                "Stopped. What was indexed stays; run it again for the rest."
            ) from interrupt

    def update_backend(
        self, backend_name: str, *, schema_only: bool = False, chunk_size: int = DEFAULT_CHUNK_SIZE
    ) -> None:
        """Rebuild the indexes of one of Wagtail's backends."""
        backend = get_search_backend(backend_name)
        if not backend.rebuilder_class:
            self.write(f"{backend_name}: nothing to rebuild")
            return
        for place, models in group_models_by_index(backend, get_indexed_models()).items():
            rebuilder = backend.rebuilder_class(place)
            new = rebuilder.start()
            for model in models:
                new.add_model(model)
            if not schema_only:
                for model in models:
                    self.add_all(new, model, backend_name, chunk_size)
            rebuilder.finish()
        self.write(f"{backend_name}: done")

    def add_all(self, place: Any, model: type[Model], backend_name: str, chunk_size: int) -> None:
        """Index everything of a model, each chunk in a transaction of its own."""
        objects = model.get_indexed_objects().order_by("pk")  # type: ignore[attr-defined]
        # What is saved from now on is indexed as it is saved.
        newest = objects.values_list("pk", flat=True).last()
        objects = objects.filter(pk__lte=newest) if newest else objects.none()
        total = objects.count()
        progress = self.progress(f"{backend_name}, {model._meta.label}")
        last, done = None, 0
        while chunk := self.add_next(place, objects, last, chunk_size):
            last, done = chunk[-1].pk, done + len(chunk)
            progress(done, max(done, total))
        progress.end()

    def add_next(self, place: Any, objects: QuerySet, last: Any, chunk_size: int) -> list[Model]:
        """Index those that follow one in order, and return them."""
        rest = objects if last is None else objects.filter(pk__gt=last)
        with transaction.atomic():
            if chunk := list(rest[:chunk_size]):
                place.add_items(objects.model, chunk)
        return chunk

    def rebuild_ours(self) -> None:
        """Rebuild the index of the newsroom's search and that of the search page."""
        progress = self.progress("newsroom, pages")
        number = newsroom_index.rebuild(progress)
        progress.end()
        self.write(f"newsroom: {number:,} pages")
        progress = self.progress("search page, stories")
        number = index.rebuild(progress)
        progress.end()
        self.write(f"search page: {number:,} stories")

    def progress(self, what: str) -> Progress:
        """Return a progress indicator."""
        return Progress(self.stdout, what, is_silent=self.verbosity < 1)
