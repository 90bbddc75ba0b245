"""Polls and their votes: who has voted, and how many for what, but not who for what."""

from secrets import token_bytes
from uuid import UUID

from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from byline_polls.blocks import ANSWER_MAX_LENGTH, QUESTION_MAX_LENGTH


class Poll(models.Model):
    """A poll, made when its story is published or by its first vote.

    It is that of a block in a story: a copy of the story has another one. The wording is that of
    the story as it was last published. `key` is a part of what visitors are hashed with.
    """

    # Without a constraint: the tables outlive the plugin, and a story can be deleted without it.
    story = models.ForeignKey(
        "wagtailcore.Page", on_delete=models.CASCADE, db_constraint=False, related_name="+"
    )
    block = models.UUIDField()
    question = models.CharField(_("question"), max_length=QUESTION_MAX_LENGTH)
    seen_at = models.DateTimeField(default=timezone.now)
    closes_at = models.DateTimeField(_("closes"))
    key = models.BinaryField(null=True)
    # When pages were last told to show its votes.
    announced_at = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("poll")
        verbose_name_plural = _("polls")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["story", "block"], name="one_poll_for_a_block")
        ]

    def __str__(self) -> str:
        return self.question

    @property
    def is_closed(self) -> bool:
        """Whether it takes no votes any more."""
        return self.closes_at <= timezone.now()

    @property
    def has_unknown_voters(self) -> bool:
        """Whether it has votes of which is forgotten who cast them."""
        return self.key is None and any(answer.votes for answer in self.answers.all())

    def visitors_key(self) -> bytes:
        """Return the key of its visitors, whose own part is made by the first vote.

        The other part is `SECRET_KEY`: who has the database alone cannot try out addresses.
        """
        if self.key is None:
            Poll.objects.filter(pk=self.pk, key=None).update(key=token_bytes(32))
            self.refresh_from_db(fields=["key"])
        own = bytes(self.key or b"")
        return salted_hmac("byline_polls.visitors", own, algorithm="sha256").digest()


class Answer(models.Model):
    """An answer with its votes; without a position where it was removed from the poll."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="answers")
    key = models.UUIDField()
    text = models.CharField(_("answer"), max_length=ANSWER_MAX_LENGTH)
    position = models.PositiveSmallIntegerField(null=True)
    votes = models.PositiveIntegerField(_("votes"), default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["poll", "key"], name="one_row_an_answer")]

    def __str__(self) -> str:
        return self.text


class Voter(models.Model):
    """A visitor who has voted, as a keyed hash; deleted with the key when the poll is over."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="voters")
    visitor = models.CharField(max_length=32)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["poll", "visitor"], name="one_vote_each")]

    def __str__(self) -> str:
        return self.visitor


def poll_tag(story: int, block: UUID) -> str:
    """Return the cache tag of what shows the votes: it lacks the newest ones for a moment."""
    return f"list:polls:{story}:{block}"


def poll_of(story: int, block: UUID) -> Poll | None:
    """Return the poll of a block with its answers, or None where there is no row yet."""
    polls = Poll.objects.filter(story=story, block=block).prefetch_related("answers")
    return polls.first()
