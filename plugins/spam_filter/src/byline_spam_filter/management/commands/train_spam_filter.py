"""Train the spam filter with what moderators have decided before."""

from collections.abc import Sequence
from itertools import batched
from typing import Any

from django.core.management.base import BaseCommand

from byline.plugins.comments import Decision, decided_comments
from byline_spam_filter.learning import learn
from byline_spam_filter.models import LearnedComment, Outcome

BATCH_SIZE = 500


class Command(BaseCommand):
    """Learn all decided comments that were not learned; it can be run again at any time."""

    help = "Train the spam filter with the comments that moderators have decided about."

    def handle(self, *args: Any, **options: Any) -> None:
        """Learn, and say how many."""
        learned = dict.fromkeys(Outcome, 0)
        known = 0
        for decisions in batched(decided_comments(), BATCH_SIZE):
            outcomes = outcomes_of(decisions)
            for decision in decisions:
                comment = decision.comment
                outcome = Outcome.APPROVED if decision.is_approved else Outcome.REJECTED
                if outcomes.get(comment.pk) == outcome:
                    known += 1
                elif learn(comment.pk, outcome, comment.text, comment.name):
                    learned[outcome] += 1
        self.stdout.write(
            f"Learned {learned[Outcome.APPROVED]:,} approved and {learned[Outcome.REJECTED]:,} "
            f"rejected comments; {known:,} were known."
        )


def outcomes_of(decisions: Sequence[Decision]) -> dict[int, str]:
    """Return by number in which class comments are learned already."""
    numbers = [decision.comment.pk for decision in decisions]
    rows = LearnedComment.objects.filter(number__in=numbers).values_list("number", "outcome")
    return dict(rows)
