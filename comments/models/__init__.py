"""The models of comments, moderation, followers and settings."""

from comments.models.comment import CommentMixin, ReaderComment, Reference, State
from comments.models.followers import Follower, SentMail
from comments.models.moderation import Ban, Report, SectionModerators
from comments.models.settings import CommentSettings

__all__ = [
    "Ban",
    "CommentMixin",
    "CommentSettings",
    "Follower",
    "ReaderComment",
    "Reference",
    "Report",
    "SectionModerators",
    "SentMail",
    "State",
]
