"""Asking for another password."""

from typing import Any

from django.http import HttpRequest
from wagtail.admin.forms import auth

from accounts.tasks import send_password_reset
from byline.addresses import household
from byline.limits import seconds_to_wait

# One connection may ask so often within so many seconds.
RESETS, HOUR = 5, 3600


class PasswordResetForm(auth.PasswordResetForm):
    """Wagtail's, which lets nobody know by its time whether an address is an editor's.

    Who asks too often gets the same answer, and nobody a mail.
    """

    def save(self, *, request: HttpRequest, **options: Any) -> None:
        """Have the mail sent by the worker, which finds out for whom."""
        if not seconds_to_wait(household(request), "password resets", RESETS, HOUR):
            names = ["subject_template_name", "email_template_name"]
            send_password_reset.enqueue(self.cleaned_data["email"], [options[n] for n in names])
