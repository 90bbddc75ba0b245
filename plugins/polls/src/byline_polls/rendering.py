"""The HTML of a poll."""

from datetime import datetime, timedelta

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from byline_polls.polls import ShownPoll
from byline_polls.voting import ANNOUNCE_SECONDS, COMMIT_SECONDS


def poll_html(poll: ShownPoll, notice: str = "", *, is_voter: bool = False) -> SafeString:
    """Return a poll: what one votes with, or the results, or both."""
    has_form = not poll.is_closed and not is_voter
    context = {
        "poll": poll,
        "notice": notice,
        "has_form": has_form,
        # Before the first vote there is nothing to see.
        "has_results": (poll.shows_results and poll.total > 0) or not has_form,
        "hides_results": not poll.shows_results,
    }
    return render_to_string("byline_polls/poll.html", context)


def next_rendering(poll: ShownPoll) -> datetime | None:
    """Return when votes are there that were not announced: see `voting.announce`."""
    if poll.row is None or poll.row.announced_at is None:
        return None
    return poll.row.announced_at + timedelta(seconds=ANNOUNCE_SECONDS + COMMIT_SECONDS)
