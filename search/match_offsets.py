"""The offsets of matching words in a text."""

from collections.abc import Collection, Iterator

from search.words import Word, words_of

# A token, what stands between two spaces, is analysed once for all texts. So many tokens and terms
# together are cached, and what one text adds: some 20 MB in a process, whatever the language.
TOKEN_CACHE_SIZE, CACHED_TOKEN_MAX_LENGTH = 100_000, 40


class TokenCache:
    """The tokens of texts by their terms, shared by threads.

    An `lru_cache` of the terms of each token is shorter, but takes two to three times as long: it
    is called for every word of a text, and this only for those that match.
    """

    def __init__(self) -> None:
        self.known: set[str] = set()
        self.by_term: dict[str, set[str]] = {}
        self.size = 0

    def add(self, tokens: set[str]) -> list[str]:
        """Add those that are new; return those that are too long to be cached."""
        new = tokens - self.known
        for token in new:
            if len(token) <= CACHED_TOKEN_MAX_LENGTH:
                terms = set(token_terms(token))
                for term in terms:
                    self.by_term.setdefault(term, set()).add(token)
                self.size += 1 + len(terms)
                # Last: a token that another thread sees here is complete.
                self.known.add(token)
        return [token for token in new if len(token) > CACHED_TOKEN_MAX_LENGTH]

    def tokens_with(self, terms: Collection[str], tokens: set[str]) -> set[str]:
        """Return those of the tokens that have one of the terms."""
        return {
            token for term in terms if (some := self.by_term.get(term)) for token in some & tokens
        }


_cache = TokenCache()


def token_cache(limit: int = TOKEN_CACHE_SIZE) -> TokenCache:
    """Return the cache: an empty one, once it has grown beyond the limit."""
    global _cache  # noqa: PLW0603 - one of the process
    if _cache.size > limit:
        _cache = TokenCache()
    return _cache


def find_words(
    text: str, terms: frozenset[str], cache_limit: int = TOKEN_CACHE_SIZE
) -> Iterator[Word]:
    """Yield those words of a text that have one of the terms, in no order."""
    tokens, cache = set(text.split()), token_cache(cache_limit)
    too_long = cache.add(tokens)
    for token in [*cache.tokens_with(terms, tokens), *too_long]:
        words = [word for word in words_of(token) if not terms.isdisjoint(word.terms)]
        for at in token_offsets(token, text) if words else ():
            yield from (Word(at + word.start, at + word.end, word.terms) for word in words)


def token_terms(token: str) -> Iterator[str]:
    """Yield the terms of a token."""
    return (term for word in words_of(token) for term in word.terms)


def token_offsets(token: str, text: str) -> Iterator[int]:
    """Yield the offsets at which a token stands in a text."""
    end, at = 0, -1
    while (at := text.find(token, end)) >= 0:
        end = at + len(token)
        if not text[at - 1 : at].strip() and not text[end : end + 1].strip():
            yield at
