"""Tasks: mail to users of the newsroom."""

from typing import Any

from django.core.mail import EmailMessage
from django.tasks import task
from django.template.loader import render_to_string
from wagtail.admin.forms import auth

from byline.limits import seconds_to_wait
from byline.worker import mail_server
from byline.worker.mail import MAIL_PRIORITY
from byline.worker.retries import retry_later

HOUR_SECONDS = 3600
# To one address, from whichever connections they are requested.
RESET_MAIL_LIMIT_PER_HOUR = 3


class PasswordResetMailForm(auth.PasswordResetForm):
    """Wagtail's form, except that a failure of the mail server raises OSError."""

    def send_mail(self, subject: str, text: str, context: Any, *addresses: Any, **_: Any) -> None:
        """Send the mail. Django's method logs errors instead of raising them."""
        from_email, to_email = addresses
        subject_line = "".join(render_to_string(subject, context).splitlines())
        EmailMessage(subject_line, render_to_string(text, context), from_email, [to_email]).send()


@task(priority=MAIL_PRIORITY)
def send_password_reset(address: str, templates: list[str], tries: int = 0) -> None:
    """Send a password reset link; `templates` are those of the subject and the text.

    The link is below `WAGTAILADMIN_BASE_URL`. Retried later if the mail server is unavailable.
    """
    if not tries and seconds_to_wait(
        address.casefold(), "password reset mails", RESET_MAIL_LIMIT_PER_HOUR, HOUR_SECONDS
    ):
        return
    form = PasswordResetMailForm({"email": address})
    if not form.is_valid():
        return
    # For unknown addresses too, so that what is known of the server tells nothing of an address.
    mail_server.check_if_due()
    subject, text = templates
    try:
        form.save(domain_override="-", subject_template_name=subject, email_template_name=text)
    except OSError:
        if not retry_later(send_password_reset, address, templates, tries=tries):
            raise
