"""A sequence of stories with their readers, ordered and fetched page by page."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import batched

from news.models import ArticlePage
from news.querysets import ArticleQuerySet

# Stories per query of an export.
STORIES_BATCH_SIZE = 500


class ReadStories:
    """Stories with their `readers`, of which a slice fetches only its own.

    Databases are slow to sort stories by a sum per story. Fetching all sums in one query, and
    then the stories of a page, is fast.
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
        """Yield all stories, fetched in batches."""
        for batch in batched(self.order, STORIES_BATCH_SIZE):
            yield from self.fetch(batch)

    def fetch(self, ids: Iterable[int]) -> list[ArticlePage]:
        """Return stories in the given order, with all that the report shows of them."""
        stories = self.stories.filter(pk__in=ids).defer_streamfields().with_visibility()
        found = {
            story.pk: story
            for story in stories.select_related("section", "popular_choice").with_bylines()
        }
        for pk, story in found.items():
            story.readers = self.readers[pk]
        return [found[pk] for pk in ids if pk in found]
