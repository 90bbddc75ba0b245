"""Import saved pages into a new newsroom: CPU time and statements a story.

    python -m bench.importing --stories 300

The database is that of DATABASE_URL, and is migrated first. Run it twice for two numbers: the
second run finds every story there.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any

from bench.texts import VOCABULARY_SIZE, ZIPF_OFFSET, vocabulary

AUTHORS = [f"{a} {b}" for a in ("Oda", "Mara", "Pelle", "Zoe") for b in ("Finch", "Lind", "Berg")]
SECTIONS = ("News", "Sport", "Harbour", "Culture")
# Of a story, in turn.
COMMENTS = (0, 0, 1, 2, 5)


def main() -> None:
    """Write the pages, import them, and print what that took."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--stories", type=int, default=300)
    options = parser.parse_args()
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    with tempfile.TemporaryDirectory() as folder:
        for n in range(options.stories):
            Path(folder, f"{n:06}.txt").write_text(page(n))
        for run in ("first", "again"):
            print(json.dumps({"run": run} | measure(folder, options.stories)))


def measure(folder: str, stories: int) -> dict[str, Any]:
    """Import a folder; return milliseconds of CPU and statements for each story."""
    from io import StringIO

    from django.core.management import call_command
    from django.db import connection

    statements = 0

    def count(execute: Any, *rest: Any) -> Any:
        nonlocal statements
        statements += 1
        return execute(*rest)

    cpu, wall = time.process_time(), time.perf_counter()
    with connection.execute_wrapper(count):
        call_command("import_archive", folder, stdout=StringIO(), stderr=sys.stderr)
    return {
        "cpu_ms": round(1000 * (time.process_time() - cpu) / stories, 2),
        "wall_ms": round(1000 * (time.perf_counter() - wall) / stories, 2),
        "statements": round(statements / stories, 2),
    }


def page(n: int) -> str:
    """Return the text of a saved page."""
    dice = Random(f"page {n}")  # noqa: S311 - the same pages every time
    day = f"{dice.randint(1, 12):02}-{dice.randint(1, 28):02}-{dice.randint(2010, 2019)}"
    headline = " ".join(words(dice, 7)).title()
    body = "\n\n".join(paragraphs(dice, n))
    end = "\n\n".join(comments(dice, n))
    byline = f"By: {dice.choice(AUTHORS)} | {day} | {dice.choice(SECTIONS)}"
    return f"{byline}\nPhoto credit: Mara Lind\n\n{headline}\n\n{body}\n\nShare this article\n{end}"


def paragraphs(dice: Random, n: int) -> Iterator[str]:
    """Yield the paragraphs of a page, with a tweet and a photo in some."""
    for _ in range(dice.randint(6, 12)):
        yield " ".join(sentence(dice) for _ in range(dice.randint(3, 6)))
    if n % 3 == 0:
        yield (
            f'<blockquote class="twitter-tweet"><p>{sentence(dice)}</p>&mdash; Port (@port) '
            f'<a href="https://twitter.com/port/status/{n}">November 29, 2019</a></blockquote>'
        )
    if n % 2 == 0:
        yield "||| Mara Lind |||"


def comments(dice: Random, n: int) -> Iterator[str]:
    """Yield the comments of a page."""
    for at in range(COMMENTS[n % len(COMMENTS)]):
        yield f"Anonymous No. {1 + n * len(COMMENTS) + at} 2019-03-14 : 18:02\n{sentence(dice)}"


def sentence(dice: Random) -> str:
    """Return a sentence."""
    return f"{' '.join(words(dice, dice.randint(9, 19))).capitalize()}."


def words(dice: Random, number: int) -> list[str]:
    """Return words as frequent as those of a language."""
    known, weights = weighted_words()
    return dice.choices(known, cum_weights=weights, k=number)


@cache
def weighted_words() -> tuple[list[str], list[float]]:
    """Return the vocabulary with cumulated weights."""
    weights = (1 / (rank + ZIPF_OFFSET) for rank in range(VOCABULARY_SIZE))
    return vocabulary(), list(accumulate(weights))


if __name__ == "__main__":
    main()
