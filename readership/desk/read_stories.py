"""Stories that were read, in some order."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import batched

from news.models import ArticlePage
from news.querysets import ArticleQuerySet, bylines_with_authors

# How many stories are fetched together where all are asked for.
STORIES_BATCH_SIZE = 500


class ReadStories:
    """Stories with their `readers`, of which only those are fetched that are looked at.

    A database takes long to sort many stories by a sum that it has to look up for each; all
    sums at once, and the stories of a page afterwards, are quick.
    """

    def __init__(self, stories: ArticleQuerySet, readers: Counter[int], ordering: str) -> None:
        self.stories = stories
        self.readers = readers
        back = ordering.startswith("-")
        if ordering.endswith("readers"):
            self.order = sorted(readers, key=lambda pk: (readers[pk], pk), reverse=back)
        else:
            ordered = stories.order_by(ordering, "-pk" if back else "pk")
            self.order = [pk for pk in ordered.values_list("pk", flat=True) if pk in readers]

    def __len__(self) -> int:
        return len(self.order)

    def __getitem__(self, part: slice) -> list[ArticlePage]:
        return self.fetch(self.order[part])

    def iterator(self) -> Iterator[ArticlePage]:
        """Yield all, a few at a time, as querysets do."""
        for batch in batched(self.order, STORIES_BATCH_SIZE):
            yield from self.fetch(batch)

    def fetch(self, ids: Iterable[int]) -> list[ArticlePage]:
        """Return stories in the order given, with what lists of the newsroom say of them."""
        stories = self.stories.filter(pk__in=ids).defer_streamfields().with_visibility()
        found = {
            story.pk: story
            for story in stories.select_related("section", "popular_choice").prefetch_related(
                bylines_with_authors()
            )
        }
        for pk, story in found.items():
            story.readers = self.readers[pk]
        return [found[pk] for pk in ids if pk in found]
