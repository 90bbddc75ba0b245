"""The base of the commands about a person."""

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from comments.privacy import PersonData, PersonNotFoundError, person_data


class PersonDataCommand(BaseCommand):
    """A command that finds what is stored about a person."""

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the options that name a person."""
        parser.add_argument(
            "--number", type=int, nargs="+", default=[], metavar="N",
            help="the comments with these numbers",
        )  # fmt: skip
        parser.add_argument(
            "--visitor-of", type=int, metavar="N",
            help="all that the visitor left who wrote this comment, while that is known",
        )  # fmt: skip
        parser.add_argument(
            "--email", default="", metavar="ADDRESS",
            help="what was asked for with this e-mail address, and the comments it was asked for",
        )  # fmt: skip

    def find(self, options: dict[str, Any]) -> PersonData:
        """Return what is stored about the person. Raises CommandError."""
        number, visitor_of, email = options["number"], options["visitor_of"], options["email"]
        if not (number or visitor_of is not None or email):
            raise CommandError("Say whose: --number, --visitor-of or --email.")
        try:
            held = person_data(number, visitor_of, email.strip())
        except PersonNotFoundError as error:
            raise CommandError(str(error)) from error
        if not held:
            raise CommandError("Nothing is held of this person.")
        return held
