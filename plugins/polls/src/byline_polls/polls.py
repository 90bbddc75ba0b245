"""A poll as readers see it: its wording from the story, its votes from the database."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from uuid import NAMESPACE_OID, UUID, uuid5

from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.blocks import StructValue
from wagtail.blocks.list_block import ListValue

from byline.plugins import Story, published_story, setting
from byline_polls.blocks import POLL, as_uuid
from byline_polls.models import Poll, poll_of


@dataclass(frozen=True)
class Choice:
    """An answer with its votes and their share."""

    key: UUID
    text: str
    votes: int
    percent: int
    width: str
    is_leading: bool

    @property
    def votes_text(self) -> str:
        """The number of its votes."""
        return f"{self.votes:,}"


@dataclass(frozen=True)
class ShownPoll:
    """A poll of a story that readers may see; `row` is None before its first vote."""

    story: Story
    block: UUID
    value: StructValue
    texts: dict[UUID, str]
    row: Poll | None

    @property
    def question(self) -> str:
        """The question."""
        return str(self.value["question"])

    @cached_property
    def closes_at(self) -> datetime:
        """When voting ends: as the story says, or some days after readers first saw it.

        Once it is forgotten who has voted it stays closed: everybody would have another vote.
        """
        if self.row and self.row.has_unknown_voters:
            return self.row.closes_at
        if closes := self.value["closes"]:
            closes = closes if timezone.is_aware(closes) else timezone.make_aware(closes)
        else:
            seen_at = self.row.seen_at if self.row else timezone.now()
            seen_at = max(seen_at, self.story.published_at or seen_at)
            closes = seen_at + timedelta(days=setting("polls", "days"))
        return closes.replace(second=0, microsecond=0)

    @property
    def is_closed(self) -> bool:
        """Whether it takes no votes any more."""
        return self.closes_at <= timezone.now()

    @property
    def shows_results(self) -> bool:
        """Whether also those see the results who have not voted."""
        return self.is_closed or bool(self.value["shows_results"])

    @cached_property
    def choices(self) -> list[Choice]:
        """The answers in their order, with the votes that were counted."""
        counted = (
            {answer.key: answer.votes for answer in self.row.answers.all()} if self.row else {}
        )
        votes = [counted.get(key, 0) for key in self.texts]
        total, most = sum(votes), max(votes)
        return [
            Choice(
                key=key,
                text=text,
                votes=number,
                percent=round(100 * number / (total or 1)),
                width=f"{100 * number / (total or 1):.1f}%",
                is_leading=0 < number == most,
            )
            for (key, text), number in zip(self.texts.items(), votes, strict=True)
        ]

    @property
    def total(self) -> int:
        """How many votes there are for the answers that are shown."""
        return sum(choice.votes for choice in self.choices)

    @property
    def total_text(self) -> str:
        """The number of votes."""
        return f"{self.total:,}"


def find_poll(number: int, block: UUID) -> ShownPoll | None:
    """Return a poll of a story that readers may see; None where there is none."""
    story = published_story(number)
    return next(polls_in(story, block), None) if story else None


def polls_in(story: Story, only: UUID | None = None) -> Iterator[ShownPoll]:
    """Yield the polls of a story, or one of them, without those that lack something."""
    for child in story.body.blocks_by_name(POLL):
        block = as_uuid(child.id)
        if block is None or only not in {None, block}:
            continue
        try:
            value = child.block.clean(child.value)
        except ValidationError:
            continue
        texts = texts_of(child.value["answers"])
        yield ShownPoll(story, block, value, texts, poll_of(story.pk, block))


def texts_of(answers: ListValue) -> dict[UUID, str]:
    """Return the answers by their ids, which stay when they are reworded or reordered.

    One that was stored without an id has one by its text.
    """
    return {
        (as_uuid(answer.original_id) or uuid5(NAMESPACE_OID, answer.value)): answer.value
        for answer in answers.bound_blocks
    }
