"""Begin a newspaper in an empty newsroom."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.crypto import get_random_string
from wagtail.models import Site

from home.models import HomePage
from news.models import ArticlePage, Newsroom, SectionPage

# Title and colour. In the admin they are renamed, moved and deleted as any page.
SECTIONS = [
    ("News", "red"),
    ("Politics", "blue"),
    ("Business", "ochre"),
    ("Culture", "purple"),
    ("Sport", "green"),
]
ADMIN_NAME = "admin"
PASSWORD_LENGTH = 16


class Command(BaseCommand):
    """Names the newspaper, and adds sections and an administrator."""

    help = "Begin a newspaper in an empty newsroom."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the command's options."""
        parser.add_argument("name", help="the name of the newspaper")

    @transaction.atomic
    def handle(self, *, name: str, **_options: Any) -> None:
        """Do all of it or nothing, and print how to sign in."""
        if ArticlePage.objects.exists() or get_user_model().objects.exists():
            raise CommandError("There is a newsroom already: it has stories or accounts.")
        name = name.strip()
        name_newspaper(name)
        add_sections()
        password = get_random_string(PASSWORD_LENGTH)
        get_user_model().objects.create_superuser(ADMIN_NAME, password=password)
        self.stdout.write(
            f"{name} is ready. Sign in as {ADMIN_NAME} with the password {password}\n"
            "It is not shown again. The first page of the newsroom says what to do next."
        )


def name_newspaper(name: str) -> None:
    """Name the newspaper. Raises CommandError if that is no name."""
    newsroom = Newsroom.for_site(Site.objects.get(is_default_site=True))
    newsroom.name = name
    try:
        newsroom.full_clean()
    except ValidationError as error:
        raise CommandError(f"This cannot be the name: {' '.join(error.messages)}") from error
    newsroom.save()


def add_sections() -> None:
    """Add the usual sections under the front page."""
    home = HomePage.objects.get()
    for title, colour in SECTIONS:
        if not SectionPage.objects.child_of(home).filter(title=title).exists():
            section = home.add_child(instance=SectionPage(title=title, colour=colour))
            section.save_revision().publish()
