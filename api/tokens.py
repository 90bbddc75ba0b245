"""Who calls the API: the user of a token. No cookie signs anybody in."""

from contextlib import suppress
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from wagtail.api.v3.auth import BearerTokenAuth
from wagtail.models import APIToken

from accounts.models import User
from api.models import valid_tokens
from byline.client_ip import client_network

ADMIN_PERMISSION = "wagtailadmin.access_admin"


class SignedRequest(HttpRequest):
    """A request with a valid token."""

    user: User
    auth: APIToken


class UserToken(BearerTokenAuth):
    """Wagtail's bearer tokens, which end, of users who may use the admin."""

    def __call__(self, request: Any) -> APIToken | None:
        """Return the token of a request, looked up once. Raises PermissionDenied."""
        if not hasattr(request, "valid_token"):
            request.valid_token = super().__call__(request)
        found: APIToken | None = request.valid_token
        if found and not request.user.has_perm(ADMIN_PERMISSION):
            raise PermissionDenied
        return found

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """Return the token and set its user."""
        request.user = AnonymousUser()
        if not APIToken.validate_token_format(token):
            return None
        found = super().authenticate(request, token)
        if found is None or not valid_tokens(pk=found.pk):
            request.user = AnonymousUser()
            return None
        return found


user_token = UserToken()


def has_valid_token(request: HttpRequest) -> bool:
    """Return whether a request has the token of somebody who may use the admin."""
    with suppress(PermissionDenied):
        return user_token(request) is not None
    return False


def client_of(request: HttpRequest) -> str:
    """Return whose requests are counted together: a user's, or those of a network without tokens.

    So what a network is refused does not keep out the users in it.
    """
    return f"user {request.user.pk}" if has_valid_token(request) else client_network(request)
