"""What Wagtail's tokens lack."""

from datetime import timedelta
from typing import Any

from django.db import models
from django.utils import timezone
from wagtail.models import APIToken

TOKEN_DAYS, TOKEN_DAYS_LIMIT = 90, 3650


class TokenExpiry(models.Model):
    """When a token ends by itself, and the password with which it ends."""

    token = models.OneToOneField(
        APIToken, primary_key=True, on_delete=models.CASCADE, related_name="expiry"
    )
    expires_at = models.DateTimeField()
    # What sessions have of the password, too.
    session_hash = models.CharField(max_length=64)

    class Meta:
        default_permissions = ()

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return f"{self.token}: {self.expires_at:%Y-%m-%d}"


def end_after(token: APIToken, days: int) -> None:
    """Have a token end after so many days, and with the password that its user has now."""
    TokenExpiry.objects.update_or_create(
        token=token,
        defaults={
            "expires_at": timezone.now() + timedelta(days=days),
            "session_hash": token.user.get_session_auth_hash(),
        },
    )


def has_password_of(token: APIToken) -> bool:
    """Return whether the user of a token has the same password as when it was made."""
    user: Any = token.user
    hashes = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
    return token.expiry.session_hash in hashes


def valid_tokens(**fields: object) -> list[APIToken]:
    """Return the tokens with these fields that have not ended."""
    tokens = APIToken.objects.filter(
        revoked_at=None, user__is_active=True, expiry__expires_at__gt=timezone.now(), **fields
    )
    return [t for t in tokens.select_related("user", "expiry").order_by("pk") if has_password_of(t)]
