"""Requests of readers, for tests."""

import time
from itertools import count

from comments.author_cookie import form_signer

keys = count(1)


def form_key(age=60):
    """Return the key of a form that was opened so many seconds ago."""
    return form_signer.sign(f"key-{next(keys)}.{time.time() - age:.1f}")


def fill_in(text="Well said.", age=60, **fields):
    """Return the fields of a form as a reader fills it in."""
    return {"text": text, "name": "", "email": "", "form_key": form_key(age), **fields}


def send(client, story, text="Well said.", headers=None, **fields):
    """Send a comment with the form of the story's own page."""
    address = f"/comments/on/{story.pk}/write/"
    return client.post(address, fill_in(text, **fields), headers=headers)
