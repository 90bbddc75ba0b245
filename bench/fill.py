"""Fill a new newsroom with stories, comments and readers, and write the measured URLs to a file.

    python -m bench.fill --stories 10000 --comments 100000

The folder is that of BYLINE_DATA_DIR, the database that of DATABASE_URL. What is in it follows
from the numbers alone, but for the time: it ends a minute ago.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.core.management.base import OutputWrapper

    from bench.stories import StoriesPlan

ABOUT_FILE = "newsroom.json"
PICTURE_NAMES = ("storm-wall-vote", "electric-ferry", "winter-swimmers", "tram-line")
PHOTO_SHAPES = ("lead", "body", "splash", "card", "thumbnail")
# Ranks of searched words, which many, some and few stories have.
SEARCHED_RANKS = (40, 400, 1500, 6000)
PLACED_STORIES = (5, 12, 20, 33)  # on the front page, counted from the newest story
# Readers of the news day and of the cold tail ask for one story in five, for so many at most.
ASKED_STEP, ASKED_STORIES_LIMIT = 5, 4_000


def main() -> None:
    """Fill the newsroom, and write ABOUT_FILE."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--stories", type=int, default=10_000)
    parser.add_argument("--comments", type=int, default=100_000)
    options = parser.parse_args()
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.core.management.base import OutputWrapper

    call_command("migrate", verbosity=0)
    about = fill(options.stories, options.comments, OutputWrapper(sys.stderr))
    (Path(settings.DATA_DIR) / ABOUT_FILE).write_text(json.dumps(about, indent=2))


def fill(stories: int, comments: int, out: "OutputWrapper", *, pictures: bool = True) -> Any:
    """Fill the newsroom, and return the measured URLs."""
    from django.utils import timezone
    from wagtail.models import Page

    from bench.audience import add_readers
    from bench.conversations import add_comments
    from bench.newsroom import analyze, set_sequences, without_inverted_indexes
    from bench.stories import add_stories, plan_of
    from byline.progress import Progress
    from news.models import ArticlePage, Byline

    plan = plan_of(stories, timezone.now(), add_photos(make_files=pictures))
    progress = Progress(out, "stories")
    with without_inverted_indexes("search_entry"):
        add_stories(plan, progress)
    progress.end()
    set_sequences(Page, Byline, ArticlePage.topics.through)
    progress = Progress(out, "comments")
    add_comments(plan, comments, progress)
    progress.end()
    add_readers(plan)
    learn_words()
    place_on_fronts(plan)
    analyze()
    return {"stories": stories, "comments": comments, **what_is_measured(plan)}


def add_photos(*, make_files: bool) -> list[int]:
    """Add the photos of all stories, with their renditions."""
    from home.demo.files import demo_photo
    from photos.renditions import make_renditions

    photos = [demo_photo(name, f"A picture of {name.replace('-', ' ')}.") for name in PICTURE_NAMES]
    for photo in photos if make_files else ():
        make_renditions(photo, *PHOTO_SHAPES)
    return [photo.pk for photo in photos]


def learn_words() -> None:
    """Store every word for the search, as indexing a story does otherwise."""
    from bench.texts import vocabulary
    from search.models import KnownWord

    known = [KnownWord(word=word, backwards=word[::-1], spelling=word) for word in vocabulary()]
    KnownWord.objects.bulk_create(known, batch_size=500, ignore_conflicts=True)


def place_on_fronts(plan: "StoriesPlan") -> None:
    """Place some stories on the front page and on that of a section."""
    from home.models import FrontPlacement, HomePage
    from news.models import ArticlePage, SectionPlacement

    home = HomePage.objects.get()
    for at, back in enumerate(PLACED_STORIES):
        slot = FrontPlacement.Slot.TOP if at else FrontPlacement.Slot.LEAD
        if plan.number > back:
            story = plan.page(plan.number - back)
            FrontPlacement.objects.create(page=home, story_id=story, slot=slot, sort_order=at)
    section = plan.sections[0]
    if story := ArticlePage.objects.filter(section_id=section.pk).newest_first()[3:4].first():
        SectionPlacement.objects.create(page_id=section.pk, story=story, slot="lead", sort_order=0)


def what_is_measured(plan: "StoriesPlan") -> dict[str, Any]:
    """Return the URLs of the pages, and the stories with comments."""
    from bench.stories import MANY_COMMENTS_STORY, USUAL_STORY
    from bench.texts import vocabulary
    from news.models import ArticlePage

    def story(back: int) -> Any:
        return ArticlePage.objects.get(pk=plan.page(plan.number - back))

    talked_about, words = story(MANY_COMMENTS_STORY), vocabulary()
    newest = range(plan.number, max(0, plan.number - 1000), -1)
    known = {plan.number - MANY_COMMENTS_STORY, plan.number - USUAL_STORY}
    return {
        "pages": {
            "story": story(USUAL_STORY).url,
            "story, 100 comments": talked_about.url,
            "section": plan.sections[1].url,
            "front page": "/",
            "recent": "/recent/",
            "popular": "/popular/",
            "search": f"/search/?q={words[SEARCHED_RANKS[1]]}",
            "comments page": f"/comments/on/{talked_about.pk}/",
        },
        "searches": [f"/search/?q={words[rank]}" for rank in SEARCHED_RANKS],
        "sections": [section.url for section in plan.sections],
        "asked": asked_stories(plan, known),
        "commented": [plan.page(n) for n in newest if n not in known][:500],
        "read": [plan.page(n) for n in newest][:500],
    }


def asked_stories(plan: "StoriesPlan", besides: set[int]) -> list[str]:
    """Return the addresses of the stories that readers ask for, evenly over the years."""
    from home.models import HomePage
    from news.models import ArticlePage

    step = max(ASKED_STEP, -(-plan.number // ASKED_STORIES_LIMIT))
    # Not from the first on: so the measured stories are left over for warming up.
    numbers = [n for n in range(2, plan.number + 1, step) if n not in besides]
    asked = ArticlePage.objects.filter(pk__in=[plan.page(n) for n in numbers]).order_by("pk")
    home = HomePage.objects.get().url_path.rstrip("/")
    return [path.removeprefix(home) for path in asked.values_list("url_path", flat=True)]


if __name__ == "__main__":
    main()
