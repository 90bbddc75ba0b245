"""Write the beginnings of a plugin."""

import sys
from importlib.util import find_spec
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
            f"table and tests. Install it, name it in BYLINE_PLUGINS, and restart the server:\n\n"
            f"    {installer()} -e {folder}\n"
            f"    export BYLINE_PLUGINS={name}    # after a comma, where there are others\n"
            f"    {sys.executable} manage.py migrate\n"
            f"    {sys.executable} manage.py plugins\n"
        )


def installer() -> str:
    """Return what installs packages for this Python; uv leaves pip out of its environments."""
    if find_spec("pip"):
        return f"{sys.executable} -m pip install"
    return f"uv pip install --python {sys.executable}"
