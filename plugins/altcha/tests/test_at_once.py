"""A solution that several processes get at once is used in one of them."""

from itertools import chain

from altcha import Challenge, Payload, solve_challenge

from byline.plugins.testing import configured
from byline_altcha.challenges import Result, new_challenge, redeem
from byline_altcha.models import UsedChallenge

PROCESSES, SOLUTIONS = 4, 50


def send(sent, file):
    """Send solutions, and write down which were accepted."""
    accepted = [n for n, payload in enumerate(sent) if redeem(payload) == Result.VALID]
    file.write_text(" ".join(map(str, accepted)))


def test_each_is_used_once(newsroom, tmp_path):
    with configured("altcha", max_number=3, cost=10):
        challenges = [Challenge.from_dict(new_challenge()) for _ in range(SOLUTIONS)]
        sent = [Payload(c, solve_challenge(c)).to_base64() for c in challenges]
    files = [tmp_path / f"{n}" for n in range(PROCESSES)]
    newsroom.run(send, [(sent, file) for file in files])
    accepted = chain.from_iterable(file.read_text().split() for file in files)
    assert sorted(map(int, accepted)) == list(range(SOLUTIONS))
    assert UsedChallenge.objects.count() == SOLUTIONS
