"""The texts of a synthetic newsroom, from a stock, so that a million stories are fast.

Sentences and bodies are of a stock each. A body is taken apart into its terms once, however many
stories have it; what is above it, and the stories that it leads to, differ.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from itertools import accumulate
from random import Random
from typing import Any

from bench.texts import VOCABULARY_SIZE, ZIPF_OFFSET, sentence, vocabulary

STOCK_SENTENCES = 20_000
STOCK_BODIES = 2_500
# Placeholders for the ids of linked stories in a body of the stock.
LINK_PLACEHOLDERS = (90_000_000_001, 90_000_000_002, 90_000_000_003)
SENTENCE_MIN_WORDS, SENTENCE_MAX_WORDS = 9, 25
PARAGRAPHS_LOG_NORMAL = (2.2, 0.45)  # mean and deviation: nine are usual, thirty are rare
PARAGRAPHS_LIMIT = 60
# The first position of the words of a body, after those of the fields above it.
BODY_POSITION_OFFSET = 400
# Paragraphs before another block.
PARAGRAPHS_IN_A_ROW = 4

type Block = dict[str, Any]


@dataclass
class Written:
    """A body as it is stored, with its search terms."""

    blocks: list[Block] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def add(self, kind: str, value: Any, *words: str) -> None:
        """Append a block."""
        self.blocks.append({"type": kind, "value": value})
        self.words += words

    @property
    def stored(self) -> str:
        """The stored body."""
        return json.dumps(self.blocks, ensure_ascii=False)


class ProseWriter:
    """Writes the texts of stories with a random generator."""

    def __init__(self, photos: Sequence[int], stories: int = STOCK_BODIES) -> None:
        self.number_of_bodies = min(stories, STOCK_BODIES)
        dice = Random(3)  # noqa: S311 - the same newsroom every time
        weights = list(accumulate(1 / (rank + ZIPF_OFFSET) for rank in range(VOCABULARY_SIZE)))
        some = partial(dice.choices, vocabulary(), cum_weights=weights)
        self.photos = photos
        self.stock = [
            sentence(some(k=dice.randint(SENTENCE_MIN_WORDS, SENTENCE_MAX_WORDS)))
            for _ in range(STOCK_SENTENCES)
        ]
        self.bodies: list[StockBody] = []
        self.extras: list[Callable[[Random, Written, Sequence[int]], None]] = [
            self.heading,
            self.quote,
            self.photo,
            self.related,
            self.pull_quote,
            self.fact_box,
            self.tweet,
        ]

    def sentences(self, dice: Random, number: int) -> list[str]:
        """Return some sentences."""
        return [self.stock[int(dice.random() * STOCK_SENTENCES)] for _ in range(number)]

    def headline(self, dice: Random) -> str:
        """Return the first words of a sentence."""
        words = self.sentences(dice, 1)[0].rstrip(".").split()
        return " ".join(words[: dice.randint(6, 10)])

    def any_body(self, dice: Random) -> "StockBody":
        """Return a body of the stock."""
        if not self.bodies:
            chance = Random("bodies")  # noqa: S311 - the same newsroom every time
            self.bodies = [
                StockBody(self.body(chance, LINK_PLACEHOLDERS))
                for _ in range(self.number_of_bodies)
            ]
        return dice.choice(self.bodies)

    def body(self, dice: Random, earlier: Sequence[int], *, full: bool = False) -> Written:
        """Write a body; a full one has the usual length and every block."""
        written = Written()
        number = min(PARAGRAPHS_LIMIT, max(3, round(dice.lognormvariate(*PARAGRAPHS_LOG_NORMAL))))
        extras = iter(self.extras if full else dice.choices(self.extras, k=number))
        for row in rows(
            4 * len(self.extras) // 2 if full else number, 2 if full else PARAGRAPHS_IN_A_ROW
        ):
            self.paragraphs(dice, written, row, earlier)
            next(extras)(dice, written, earlier)
        self.paragraphs(dice, written, 1, ())
        return written

    def paragraphs(
        self, dice: Random, written: Written, number: int, earlier: Sequence[int]
    ) -> None:
        """Write paragraphs, every third time with a link to another story."""
        texts = [" ".join(self.sentences(dice, dice.randint(2, 4))) for _ in range(number)]
        html = "".join(f"<p>{text}</p>" for text in texts)
        if earlier and dice.random() < 1 / 3:
            start, gap, rest = html.partition(" ")
            html = f'{start} <a linktype="page" id="{dice.choice(earlier)}">as told</a>{gap}{rest}'
        written.add("paragraph", html, *texts)

    def heading(self, dice: Random, written: Written, _earlier: Sequence[int]) -> None:
        """Add a heading."""
        words = self.headline(dice)
        written.add("heading", words, words)

    def quote(self, dice: Random, written: Written, _earlier: Sequence[int]) -> None:
        """Add a quote."""
        text, who = " ".join(self.sentences(dice, 2)), self.headline(dice).title()[:40]
        value = {"text": text, "speaker": who, "role": "", "source": "", "source_url": ""}
        written.add("quote", value, text, who)

    def pull_quote(self, dice: Random, written: Written, _earlier: Sequence[int]) -> None:
        """Add a pull quote."""
        text = self.sentences(dice, 1)[0]
        written.add("pull_quote", {"text": text, "attribution": ""}, text)

    def fact_box(self, dice: Random, written: Written, _earlier: Sequence[int]) -> None:
        """Add a fact box."""
        facts, title = self.sentences(dice, 3), self.headline(dice)
        html = f"<ul>{''.join(f'<li>{fact}</li>' for fact in facts)}</ul>"
        written.add("fact_box", {"title": title, "text": html}, title, *facts)

    def photo(self, dice: Random, written: Written, _earlier: Sequence[int]) -> None:
        """Add a photo."""
        caption = self.sentences(dice, 1)[0]
        value = {"photo": dice.choice(self.photos), "caption": caption, "credit": ""}
        written.add("photo", value, caption)

    def tweet(self, dice: Random, written: Written, _earlier: Sequence[int]) -> None:
        """Add a tweet."""
        text, number = self.sentences(dice, 1)[0], dice.randrange(10**15)
        value = {
            "source": f"https://x.com/harbour/status/{number}",
            "text": text,
            "author": "Harbour Office",
            "handle": "harbour",
            "posted_on": "2024-05-01",
        }
        written.add("tweet", value, text)

    def related(self, dice: Random, written: Written, earlier: Sequence[int]) -> None:
        """Add related coverage."""
        if earlier:
            value = {"story": dice.choice(earlier), "headline": "", "url": ""}
            written.add("related", value)


class StockBody:
    """A body of the stock, ready for the tables."""

    def __init__(self, written: Written) -> None:
        self.stored, self.words = written.stored, "\n".join(written.words)
        self.terms = terms_of(written.words)

    @cached_property
    def places(self) -> str:
        """The terms with their positions, for PostgreSQL."""
        places = defaultdict(list)
        for at, term in enumerate(self.terms, BODY_POSITION_OFFSET):
            places[term].append(f"{at}C")
        return " ".join(f"'{term}':{','.join(where)}" for term, where in places.items())

    def leading_to(self, stories: Sequence[int]) -> str:
        """Return the stored body with links to stories."""
        stored = self.stored
        for place, story in zip(LINK_PLACEHOLDERS, stories, strict=False):
            stored = stored.replace(str(place), str(story))
        return stored


def rows(number: int, most: int) -> Iterator[int]:
    """Yield the number of paragraphs before each other block."""
    while number > 0:
        yield min(number, most)
        number -= most


@lru_cache(maxsize=10 * STOCK_SENTENCES)
def typed(headline: str) -> list[str]:
    """Return the words of a headline as readers begin to type them."""
    from search.stories import headline_terms

    return headline_terms(headline)


@lru_cache(maxsize=10 * STOCK_SENTENCES)
def terms_of_sentence(text: str) -> tuple[str, ...]:
    """Return the terms under which a sentence is found."""
    from search.words import index_terms

    return tuple(index_terms(text))


def terms_of(texts: Sequence[str]) -> list[str]:
    """Return the search terms of texts of whole sentences."""
    sentences = (s for text in texts for s in text.split(". "))
    return [term for s in sentences for term in terms_of_sentence(s.rstrip("."))]
