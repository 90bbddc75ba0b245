"""Made-up words for a synthetic newsroom: stories, authors and topics."""

import json
import random
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import accumulate, batched, cycle, product
from typing import Any

from django.db import connection, transaction

from bench.newsroom import execute, is_sqlite

AUTHORS_COUNT, TOPICS_COUNT, TOPICS_PER_STORY = 500, 200, 2
HEADLINE_WORDS, STANDFIRST_WORDS, PARAGRAPH_WORDS, PARAGRAPHS_COUNT = 8, 22, 50, 5  # words
VOCABULARY_SIZE = 30_000
# The word of rank n is as frequent as 1 / (n + FLAT): the first is in half of the stories.
ZIPF_OFFSET = 65
STORIES_BATCH_SIZE = 2_000

UPDATE_PAGE = "UPDATE wagtailcore_page SET title = %s, draft_title = %s WHERE id = %s"
UPDATE_STORY = "UPDATE news_articlepage SET standfirst = %s, body = %s WHERE page_ptr_id = %s"
INSERT_BYLINE = (
    "INSERT INTO news_byline (article_id, author_id, role, sort_order) VALUES (%s, %s, '', 0)"
)
INSERT_TOPIC = "INSERT INTO news_articlepage_topics (articlepage_id, topic_id) VALUES (%s, %s)"


def vocabulary() -> list[str]:
    """Return made-up words, the most frequent first; always the same."""
    dice = random.Random(1)  # noqa: S311 - the same newsroom every time
    ends = ["a", "e", "i", "o", "u", "an", "er", "il"]
    syllables = ["".join(letters) for letters in product("bdfgklmnprstvz", ends)]
    words = {
        "".join(dice.choices(syllables, k=n)) for n in (2, 3, 3, 4) for _ in range(VOCABULARY_SIZE)
    }
    return dice.sample(sorted(words), VOCABULARY_SIZE)


def add_texts() -> None:
    """Set the texts, author and topics of every story."""
    from news.models import ArticlePage

    words, dice = vocabulary(), random.Random(2)  # noqa: S311 - the same newsroom every time
    writers, subjects = add_subjects()
    authors, about = cycle(pk for pk, _name in writers), [pk for pk, _name in subjects]
    weights = list(accumulate(1 / (rank + ZIPF_OFFSET) for rank in range(VOCABULARY_SIZE)))
    some = partial(dice.choices, words, cum_weights=weights)
    stories = ArticlePage.objects.order_by("pk").values_list("pk", flat=True)
    for ids in batched(list(stories), STORIES_BATCH_SIZE):
        titles = [sentence(some(k=HEADLINE_WORDS)) for _ in ids]
        run(UPDATE_PAGE, ((title, title, pk) for title, pk in zip(titles, ids, strict=True)))
        run(UPDATE_STORY, ((sentence(some(k=STANDFIRST_WORDS)), body(some), pk) for pk in ids))
        run(INSERT_BYLINE, ((pk, next(authors)) for pk in ids))
        run(
            INSERT_TOPIC,
            ((pk, topic) for pk in ids for topic in dice.sample(about, TOPICS_PER_STORY)),
        )
    # Consecutive ids.
    execute("VACUUM" if is_sqlite() else "VACUUM FULL")


def add_subjects() -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """Add authors and topics; return their ids with their names."""
    from news.models import Author, Topic

    words = vocabulary()
    pairs = batched(words[-2 * AUTHORS_COUNT :], 2)
    names = [f"{first.title()} {last.title()}" for first, last in pairs]
    return create(Author, names), create(
        Topic, [w.title() for w in words[1000 : 1000 + TOPICS_COUNT]]
    )


def create(model: Any, names: list[str]) -> list[tuple[int, str]]:
    """Create authors or topics, and index their names."""
    from search.index import index_name

    subjects = [model(name=name, slug=name.lower().replace(" ", "-")) for name in names]
    for subject in model.objects.bulk_create(subjects):
        index_name(subject)
    return [(subject.pk, subject.name) for subject in subjects]


def body(some: Callable[..., list[str]]) -> str:
    """Return a stored body."""
    paragraphs = [f"<p>{sentence(some(k=PARAGRAPH_WORDS))}</p>" for _ in range(PARAGRAPHS_COUNT)]
    return json.dumps([{"type": "paragraph", "value": html} for html in paragraphs])


def sentence(words: Sequence[str]) -> str:
    """Write words as a sentence."""
    return f"{' '.join(words).capitalize()}."


def run(sql: str, rows: Iterable[Sequence[Any]]) -> None:
    """Run a statement for each of some rows, in one transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(sql, list(rows))
