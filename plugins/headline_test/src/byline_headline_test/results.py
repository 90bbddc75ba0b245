"""What was counted of a headline, and how sure its rate is."""

from dataclasses import dataclass
from math import sqrt

from django.utils.translation import gettext as _

# Of the normal distribution: 95 of 100 such intervals have the true rate in them.
Z = 1.959964
# With fewer shows of either headline nothing is said.
SHOWN_MIN = 100


def wilson_interval(successes: int, trials: int) -> tuple[float, float]:
    """Return the bounds of a share, by the score interval of Wilson.

    E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", Journal of
    the American Statistical Association 22 (1927), 209-212. It holds for small numbers, too:
    L. D. Brown, T. T. Cai, A. DasGupta, "Interval Estimation for a Binomial Proportion",
    Statistical Science 16 (2001), 101-133.
    """
    if trials == 0:
        return 0.0, 1.0
    share = min(successes / trials, 1.0)
    weight = Z * Z / trials
    centre = (share + weight / 2) / (1 + weight)
    reach = Z / (1 + weight) * sqrt(share * (1 - share) / trials + weight / (4 * trials))
    return max(centre - reach, 0.0), min(centre + reach, 1.0)


@dataclass(frozen=True)
class Result:
    """How often a headline was shown, and the story read from it."""

    letter: str
    headline: str
    shown: int
    read: int

    @property
    def rate(self) -> float | None:
        """Reads by shows; None before it was shown."""
        return min(self.read / self.shown, 1.0) if self.shown else None

    @property
    def interval(self) -> tuple[float, float]:
        """Between which rates the true one is, probably."""
        return wilson_interval(self.read, self.shown)

    @property
    def rate_text(self) -> str:
        """The rate in words."""
        return "–" if self.rate is None else percent(self.rate)

    @property
    def interval_text(self) -> str:
        """The interval in words."""
        low, high = self.interval
        return "–" if self.rate is None else f"{percent(low)}\u00a0– {percent(high)}"


def percent(share: float) -> str:
    """Return a share as text."""
    return f"{share * 100:.1f}\u00a0%"


def comparison(a: Result, b: Result) -> str:
    """Return what the numbers of two headlines say, and what they do not."""
    if min(a.shown, b.shown) < SHOWN_MIN:
        return _("Too few readers have seen them yet to say anything.")
    if a.interval[0] > b.interval[1] or b.interval[0] > a.interval[1]:
        more, less = (a, b) if a.interval[0] > b.interval[1] else (b, a)
        return _(
            "Readers opened the story more often from %(more)s than from %(less)s, and the ranges "
            "do not overlap: that is hardly chance."
        ) % {"more": more.letter, "less": less.letter}
    return _("The ranges overlap: the difference may be chance.")
