"""Export what is stored about a person who comments."""

import json
from pathlib import Path
from typing import Any

from django.core.management import CommandError, CommandParser
from django.core.serializers.json import DjangoJSONEncoder

from comments.management.commands._person import PersonDataCommand
from comments.privacy import as_json_data


class Command(PersonDataCommand):
    """Print everything that is stored about a person, as JSON."""

    help = "Export the comments of a person, with their history, reports and e-mail addresses."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add `--output`."""
        super().add_arguments(parser)
        parser.add_argument("--output", metavar="FILE", help="a new file, instead of the terminal")

    def handle(self, *args: Any, **options: Any) -> None:
        """Find and write."""
        data = as_json_data(self.find(options))
        text = json.dumps(data, cls=DjangoJSONEncoder, indent=2, ensure_ascii=False)
        if not options["output"]:
            self.stdout.write(text)
            return
        try:
            with Path(options["output"]).open("x", encoding="utf-8") as file:
                file.write(f"{text}\n")
        except OSError as error:
            raise CommandError(f"{options['output']}: {error.strerror}") from error
