"""How tests write comments."""

from itertools import count

from comments.conversations import conversation_on
from comments.pipeline import Submission
from comments.posting import post

visitors = count(1)


def submission(story, text="Well said.", **fields):
    """Return a comment as a visitor of its own sends it."""
    fields.setdefault("visitor", f"{next(visitors):032x}")
    return Submission(story=story, text=text, conversation=conversation_on(story), **fields)


def say(story, text="Well said.", reply_to=None, **fields):
    """Store a comment as a visitor of its own sends it."""
    if reply_to:
        reply_to.refresh_from_db()
    return post(submission(story, text, reply_to=reply_to, **fields))
