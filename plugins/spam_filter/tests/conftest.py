"""Comments that moderators decide about."""

import pytest

from byline.plugins.testing import configured
from byline_spam_filter.learning import learn
from byline_spam_filter.models import ALL_COMMENTS, Outcome, Token

SPAM = "Win at the CASINO tonight, free pills at https://pills.example/buy"
NEWS = "The council voted for the new ferry, and I think it was right."


@pytest.fixture(autouse=True)
def _settings():
    """Let it speak after few comments."""
    with configured("spam_filter", minimum=5, hold_from=90, reject_from=0, max_tokens=50_000):
        yield


@pytest.fixture
def trained(db):
    """Learn ten comments of each kind, numbered from 1001 on."""
    for n in range(10):
        learn(1001 + n, Outcome.REJECTED, f"{SPAM} bonus{n}")
        learn(2001 + n, Outcome.APPROVED, f"{NEWS} reason{n}")


@pytest.fixture
def counts():
    """Return how often a token was approved and rejected; without one, comments."""

    def of(token=ALL_COMMENTS):
        rows = Token.objects.filter(text=token).values_list("approved", "rejected")
        return rows.first() or (0, 0)

    return of
