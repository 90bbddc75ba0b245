"""Erase what is stored about a person who comments."""

from typing import Any

from django.core.management import CommandError, CommandParser
from django.utils import timezone
from django.utils.text import Truncator

from comments.management.commands._person import PersonDataCommand
from comments.models import ReaderComment
from comments.privacy import PersonData, erase


class Command(PersonDataCommand):
    """Show what will be erased, confirm, and erase it."""

    help = "Erase the comments of a person for good. Their numbers and the replies stay."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add `--yes`."""
        super().add_arguments(parser)
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args: Any, **options: Any) -> None:
        """Find, show, confirm, erase."""
        held = self.find(options)
        self.show(held)
        if not options["yes"] and not self.is_sure():
            raise CommandError("Nothing was erased.")
        erase(held)
        self.stdout.write("Erased.")

    def show(self, held: PersonData) -> None:
        """Print what will be erased."""
        for comment in held.comments:
            self.stdout.write(described(comment))
        for report in held.reports:
            self.stdout.write(f"What was written in a report of No. {report.comment_id}")
        for follower in held.followers:
            self.stdout.write(f"{follower.email}, told of replies to No. {follower.comment_id}")
        if held.bans:
            self.stdout.write("This visitor is banned. The ban stays until you lift it.")

    def is_sure(self) -> bool:
        """Prompt for confirmation."""
        try:
            return input("Erase this for good? Type “yes”: ").strip().lower() == "yes"
        except EOFError:
            return False


def described(comment: ReaderComment) -> str:
    """Return a comment on one line."""
    day = timezone.localtime(comment.posted_at).date()
    words = Truncator(" ".join(comment.comment.split())).chars(60)
    state = comment.get_state_display().lower()
    return f"No. {comment.pk} by {comment.byname}, {day}, {state}, “{comment.story}”: {words}"
