"""Where in a text the words stand that were looked for."""

from collections.abc import Collection, Iterator

from search.words import Word, words_of

# What stands between two spaces is read once, however many texts have it. Remembered at a time
# are so many pieces and terms together, and what one text adds: some 20 MB in a process, whatever
# the language. Pieces of more characters never are.
TOKEN_CACHE_SIZE, CACHED_TOKEN_MAX_LENGTH = 100_000, 40


class Pieces:
    """What stands between two spaces in texts, by its terms; threads share it.

    An `lru_cache` of the terms of each piece is shorter, but takes two to three times as long: it
    is asked for every word of a text, and here only for those that were looked for.
    """

    def __init__(self) -> None:
        self.known: set[str] = set()
        self.by_term: dict[str, set[str]] = {}
        self.size = 0

    def learn(self, pieces: set[str]) -> list[str]:
        """Remember what is new; return what is too long for that."""
        new = pieces - self.known
        for piece in new:
            if len(piece) <= CACHED_TOKEN_MAX_LENGTH:
                terms = set(terms_in(piece))
                for term in terms:
                    self.by_term.setdefault(term, set()).add(piece)
                self.size += 1 + len(terms)
                # Last: what is known to another thread is complete.
                self.known.add(piece)
        return [piece for piece in new if len(piece) > CACHED_TOKEN_MAX_LENGTH]

    def pieces_with(self, terms: Collection[str], pieces: set[str]) -> set[str]:
        """Return those of the pieces that have one of the terms."""
        return {
            piece for term in terms if (some := self.by_term.get(term)) for piece in some & pieces
        }


_remembered = Pieces()


def remembered(at_most: int = TOKEN_CACHE_SIZE) -> Pieces:
    """Return what is remembered: nothing, once it has become too much."""
    global _remembered  # noqa: PLW0603 - one of the process
    if _remembered.size > at_most:
        _remembered = Pieces()
    return _remembered


def find_words(
    text: str, terms: frozenset[str], max_remembered: int = TOKEN_CACHE_SIZE
) -> Iterator[Word]:
    """Yield those words of a text that have one of the terms, in no order."""
    pieces, memory = set(text.split()), remembered(max_remembered)
    long = memory.learn(pieces)
    for piece in [*memory.pieces_with(terms, pieces), *long]:
        words = [word for word in words_of(piece) if not terms.isdisjoint(word.terms)]
        for at in places_of(piece, text) if words else ():
            yield from (Word(at + word.start, at + word.end, word.terms) for word in words)


def terms_in(piece: str) -> Iterator[str]:
    """Yield the terms of what stands between two spaces."""
    return (term for word in words_of(piece) for term in word.terms)


def places_of(piece: str, text: str) -> Iterator[int]:
    """Yield where something stands in a text between two spaces."""
    end, at = 0, -1
    while (at := text.find(piece, end)) >= 0:
        end = at + len(piece)
        if not text[at - 1 : at].strip() and not text[end : end + 1].strip():
            yield at
