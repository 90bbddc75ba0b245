"""Whether the site can send mail: what a worker found when it last connected to the mail server.

Only workers connect. Requests read the row, and what it says does not depend on whom a mail is to.
"""

import logging
from datetime import timedelta
from enum import StrEnum
from smtplib import SMTPResponseException
from typing import Any

from django.conf import settings
from django.core.mail import mailers
from django.core.mail.backends import smtp
from django.utils import timezone

from byline.worker.models import MailServerCheck

# How old the last check has to be for another, and how often a worker checks by itself.
RECHECK_AFTER_SECONDS = 60
CHECK_INTERVAL_SECONDS = 15 * 60
OK_REPLY = 250
QUEUEING_BACKEND = "byline.worker.mail.QueueingBackend"
# Backends that write mails down where the site runs.
PRINTING_BACKENDS = {
    f"django.core.mail.backends.{name}.EmailBackend" for name in ("console", "dummy", "filebased")
}
HINT = "See EMAIL_URL in docs/development/settings.md, and try `%s`."
TEST_COMMAND = "manage.py sendtestemail --using direct ADDRESS"

logger = logging.getLogger(__name__)


class Delivery(StrEnum):
    """What becomes of mail."""

    SENT = "sent"  # as far as is known
    PRINTED = "printed"  # where the site runs: in development
    AWAY = "away"  # the mail server did not answer, or refuses us


class ProbeBackend(smtp.EmailBackend):
    """Connects as for sending, signs in, and names the sender, but sends nothing."""

    def probe(self) -> None:
        """Raise OSError if the server would take no mail from us."""
        self.open()
        try:
            server: Any = self.connection
            server.ehlo_or_helo_if_needed()
            code, reply = server.mail(settings.DEFAULT_FROM_EMAIL)
            server.rset()
            if code != OK_REPLY:
                raise SMTPResponseException(code, reply)
        finally:
            self.close()


def is_queued() -> bool:
    """Return whether mail is queued for a mail server, as in production."""
    return backend_name() == QUEUEING_BACKEND


def backend_name() -> str:
    """Return the path of the backend that takes mail."""
    configured: Any = settings.MAILERS
    return str(configured["default"]["BACKEND"])


def delivery() -> Delivery:
    """Return what becomes of mail; one query in production."""
    if not is_queued():
        return Delivery.PRINTED if backend_name() in PRINTING_BACKENDS else Delivery.SENT
    last = MailServerCheck.objects.first()
    return Delivery.AWAY if last and last.error else Delivery.SENT


def check_if_due(after_seconds: float = RECHECK_AFTER_SECONDS) -> bool:
    """Check the mail server unless that was done a moment ago; return whether it takes mail."""
    last = MailServerCheck.objects.first()
    if last and timezone.now() - last.checked_at < timedelta(seconds=after_seconds):
        return not last.error
    return check() if "probe" in settings.MAILERS else True


def check(*, is_start: bool = False) -> bool:
    """Connect to the mail server, store the result, and log it where it is another than before."""
    last = MailServerCheck.objects.first()
    error = error_of_probe()
    MailServerCheck.objects.update_or_create(
        pk=MailServerCheck.ONLY, defaults={"checked_at": timezone.now(), "error": error}
    )
    if is_start or error != (last.error if last else ""):
        report(error)
    return not error


def error_of_probe() -> str:
    """Return what kept the mail server from taking mail, "" for nothing."""
    probe: Any = mailers["probe"]
    try:
        probe.probe()
    except SMTPResponseException as error:
        return f"{type(error).__name__} {error.smtp_code}"
    except (OSError, ValueError) as error:  # also other errors of SMTP, and of TLS
        return type(error).__name__
    return ""


def report(error: str) -> None:
    """Log whether mail can be sent, in one line. Not the server's words: they may have secrets."""
    if error:
        logger.warning(
            "No mail can be sent: %s does not take it (%s). %s",
            server_name(),
            error,
            HINT % TEST_COMMAND,
        )
    else:
        logger.info("Mail is sent by %s.", server_name())


def server_name() -> str:
    """Return the host and port of the mail server, and whether it is only the default."""
    configured: Any = settings.MAILERS
    options = configured["direct"]["OPTIONS"]
    name = f"{options['host']}:{options['port']}"
    return name if settings.MAIL_SERVER_IS_SET else f"{name} (EMAIL_URL is not set)"


class Watch:
    """Checks the mail server for a worker: at its start, at intervals, soon after a failure."""

    def __init__(self) -> None:
        self.next_check: float | None = None

    def look(self, now: float) -> None:
        """Check the server if it is time."""
        if self.next_check is not None and now < self.next_check:
            return
        if not is_queued():
            self.next_check = float("inf")
            return
        is_start = self.next_check is None
        # One check in a minute, however many workers there are.
        is_fine = check(is_start=True) if is_start else check_if_due()
        self.next_check = now + (CHECK_INTERVAL_SECONDS if is_fine else RECHECK_AFTER_SECONDS)
