"""Work for the task worker: mail to the newsroom's own people."""

from typing import Any

from django.core.mail import EmailMessage
from django.tasks import task
from django.template.loader import render_to_string
from wagtail.admin.forms import auth

from byline.limits import seconds_to_wait
from byline.worker.mail import MAIL
from byline.worker.retries import try_again

HOUR_SECONDS = 3600
# To one address, from whichever connections they are requested.
RESET_MAIL_LIMIT_PER_HOUR = 3


class PasswordResetMailForm(auth.PasswordResetForm):
    """Wagtail's form, which raises OSError when the mail server does not take a mail."""

    def send_mail(self, subject: str, text: str, context: Any, *addresses: Any, **_: Any) -> None:
        """Send the mail: Django's method only logs an error."""
        from_email, to_email = addresses
        subject_line = "".join(render_to_string(subject, context).splitlines())
        EmailMessage(subject_line, render_to_string(text, context), from_email, [to_email]).send()


@task(priority=MAIL)
def send_password_reset(address: str, templates: list[str], tries: int = 0) -> None:
    """Send a link to the user with this address; `templates`: subject and text.

    The link leads to `WAGTAILADMIN_BASE_URL`. Sent again later if the mail server is away.
    """
    if not tries and seconds_to_wait(
        address.casefold(), "password reset mails", RESET_MAIL_LIMIT_PER_HOUR, HOUR_SECONDS
    ):
        return
    form = PasswordResetMailForm({"email": address})
    if not form.is_valid():
        return
    subject, text = templates
    try:
        form.save(domain_override="-", subject_template_name=subject, email_template_name=text)
    except OSError:
        if not try_again(send_password_reset, address, templates, tries=tries):
            raise
