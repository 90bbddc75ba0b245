"""The comments of the demo."""

import re
import tomllib
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.crypto import salted_hmac

from comments.conversations import conversation_on
from comments.models import CommentSettings, ReaderComment, Report, State
from comments.moderation import set_state
from comments.pipeline import CHECKS, run_checks
from comments.posting import accepted, store
from comments.submission import Submission
from news.models import ArticlePage

COMMENTS_DIR = Path(__file__).parent / "content/comments"
DEMO_BLOCKED_WORDS = "halfwit\nmiracle cure"
# A `>>` and the key of an earlier comment in the same file.
REFERENCE_PATTERN = re.compile(r">>([a-z-]+)")
TomlTable = dict[str, Any]


def demo_comments(slug: str) -> list[TomlTable]:
    """Return the comments on a story, if it has a file of them."""
    path = COMMENTS_DIR / f"{slug}.toml"
    return tomllib.loads(path.read_text("utf-8"))["comments"] if path.exists() else []


def add_comments(stories: Sequence[ArticlePage]) -> None:
    """Post the comments on stories in chronological order, so that their numbers ascend."""
    settings = [conversation_on(story).settings for story in stories]
    CommentSettings.objects.filter(pk__in=[s.pk for s in settings], blocked_words="").update(
        blocked_words=DEMO_BLOCKED_WORDS
    )
    conversations = {story.pk: DemoConversation(story) for story in stories}
    entries = [
        (story.published_at + timedelta(minutes=entry["minutes"]), story, entry)
        for story in stories
        for entry in demo_comments(story.slug)
        if story.published_at
    ]
    written = [
        (conversations[story.pk].add(now, entry), entry)
        for now, story, entry in sorted(entries, key=lambda item: item[0])
    ]
    for comment, entry in written:
        act_on(comment, entry)


class DemoConversation:
    """Posts the comments of a story, which refer to each other by key."""

    def __init__(self, story: ArticlePage) -> None:
        self.conversation = conversation_on(story)
        self.named: dict[str, ReaderComment] = {}

    def add(self, now: datetime, entry: TomlTable) -> ReaderComment:
        """Post a comment as a reader does; plugins, which may want a browser, do not check it."""
        story, name = self.conversation.story, entry.get("name", "")
        submission = Submission(
            story=story,
            conversation=self.conversation,
            text=REFERENCE_PATTERN.sub(self.reference, entry["text"].strip()),
            name=name,
            reply_to=self.named.get(entry.get("to", "")),
            visitor=visitor(name or f"{story.slug} {entry['minutes']}"),
            user=newsdesk() if entry.get("staff") else None,
            now=now,
        )
        comment = store(submission, accepted(run_checks(CHECKS, submission)))
        if "key" in entry:
            self.named[entry["key"]] = comment
        return comment

    def reference(self, found: re.Match[str]) -> str:
        """Return a reference by the number of a posted comment."""
        return f">>{self.named[found[1]].pk}"


def act_on(comment: ReaderComment, entry: TomlTable) -> None:
    """Remove or report a comment, as its entry says."""
    if entry.get("removed"):
        set_state([comment], State.REMOVED, newsdesk())
    for number, report in enumerate(entry.get("reported", [])):
        Report.objects.create(comment=comment, visitor=visitor(f"reader {number}"), **report)


def visitor(name: str) -> str:
    """Return the visitor hash of a name."""
    return salted_hmac("demo.visitor", name, algorithm="sha256").hexdigest()[:32]


def newsdesk() -> Any:
    """Return the user of the newsroom's own comments, who has no password."""
    users = get_user_model().objects
    return users.filter(username="newsdesk").first() or users.create_user("newsdesk")
