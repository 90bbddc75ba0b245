"""Forget who voted, once a poll is over."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from byline_polls.models import Poll, Voter
from byline_polls.polls import find_poll
from byline_polls.voting import stored

# An editor may find out that a poll closed too early.
KEPT_AFTER_CLOSING = timedelta(days=1)


def forget_voters() -> None:
    """Delete the voters and the keys of polls that closed a while ago. The votes stay."""
    over = Poll.objects.filter(closes_at__lt=timezone.now() - KEPT_AFTER_CLOSING)
    for poll in over.exclude(key=None):
        # The story may say another time by now.
        shown = find_poll(poll.story_id, poll.block)
        if shown and not shown.is_closed:
            stored(shown)
            continue
        with transaction.atomic():
            Voter.objects.filter(poll=poll).delete()
            Poll.objects.filter(pk=poll.pk).update(key=None)
