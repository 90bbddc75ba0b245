"""Who calls the API: the user of a token. No cookie signs anybody in."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from wagtail.api.v3.auth import BearerTokenAuth
from wagtail.models import APIToken

from accounts.models import User
from api.models import valid_tokens

ADMIN_PERMISSION = "wagtailadmin.access_admin"


class SignedRequest(HttpRequest):
    """A request with a valid token."""

    user: User
    auth: APIToken


class UserToken(BearerTokenAuth):
    """Wagtail's bearer tokens, which may expire, of users who may use the admin."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """Return the token and set its user. Raises PermissionDenied."""
        request.user = AnonymousUser()
        if not APIToken.validate_token_format(token):
            return None
        found = super().authenticate(request, token)
        if found is None or not valid_tokens().filter(pk=found.pk).exists():
            request.user = AnonymousUser()
            return None
        if not request.user.has_perm(ADMIN_PERMISSION):
            raise PermissionDenied
        return found
