"""How likely a comment is spam: Robinson's token probabilities, combined by Fisher's method.

Gary Robinson, "A Statistical Approach to the Spam Problem", Linux Journal 107 (2003), with the
combining of both sides and the constants of SpamBayes (spambayes.sourceforge.net/background.html).
Rather than naive Bayes, because it says that it does not know where evidence is weak or
contradictory, and a few frequent words do not outweigh all others.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp, log

from byline.plugins import setting
from byline_spam_filter.models import ALL_COMMENTS, Token
from byline_spam_filter.tokens import label_of, tokens_of

# A token that was never seen is as likely in spam as not, and weighs as much as so many comments.
UNKNOWN_PROBABILITY, UNKNOWN_STRENGTH = 0.5, 0.45
# Tokens that are nearer to one half tell nothing.
MIN_DEVIATION = 0.1
SHOWN_TOKENS = 3
# It is never certain.
MAX_PERCENT = 99


@dataclass(frozen=True)
class Score:
    """The probability that a comment is spam, and the tokens that say so, most telling first."""

    percent: int
    telling: Sequence[str]

    @property
    def reason(self) -> str:
        """The reasons, as moderators read them."""
        more = " …" if len(self.telling) > SHOWN_TOKENS else ""
        return ", ".join(map(label_of, self.telling[:SHOWN_TOKENS])) + more


def score(text: str, name: str = "") -> Score | None:
    """Return the score of a comment; None while too few were learned. Takes one query."""
    rows = Token.objects.filter(text__in=[ALL_COMMENTS, *tokens_of(text, name)])
    counts = {
        token: (approved, rejected)
        for token, approved, rejected in rows.values_list("text", "approved", "rejected")
    }
    totals = counts.pop(ALL_COMMENTS, (0, 0))
    if min(totals) < setting("spam_filter", "minimum"):
        return None
    return combine({token: probability(*count, *totals) for token, count in counts.items()})


def probability(approved: int, rejected: int, all_approved: int, all_rejected: int) -> float:
    """Return the probability that a comment with a token is spam."""
    if not (number := approved + rejected):
        return UNKNOWN_PROBABILITY
    in_spam, in_others = rejected / max(all_rejected, 1), approved / max(all_approved, 1)
    raw = in_spam / (in_spam + in_others)
    return (UNKNOWN_STRENGTH * UNKNOWN_PROBABILITY + number * raw) / (UNKNOWN_STRENGTH + number)


def combine(probabilities: dict[str, float]) -> Score:
    """Return the score of a comment from the probabilities of its tokens."""
    ranked = sorted(probabilities.items(), key=lambda item: (-abs(item[1] - 0.5), item[0]))
    counted = {t: p for t, p in ranked if abs(p - 0.5) >= MIN_DEVIATION}
    spam = 1 - chi_square_tail(-2 * sum(log(1 - p) for p in counted.values()), len(counted))
    other = 1 - chi_square_tail(-2 * sum(log(p) for p in counted.values()), len(counted))
    percent = min(int(100 * (1 + spam - other) / 2), MAX_PERCENT)
    return Score(percent, [token for token, p in counted.items() if p > 0.5])


def chi_square_tail(value: float, pairs: int) -> float:
    """Return the probability that chi-square with twice `pairs` degrees of freedom is higher."""
    return min(sum(poisson_terms(value / 2, pairs)), 1.0)


def poisson_terms(mean: float, number: int) -> Iterable[float]:
    """Yield the first terms of a Poisson distribution."""
    term = exp(-mean)
    for n in range(number):
        yield term
        term *= mean / (n + 1)
