"""Work for the task worker: mail to the newsroom's own people."""

from django.tasks import task
from wagtail.admin.forms.auth import PasswordResetForm

from byline.limits import seconds_to_wait
from byline.worker.mail import MAIL

# So many mails may go to one address within so many seconds, whoever asks for them.
MAILS, HOUR = 3, 3600


@task(priority=MAIL)
def send_password_reset(address: str, templates: list[str]) -> None:
    """Send a link to whoever in the newsroom has this address; `templates`: subject and text.

    The link leads to `WAGTAILADMIN_BASE_URL`.
    """
    if seconds_to_wait(address.casefold(), "password reset mails", MAILS, HOUR):
        return
    form = PasswordResetForm({"email": address})
    if form.is_valid():
        subject, text = templates
        form.save(domain_override="-", subject_template_name=subject, email_template_name=text)
