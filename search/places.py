"""Where in a text the words stand that were looked for."""

from collections.abc import Collection, Iterator

from search.words import Word, words_of

# What stands between two spaces is read once, however many texts have it: so much of it is
# remembered at a time, and of each so many characters at most.
MOST, SHORT = 50_000, 40


class Pieces:
    """What stands between two spaces in texts, by its terms; threads share it."""

    def __init__(self) -> None:
        self.known: set[str] = set()
        self.by_term: dict[str, set[str]] = {}

    def learn(self, pieces: set[str]) -> list[str]:
        """Remember what is new; return what is too long for that."""
        new = pieces - self.known
        for piece in new:
            if len(piece) <= SHORT:
                for term in terms_in(piece):
                    self.by_term.setdefault(term, set()).add(piece)
                # Last: what is known to another thread is complete.
                self.known.add(piece)
        return [piece for piece in new if len(piece) > SHORT]

    def having(self, terms: Collection[str], pieces: set[str]) -> set[str]:
        """Return those of the pieces that have one of the terms."""
        return {
            piece for term in terms if (some := self.by_term.get(term)) for piece in some & pieces
        }


_remembered = Pieces()


def remembered() -> Pieces:
    """Return what is remembered: nothing, once it has become too much."""
    global _remembered  # noqa: PLW0603 - one of the process
    if len(_remembered.known) > MOST:
        _remembered = Pieces()
    return _remembered


def find_words(text: str, terms: frozenset[str]) -> Iterator[Word]:
    """Yield those words of a text that have one of the terms, in no order."""
    pieces, memory = set(text.split()), remembered()
    long = memory.learn(pieces)
    for piece in [*memory.having(terms, pieces), *long]:
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
