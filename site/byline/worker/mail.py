"""An e-mail backend that queues mail for the worker: text, HTML and attached files.

In a worker, mail is sent at once by the mailer `direct`: see `MAILERS`.
"""

import base64
from collections.abc import Sequence
from contextvars import ContextVar
from typing import Any

from django.core.mail import EmailMessage, EmailMultiAlternatives, mailers
from django.core.mail.backends.base import BaseEmailBackend
from django.tasks import task

from byline.worker import mail_server
from byline.worker.retries import retry_later

# Higher than that of renditions, which take minutes.
MAIL_PRIORITY = 10
MESSAGE_FIELDS = ("subject", "body", "from_email", "to", "cc", "bcc", "reply_to", "extra_headers")

sends_directly: ContextVar[bool] = ContextVar("sends_itself", default=False)


class QueueingBackend(BaseEmailBackend):
    """Queues mail; in a worker, sends it by the mailer `direct`."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        """Send or queue messages; return how many."""
        if sends_directly.get():
            return send_directly(messages)
        for message in messages:
            send_later.enqueue(to_json(message))
        return len(messages)


def send_directly(messages: Sequence[EmailMessage]) -> int:
    """Send messages; return how many. After a failure the mail server is looked at."""
    try:
        return mailers["direct"].send_messages(messages)
    except OSError:  # also SMTPException
        mail_server.check_if_due()
        raise


@task(priority=MAIL_PRIORITY)
def send_later(message: dict[str, Any], tries: int = 0) -> None:
    """Send a message, and try again later if the server does not accept it."""
    try:
        send_directly([from_json(message)])
    except OSError:  # also SMTPException
        if not retry_later(send_later, message, tries=tries):
            raise


def to_json(message: EmailMessage) -> dict[str, Any]:
    """Return a message as JSON."""
    fields = {name: getattr(message, name) for name in MESSAGE_FIELDS}
    parts = [
        (part.filename, to_base64(part.content), part.mimetype) for part in message.attachments
    ]
    alternatives = [tuple(one) for one in getattr(message, "alternatives", [])]
    return {**fields, "attachments": parts, "alternatives": alternatives}


def from_json(fields: dict[str, Any]) -> EmailMessage:
    """Return the message."""
    fields = {**fields, "headers": fields["extra_headers"]}
    del fields["extra_headers"]
    parts = fields.pop("attachments")
    message = EmailMultiAlternatives(**fields)
    for name, content, kind in parts:
        message.attach(name, base64.b64decode(content), kind)
    return message


def to_base64(content: str | bytes) -> str:
    """Return the content of an attachment in Base64."""
    return base64.b64encode(content.encode() if isinstance(content, str) else content).decode()
