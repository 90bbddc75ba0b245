"""Count votes.

A vote is one row of who has voted and one more in the number of its answer, in one transaction:
none is lost, and none is counted twice.
"""

from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.http import HttpRequest
from django.utils import timezone

from byline.pagecache import changed
from byline.plugins import visitor_of
from byline_polls.models import Answer, Poll, Voter, poll_of, poll_tag
from byline_polls.polls import ShownPoll

# Under heavy voting pages are told to show new votes only so often.
ANNOUNCE_SECONDS = 5
# A vote that was not announced is committed within this time.
COMMIT_SECONDS = 3


class Outcome(StrEnum):
    """What became of a vote."""

    COUNTED = "counted"
    TWICE = "twice"
    CLOSED = "closed"
    NO_ANSWER = "no_answer"


def vote(poll: ShownPoll, answer: UUID | None, request: HttpRequest) -> Outcome:
    """Count the vote of a visitor for an answer, unless it is not taken."""
    if poll.is_closed:
        return Outcome.CLOSED
    if answer not in poll.texts:
        return Outcome.NO_ANSWER
    row = stored(poll)
    visitor = visitor_of(request, row.visitors_key())
    with transaction.atomic():
        _voter, is_new = Voter.objects.get_or_create(poll=row, visitor=visitor)
        if not is_new:
            return Outcome.TWICE
        Answer.objects.filter(poll=row, key=answer).update(votes=F("votes") + 1)
        announce(row)
    return Outcome.COUNTED


def has_voted(poll: ShownPoll, request: HttpRequest) -> bool:
    """Return whether a visitor has voted; False once the poll is over and that is forgotten."""
    if poll.row is None or poll.row.key is None:
        return False
    visitor = visitor_of(request, poll.row.visitors_key())
    return Voter.objects.filter(poll=poll.row, visitor=visitor).exists()


def announce(row: Poll) -> None:
    """Have pages show the votes, unless they were told to just now.

    What shows them is rendered again a while after it was told to (`next_rendering`), so the votes
    that came meanwhile are shown then.
    """
    before = timezone.now() - timedelta(seconds=ANNOUNCE_SECONDS)
    if row.announced_at and row.announced_at > before:
        return
    earlier = Q(announced_at=None) | Q(announced_at__lte=before)
    if Poll.objects.filter(earlier, pk=row.pk).update(announced_at=timezone.now()):
        changed(poll_tag(row.story_id, row.block))


def stored(poll: ShownPoll) -> Poll:
    """Return the row of a poll with its answers, made or updated where the story has others."""
    if poll.row and is_up_to_date(poll, poll.row):
        return poll.row
    row, _is_new = Poll.objects.get_or_create(
        story_id=poll.story.pk,
        block=poll.block,
        defaults={"question": poll.question, "closes_at": poll.closes_at},
    )
    answers = [
        Answer(poll=row, key=key, text=text, position=position)
        for position, (key, text) in enumerate(poll.texts.items())
    ]
    Answer.objects.bulk_create(
        # In the same order in all processes, which lock the rows one by one.
        sorted(answers, key=lambda answer: answer.key),
        update_conflicts=True,
        unique_fields=["poll", "key"],
        update_fields=["text", "position"],
    )
    Answer.objects.filter(poll=row).exclude(key__in=poll.texts).update(position=None)
    Poll.objects.filter(pk=row.pk).update(question=poll.question, closes_at=poll.closes_at)
    return poll_of(poll.story.pk, poll.block) or row


def is_up_to_date(poll: ShownPoll, row: Poll) -> bool:
    """Return whether a row has the wording, the answers and the closing time of the story."""
    answers = {a.position: (a.key, a.text) for a in row.answers.all() if a.position is not None}
    return (row.question, row.closes_at) == (poll.question, poll.closes_at) and [
        answers[position] for position in sorted(answers)
    ] == [*poll.texts.items()]
