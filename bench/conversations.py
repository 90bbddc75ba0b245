"""The comments of a synthetic newsroom: none on many stories, very many on some."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple

from django.db import transaction

from bench.newsroom import Rows, set_sequences, without_foreign_keys
from bench.prose import ProseWriter
from bench.stories import MANY_COMMENTS_STORY, USUAL_STORY, StoriesPlan

COMMENTS_BATCH_SIZE = 5_000
# The share of stories without comments, the skew of the others, the maximum of a story.
SILENT_SHARE, COMMENTS_SKEW, COMMENTS_LIMIT = 0.4, 1.1, 3_000
COMMENT_STATES = (*("approved" for _ in range(48)), "pending", "removed")
# Of the measured stories: the number of conversations, and of replies in each.
KNOWN_CONVERSATIONS = {MANY_COMMENTS_STORY: (20, 4), USUAL_STORY: (3, 1)}
VISITOR_RETENTION = timedelta(days=90)


class Comment(NamedTuple):
    """The rows of a comment."""

    pk: int
    story: int
    text: str
    name: str
    state: str
    at: datetime
    above: tuple[int, ...]  # from the one that began the conversation
    refers_to: int | None


class Size(NamedTuple):
    """The number of comments on a story, with its conversations if they are given."""

    story: int
    comments: int
    known: tuple[int, int] | None


def add_comments(
    plan: StoriesPlan, number: int, progress: Callable[[int, int | None], None]
) -> None:
    """Write the comments, with those of the measured stories."""
    from django_comments.models import Comment as Plain
    from django_comments_xtd.models import XtdComment

    from comments.models import ReaderComment, Reference

    done = 0
    with without_foreign_keys():
        tables = [Rows(model()) for model in (Plain, XtdComment, ReaderComment, Reference)]
        for some in in_batches(every_conversation(plan, number)):
            with transaction.atomic():
                write(tables, some, plan.now)
            done += len(some)
            progress(done, number)
    set_sequences(Plain, Reference)


def in_batches(conversations: Iterator[list[Comment]]) -> Iterator[list[Comment]]:
    """Yield the comments of some stories at a time."""
    some: list[Comment] = []
    for comments in conversations:
        some += comments
        if len(some) >= COMMENTS_BATCH_SIZE:
            yield some
            some = []
    if some:
        yield some


def every_conversation(plan: StoriesPlan, number: int) -> Iterator[list[Comment]]:
    """Yield the comments of each story that has some."""
    writer, first = ProseWriter(plan.photos), 1
    for size in sizes(plan, number):
        dice = Random(f"comments {size.story}")  # noqa: S311 - the same newsroom every time
        comments = conversation(plan, writer, dice, size, first)
        yield comments
        first += len(comments)


def sizes(plan: StoriesPlan, number: int) -> Iterator[Size]:
    """Yield each story that has comments with how many, the oldest story first."""
    known = {
        plan.number - back: roots * (1 + each)
        for back, (roots, each) in KNOWN_CONVERSATIONS.items()
    }
    known = {n: size for n, size in known.items() if n > 0}
    rest = max(0, number - sum(known.values()))
    total, so_far, given = sum(weight for _n, weight in weights(plan.number)), 0.0, 0
    for n, weight in weights(plan.number):
        so_far += weight
        size = round(rest * so_far / total) - given
        given += size
        # The rest of a measured story is added to the next one.
        if n in known:
            given -= size
            size = known[n]
        if size:
            yield Size(n, size, KNOWN_CONVERSATIONS.get(plan.number - n))


def weights(stories: int) -> Iterator[tuple[int, float]]:
    """Yield the relative number of comments of each story."""
    dice = Random("weights")  # noqa: S311 - the same newsroom every time
    for n in range(1, stories + 1):
        silent, weight = (
            dice.random() < SILENT_SHARE,
            min(COMMENTS_LIMIT, dice.paretovariate(COMMENTS_SKEW)),
        )
        yield n, 0.0 if silent else weight


def conversation(
    plan: StoriesPlan, writer: ProseWriter, dice: Random, size: Size, first: int
) -> list[Comment]:
    """Return the comments on a story, in the order of time."""
    n, number, known = size
    start, comments = plan.published_at(n), []
    apart = (min(plan.now, start + timedelta(days=3)) - start) / (number + 1)
    for at in range(number):
        above: tuple[int, ...] = ()
        if known and at % (known[1] + 1):
            # Replies to the first comment, every second one to the comment before it.
            root = at - at % (known[1] + 1)
            before = comments[root if (at - root) % 2 else at - 1]
            above = (*before.above, before.pk)
        elif not known and comments and dice.random() < 0.55:
            before = comments[max(0, at - 1 - int(dice.expovariate(0.2)))]
            if len(before.above) < 8 and before.state == "approved":
                above = (*before.above, before.pk)
        refers_to = above[-1] if above and dice.random() < 0.1 else None
        text = "\n\n".join(writer.sentences(dice, 1 + min(6, int(dice.expovariate(0.6)))))
        comments.append(
            Comment(
                pk=first + at,
                story=plan.page(n),
                text=f">>{refers_to}\n{text}" if refers_to else text,
                name=writer.headline(dice).split()[0] if dice.random() < 0.7 else "",
                state="approved" if known else dice.choice(COMMENT_STATES),
                at=start + apart * (at + 1),
                above=above,
                refers_to=refers_to,
            )
        )
    return comments


def write(tables: list[Rows], comments: list[Comment], now: datetime) -> None:
    """Write comments of whole conversations, with the number of replies to each."""
    from django.conf import settings
    from django.contrib.contenttypes.models import ContentType

    from comments.paths import path_step
    from news.models import ArticlePage

    plain, library, ours, references = tables
    kind = ContentType.objects.get_for_model(ArticlePage).pk
    replies = dict.fromkeys((c.pk for c in comments), 0)
    for comment in comments:
        for above in comment.above if comment.state == "approved" else ():
            replies[above] += 1
    plain.write(
        {
            "id": c.pk,
            "content_type_id": kind,
            "object_pk": str(c.story),
            "site_id": settings.SITE_ID,
            "user_name": c.name,
            "comment": c.text,
            "submit_date": c.at,
            "is_public": c.state == "approved",
            "is_removed": c.state == "removed",
        }
        for c in comments
    )
    library.write({"comment_ptr_id": c.pk, "level": len(c.above)} for c in comments)
    ours.write(
        {
            "xtdcomment_ptr_id": c.pk,
            "story_id": c.story,
            "state": c.state,
            "posted_at": c.at,
            "reply_to_id": c.above[-1] if c.above else None,
            "root_id": c.above[0] if c.above else None,
            "path": "".join(map(path_step, (*c.above, c.pk))),
            "depth": len(c.above),
            "reply_count": replies[c.pk],
            "visitor": f"{c.pk * 7919:032x}" if now - c.at < VISITOR_RETENTION else "",
        }
        for c in comments
    )
    references.write(
        {"id": c.pk, "source_id": c.pk, "number": c.refers_to, "target_id": c.refers_to}
        for c in comments
        if c.refers_to
    )
