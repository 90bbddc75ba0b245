"""Fill an empty newsroom with the demo."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError, CommandParser
from wagtail.models import Site

from home.demo.build import DemoNewsroom, demo_stories
from news.models import ArticlePage, Author
from photos.models import Photo
from photos.renditions import files_for

# Name, group (None: a superuser). For local use only.
DEMO_ACCOUNTS = [
    ("admin", None, "Ida", "Holm"),
    ("editor", "Editors", "Edith", "Roe"),
    ("reporter", "Reporters", "Rasmus", "Vane"),
    ("moderator", "Comment moderators", "Mona", "Teal"),
]
DEMO_PASSWORD = "byline-demo"  # noqa: S105


class Command(BaseCommand):
    """Builds the demo newsroom. Run again, it adds only what is missing."""

    help = "Fill an empty newsroom with a fictional newspaper."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the command's options."""
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing where there are stories already"
        )
        parser.add_argument(
            "--force", action="store_true", help="add the demo to stories that are not its own"
        )
        parser.add_argument(
            "--accounts",
            action="store_true",
            help="also make accounts with a known password: never where others can sign in",
        )
        parser.add_argument("--port", type=int, help="the port that the site is served at")

    def handle(self, **options: Any) -> None:
        """Set the port of the site, build the demo, and print the accounts."""
        if options["port"]:
            Site.objects.filter(hostname="localhost").update(port=options["port"])
            Site.clear_site_root_paths_cache()
        if not (options["if_empty"] and ArticlePage.objects.exists()):
            self.build(force=options["force"], accounts=options["accounts"])
        if options["accounts"]:
            names = ", ".join(name for name, *_ in DEMO_ACCOUNTS)
            self.stdout.write(f"Sign in as {names}; the password of each is {DEMO_PASSWORD}")

    def build(self, *, force: bool, accounts: bool) -> None:
        """Build the demo. Raises CommandError if there are other stories, unless forced."""
        others = ArticlePage.objects.exclude(slug__in=demo_stories()).count()
        if others and not force:
            raise CommandError(
                f"This newsroom has {others} stories of its own. "
                "Use --force to add the demo to them all the same."
            )
        self.stdout.write("Building the demo newsroom, half a minute the first time …")
        number = DemoNewsroom().build()
        make_first_pictures()
        if accounts:
            self.add_accounts()
        self.stdout.write(self.style.SUCCESS(f"{number} stories added."))

    def add_accounts(self) -> None:
        """Create an account per group; existing ones keep their password."""
        users = get_user_model().objects
        for name, group, first_name, last_name in DEMO_ACCOUNTS:
            if users.filter(username=name).exists():
                continue
            make = users.create_user if group else users.create_superuser
            names = {"first_name": first_name, "last_name": last_name}
            user = make(name, f"{name}@localhost", DEMO_PASSWORD, **names)
            if group:
                user.groups.add(Group.objects.get(name=group))


def make_first_pictures() -> None:
    """Create the fallback renditions; the worker creates the others."""
    for story in ArticlePage.objects.all():
        for photo, shape in story.every_picture():
            files_for(photo, shape)
    for portrait in Photo.objects.filter(pk__in=Author.objects.values("portrait")):
        files_for(portrait, "portrait")
