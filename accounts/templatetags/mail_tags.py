"""Template tags about mail."""

from django import template

from byline.worker import mail_server

register = template.Library()


@register.simple_tag
def mail_delivery() -> str:
    """Return what becomes of mail: `sent`, `printed` or `away`. One query in production."""
    return mail_server.delivery().value


@register.simple_tag
def mail_test_command() -> str:
    """Return the command that sends a mail without a worker, and shows what goes wrong."""
    return mail_server.TEST_COMMAND
