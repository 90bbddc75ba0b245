"""Learn from decisions, each comment once."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from byline_spam_filter.models import ALL_COMMENTS, LearnedComment, Outcome, Token
from byline_spam_filter.scoring import score
from byline_spam_filter.tokens import tokens_of


def learn(number: int, outcome: Outcome, text: str, name: str = "") -> bool:
    """Count a comment as approved or rejected; one that was the other no longer counts as that.

    Returns whether that was new.
    """
    before = score(text, name)
    with transaction.atomic():
        lock()
        learned, _is_new = LearnedComment.objects.get_or_create(number=number)
        if learned.outcome == outcome:
            return False
        if learned.outcome:
            count(learned.tokens or tokens_of(text, name), learned.outcome, -1)
        else:
            learned.score = before.percent if before else None
        tokens = tokens_of(text, name)
        count(tokens, outcome, 1)
        learned.outcome, learned.tokens, learned.learned_at = outcome, tokens, timezone.now()
        learned.save()
    return True


def unlearn(number: int, text: str, name: str = "") -> None:
    """Count a comment no longer, if it was learned."""
    if not LearnedComment.objects.filter(number=number).exclude(outcome="").exists():
        return
    with transaction.atomic():
        lock()
        learned = LearnedComment.objects.get(number=number)
        if learned.outcome:
            count(learned.tokens or tokens_of(text, name), learned.outcome, -1)
        learned.outcome, learned.tokens = "", []
        learned.save()


def lock() -> None:
    """Wait for others that learn, until the transaction ends: there is no deadlock.

    On SQLite a transaction that writes is alone anyway.
    """
    every_comment = Token.objects.select_for_update().filter(text=ALL_COMMENTS)
    if not every_comment.first():
        Token.objects.bulk_create([Token(text=ALL_COMMENTS)], ignore_conflicts=True)
        # Where another process was quicker.
        every_comment.first()


def count(tokens: Collection[str], outcome: str, by: int) -> None:
    """Count a comment in the row of each of its tokens, and in that of all comments."""
    counted = [ALL_COMMENTS, *tokens]
    if by > 0:
        Token.objects.bulk_create([Token(text=token) for token in tokens], ignore_conflicts=True)
    # A token may have been forgotten since it was counted.
    rows = Token.objects.filter(text__in=counted, **{f"{outcome}__gte": max(-by, 0)})
    rows.update(**{outcome: F(outcome) + by, "seen_at": timezone.now()})
