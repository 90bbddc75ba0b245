"""Two hundred trainings at once, from four processes: none is lost, and none counts twice."""

from byline_spam_filter.forgetting import forget
from byline_spam_filter.learning import learn, unlearn
from byline_spam_filter.models import LearnedComment, Outcome, Token

PROCESSES, COMMENTS = 4, 200
# Each comment is learned by two processes; those with such a number change sides, or are undone.
TURNED, UNDONE = 3, 5


def outcome_of(number):
    return Outcome.REJECTED if number % 2 else Outcome.APPROVED


def other(outcome):
    return Outcome.APPROVED if outcome == Outcome.REJECTED else Outcome.REJECTED


def train(process):
    """Learn the comments of this process and of the next one, from its own starting point."""
    own = [n for n in range(COMMENTS) if n % PROCESSES in {process, (process + 1) % PROCESSES}]
    for number in own[process * 10 :] + own[: process * 10]:
        learn(number, outcome_of(number), f"common word{number % 7} only{number}")
    forget()


def change(process):
    """Change what was learned: every comment by two processes, to the same end."""
    for number in range(COMMENTS):
        if number % PROCESSES in {process, (process + 1) % PROCESSES}:
            text = f"common word{number % 7} only{number}"
            if number % UNDONE == 0:
                unlearn(number, text)
            elif number % TURNED == 0:
                learn(number, other(outcome_of(number)), text)


def counted(outcomes):
    """Return what the tables have to hold for comments with these outcomes."""
    expected = {}
    for number, outcome in outcomes.items():
        for token in ("", "common", f"word{number % 7}", f"only{number}"):
            expected.setdefault(token, [0, 0])[outcome == Outcome.REJECTED] += 1
    return expected


def stored():
    rows = Token.objects.exclude(approved=0, rejected=0)
    return {text: [*numbers] for text, *numbers in rows.values_list("text", "approved", "rejected")}


def test_none_is_lost_and_none_counts_twice(newsroom):
    newsroom.run(train, [[process] for process in range(PROCESSES)])
    outcomes = {number: outcome_of(number) for number in range(COMMENTS)}
    assert stored() == counted(outcomes)
    newsroom.run(change, [[process] for process in range(PROCESSES)])
    outcomes |= {n: other(outcome_of(n)) for n in outcomes if n % TURNED == 0}
    outcomes = {n: outcome for n, outcome in outcomes.items() if n % UNDONE}
    assert stored() == counted(outcomes)
    assert LearnedComment.objects.exclude(outcome="").count() == len(outcomes)
