"""Publishes stories in a process of its own, one for each line of input.

    python -m bench.publisher wall-vote-9940 < headlines
    python -m bench.publisher wall-vote-9940 --new < headlines

Each line is a headline of the story with that slug; with `--new`, that of a new story like it, in
another section and on another topic than the last. The moment when it has been published, and other
processes can learn of it, is printed, in seconds since 1970, and its address.
"""

import argparse
import sys
import time
from itertools import count
from typing import Any


def main() -> None:
    """Publish until the end of the input."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("slug")
    parser.add_argument("--new", action="store_true")
    options = parser.parse_args()
    import django

    django.setup()
    from news.models import ArticlePage

    known, numbers = ArticlePage.objects.get(slug=options.slug), count()
    for line in sys.stdin:
        story = story_like(known, next(numbers)) if options.new else known
        story.title = line.strip()
        story.save_revision().publish()
        print(time.time(), story.url, flush=True)


def story_like(known: Any, number: int) -> Any:
    """Return a new story, not yet published, on one topic."""
    from news.models import SectionPage, Topic

    sections, topics = (model.objects.order_by("pk") for model in (SectionPage, Topic))
    slug = f"news-{time.time_ns()}"
    values = {"slug": slug, "published_at": None, "updated_at": None}
    story = known.copy(
        to=sections[number % sections.count()],
        keep_live=False,
        copy_revisions=False,
        update_attrs=values,
    )
    story.topics = [topics[number % topics.count()]]
    return story


if __name__ == "__main__":
    main()
