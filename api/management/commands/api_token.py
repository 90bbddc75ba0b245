"""Manage the tokens of the API."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, CommandError, CommandParser
from django.db import transaction
from wagtail.log_actions import log
from wagtail.models import APIToken

from api.models import TOKEN_DAYS, TOKEN_DAYS_LIMIT, end_after, valid_tokens

SOURCE = {"source": "management_command"}


class Command(BaseCommand):
    """Create, list and revoke the tokens of a user."""

    help = "Manage the tokens by which programs use the API with the permissions of a user."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the three actions."""
        actions = parser.add_subparsers(dest="action", required=True)
        create = actions.add_parser("create", help="Print a new token; only its hash is stored.")
        create.add_argument("user", help="the user's name")
        create.add_argument("--name", default="API", help="what it is for")
        create.add_argument(
            "--days",
            type=int,
            default=TOKEN_DAYS,
            help="after how many days it ends by itself (%(default)s)",
        )
        listed = actions.add_parser("list", help="List the valid tokens of a user, or of all.")
        listed.add_argument("user", nargs="?")
        revoke = actions.add_parser("revoke", help="Revoke the tokens of a user.")
        revoke.add_argument("user")
        revoke.add_argument("--name", help="only those with this name")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what was asked for."""
        user = self.find_user(options["user"]) if options["user"] else None
        if options["action"] == "create":
            self.create(user, options["name"], options["days"])
        elif options["action"] == "list":
            self.list_tokens(user)
        else:
            self.revoke(user, options["name"])

    def find_user(self, name: str) -> Any:
        """Return a user. Raises CommandError."""
        model: Any = get_user_model()
        try:
            return model.objects.get_by_natural_key(name)
        except model.DoesNotExist as error:
            raise CommandError(f"There is no user {name!r}.") from error

    def create(self, user: Any, name: str, days: int) -> None:
        """Store the hash of a new token, and print it: it is shown this once."""
        if not 0 < days <= TOKEN_DAYS_LIMIT:
            raise CommandError(f"--days is a number from 1 to {TOKEN_DAYS_LIMIT}.")
        with transaction.atomic():
            token, text = APIToken.create_token(user=user, name=name)
            end_after(token, days)
            log(token, "wagtail.apitoken.create", data=SOURCE)
        self.stdout.write(text)

    def list_tokens(self, user: Any) -> None:
        """Print a line for each valid token."""
        for token in valid_tokens(user=user) if user else valid_tokens():
            ends = f"until {token.expiry.expires_at:%Y-%m-%d}"
            used = f"{token.last_used_at:%Y-%m-%d}" if token.last_used_at else "never"
            self.stdout.write(
                f"{token.user.get_username()}\t{token.name}\t{token.prefix}…\t{ends}\tused {used}"
            )

    def revoke(self, user: Any, name: str | None) -> None:
        """Revoke the tokens of a user."""
        found = valid_tokens(user=user, name=name) if name else valid_tokens(user=user)
        if not found:
            raise CommandError("There is no such token.")
        for token in found:
            token.revoke()
            log(token, "wagtail.apitoken.revoke", data=SOURCE)
        self.stdout.write(f"Revoked: {len(found)}.")
