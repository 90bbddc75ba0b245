"""Comments past the form, for tests."""

from itertools import count

from comments.conversations import conversation_on
from comments.posting import post
from comments.submission import Submission

visitors = count(1)


def submission(story, text="Well said.", **fields):
    """Return a submission of a new visitor."""
    fields.setdefault("visitor", f"{next(visitors):032x}")
    return Submission(story=story, text=text, conversation=conversation_on(story), **fields)


def add_comment(story, text="Well said.", reply_to=None, **fields):
    """Post a comment of a new visitor."""
    if reply_to:
        reply_to.refresh_from_db()
    return post(submission(story, text, reply_to=reply_to, **fields))
