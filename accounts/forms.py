"""Forms to sign in, and to reset a password."""

from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.admin.forms import auth

from accounts.devices import sign_in_wait_seconds
from accounts.tasks import send_password_reset
from byline.client_ip import client_network
from byline.limits import seconds_to_wait

HOUR_SECONDS = 3600
# Of one client network.
PASSWORD_RESET_LIMIT_PER_HOUR = 5


class ReaderLoginForm(AuthenticationForm):
    """Django's form, with a limit on attempts at one name from unknown browsers."""

    def clean(self) -> dict[str, Any]:
        """Check the limit before the password. Raises ValidationError."""
        name = self.cleaned_data.get("username")
        if self.request and name and (wait := sign_in_wait_seconds(self.request, name)):
            raise ValidationError(
                _(
                    "Many are trying to sign in with this name. Wait %(seconds)d seconds, or use "
                    "a browser in which you have signed in before."
                ),
                params={"seconds": wait},
            )
        return super().clean()


class LoginForm(ReaderLoginForm, auth.LoginForm):
    """Wagtail's form with the same limit."""


class PasswordResetForm(auth.PasswordResetForm):
    """Wagtail's form, whose response time does not show whether an address has a user.

    Over the limit the response is the same, and no mail is sent.
    """

    def save(self, *, request: HttpRequest, **options: Any) -> None:
        """Queue the mail; the task looks up the user."""
        if not seconds_to_wait(
            client_network(request), "password resets", PASSWORD_RESET_LIMIT_PER_HOUR, HOUR_SECONDS
        ):
            names = ["subject_template_name", "email_template_name"]
            send_password_reset.enqueue(self.cleaned_data["email"], [options[n] for n in names])
