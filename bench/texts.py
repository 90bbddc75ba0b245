"""Made-up words for a synthetic newsroom: stories, authors and topics."""

import json
import random
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import accumulate, batched, cycle, product
from typing import Any

from django.db import connection, transaction

from bench.newsroom import execute, is_sqlite

AUTHORS, TOPICS, TOPICS_EACH = 500, 200, 2
HEADLINE, STANDFIRST, PARAGRAPH, PARAGRAPHS = 8, 22, 50, 5  # words
WORDS = 30_000
# The word of rank n is as frequent as 1 / (n + FLAT): the first is in half of the stories.
FLAT = 65
AT_A_TIME = 2_000

PAGES = "UPDATE wagtailcore_page SET title = %s, draft_title = %s WHERE id = %s"
STORIES = "UPDATE news_articlepage SET standfirst = %s, body = %s WHERE page_ptr_id = %s"
BYLINES = "INSERT INTO news_byline (article_id, author_id, role, sort_order) VALUES (%s, %s, '', 0)"
ABOUT = "INSERT INTO news_articlepage_topics (articlepage_id, topic_id) VALUES (%s, %s)"


def vocabulary() -> list[str]:
    """Return words, the most frequent first; the same every time."""
    dice = random.Random(1)  # noqa: S311 - the same newsroom every time
    ends = ["a", "e", "i", "o", "u", "an", "er", "il"]
    syllables = ["".join(letters) for letters in product("bdfgklmnprstvz", ends)]
    words = {"".join(dice.choices(syllables, k=n)) for n in (2, 3, 3, 4) for _ in range(WORDS)}
    return dice.sample(sorted(words), WORDS)


def add_texts() -> None:
    """Give every story words, an author and topics."""
    from news.models import ArticlePage

    words, dice = vocabulary(), random.Random(2)  # noqa: S311 - the same newsroom every time
    writers, subjects = add_subjects()
    authors, about = cycle(pk for pk, _name in writers), [pk for pk, _name in subjects]
    weights = list(accumulate(1 / (rank + FLAT) for rank in range(WORDS)))
    some = partial(dice.choices, words, cum_weights=weights)
    stories = ArticlePage.objects.order_by("pk").values_list("pk", flat=True)
    for ids in batched(list(stories), AT_A_TIME):
        titles = [sentence(some(k=HEADLINE)) for _ in ids]
        run(PAGES, ((title, title, pk) for title, pk in zip(titles, ids, strict=True)))
        run(STORIES, ((sentence(some(k=STANDFIRST)), body(some), pk) for pk in ids))
        run(BYLINES, ((pk, next(authors)) for pk in ids))
        run(ABOUT, ((pk, topic) for pk in ids for topic in dice.sample(about, TOPICS_EACH)))
    # What was there before each of them leaves no hole.
    execute("VACUUM" if is_sqlite() else "VACUUM FULL")


def add_subjects() -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """Add authors and topics; return their ids with their names."""
    from news.models import Author, Topic

    words = vocabulary()
    pairs = batched(words[-2 * AUTHORS :], 2)
    names = [f"{first.title()} {last.title()}" for first, last in pairs]
    return create(Author, names), create(Topic, [w.title() for w in words[1000 : 1000 + TOPICS]])


def create(model: Any, names: list[str]) -> list[tuple[int, str]]:
    """Create authors or topics, known to the search by name."""
    from search.index import index_name

    subjects = [model(name=name, slug=name.lower().replace(" ", "-")) for name in names]
    for subject in model.objects.bulk_create(subjects):
        index_name(subject)
    return [(subject.pk, subject.name) for subject in subjects]


def body(some: Callable[..., list[str]]) -> str:
    """Return a body as it is stored."""
    paragraphs = [f"<p>{sentence(some(k=PARAGRAPH))}</p>" for _ in range(PARAGRAPHS)]
    return json.dumps([{"type": "paragraph", "value": html} for html in paragraphs])


def sentence(words: Sequence[str]) -> str:
    """Write words as a sentence."""
    return f"{' '.join(words).capitalize()}."


def run(sql: str, rows: Iterable[Sequence[Any]]) -> None:
    """Run a statement for each of some rows, in one transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(sql, list(rows))
