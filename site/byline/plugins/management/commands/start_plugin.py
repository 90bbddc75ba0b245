"""Write the beginnings of a plugin."""

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from byline.plugins.manifest import NAME

STARTER = Path(__file__).parents[2] / "starter"
RENDERED_EXTENSIONS = ["py", "toml", "md", "html"]


class Command(BaseCommand):
    """Write a package from the starter."""

    help = "Write the package of a new plugin, to begin with."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the name and the folder."""
        parser.add_argument("name", help="letters and underscores, such as acme_quiz")
        parser.add_argument(
            "--directory", help="an existing folder; else one with the name is made"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the files, and say what comes next."""
        name, directory = options["name"], options["directory"]
        if not NAME.fullmatch(name):
            raise CommandError(
                f"'{name}' is no name of a plugin: 2 to 40 small letters, digits and underscores, "
                "a letter first."
            )
        folder = Path(directory or name)
        if (folder / "pyproject.toml").exists():
            raise CommandError(f"There is a package in {folder} already.")
        where = [directory] if directory else []
        extensions = RENDERED_EXTENSIONS
        call_command("startapp", name, *where, template=str(STARTER), extensions=extensions)
        self.stdout.write(
            f"{folder} is the package of a plugin with a block, a template, styles, a setting, a "
            f"table and tests. Install it, and name it in BYLINE_PLUGINS:\n\n"
            f"    pip install -e {folder}\n"
            f"    export BYLINE_PLUGINS={name}\n"
            f"    python manage.py migrate\n"
        )
