"""House rules as system checks, run by `manage.py check`."""

from collections.abc import Sequence
from email.utils import parseaddr
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks

from byline.internals import INTERNALS, TRIED_WITH, newer_packages


@checks.register()
def check_internals(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """Warn of packages whose internals we use and whose minor release is newer than the tried."""
    return [
        checks.Warning(
            f"{package} {found} is newer than {TRIED_WITH[package]}, with which Byline was tried. "
            f"Byline uses of its internals:{''.join(names_used_of(package))}",
            hint="Install the locked version, or see docs/development/testing.md.",
            id="byline.W002",
        )
        for package, found in newer_packages().items()
    ]


@checks.register()
def check_renamed_variables(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """Warn of environment variables that are set by a former name."""
    return [
        checks.Warning(
            f"{former} is deprecated: the setting is called {name}.",
            hint=f"Set {name} instead; where both are set, {former} is ignored.",
            id="byline.W003",
        )
        for former, name in settings.RENAMED_VARIABLES.items()
    ]


@checks.register(deploy=True)
def check_mail(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Warn of a mail server or a sender that nobody has chosen: then most mail is never sent."""
    found: list[checks.CheckMessage] = []
    if not settings.MAIL_SERVER_IS_SET:
        found.append(
            checks.Warning(
                "EMAIL_URL is not set, so mail is sent only if this machine has a mail server: "
                "links to new passwords, and mail about comments and about stories to approve.",
                hint="Name your mail server, or smtp://localhost:25 if this machine has one.",
                id="byline.W004",
            )
        )
    if parseaddr(settings.DEFAULT_FROM_EMAIL)[1].endswith("@localhost"):
        found.append(
            checks.Warning(
                "DEFAULT_FROM_EMAIL is an address that no other mail server accepts.",
                hint="Set it to an address of your newsroom.",
                id="byline.W005",
            )
        )
    return found


def names_used_of(package: str) -> list[str]:
    """Return the internals of a package that we use, each for a line of its own."""
    entries = [entry for entry in INTERNALS if entry.package == package]
    return [f"\n    {entry.owner} ({', '.join(entry.names)})" for entry in entries]
