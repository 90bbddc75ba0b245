"""Publishes a story in a process of its own, once for each line of input.

    python -m bench.publisher wall-vote-9940 < headlines

Each line is a headline of the story with that slug. The moment when it has been published, and
other processes can learn of it, is printed, in seconds since 1970.
"""

import sys
import time


def main() -> None:
    """Publish until the end of the input."""
    import django

    django.setup()
    from news.models import ArticlePage

    story = ArticlePage.objects.get(slug=sys.argv[1])
    for line in sys.stdin:
        story.title = line.strip()
        story.save_revision().publish()
        print(time.time(), flush=True)


if __name__ == "__main__":
    main()
