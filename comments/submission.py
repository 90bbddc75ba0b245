"""A comment on its way to being stored."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from byline.plugins.comments import SubmittedComment
from comments.conversations import Conversation
from comments.models import ReaderComment


@dataclass(kw_only=True)
class Submission(SubmittedComment):
    """A comment as it was sent, with what the checks need."""

    reply_to: ReaderComment | None = None
    conversation: Conversation
    trap: str = ""  # the value of the honeypot field
    form_age: float = 60  # seconds
    form_key: str | None = None
    unknown_parent: bool = False  # it answers a comment that is not on the story
    edited: ReaderComment | None = None
    user: Any = None  # set where it is written by the newsroom
    now: datetime = field(default_factory=timezone.now)
