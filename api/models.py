"""What Wagtail's tokens lack."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from wagtail.models import APIToken


class TokenExpiry(models.Model):
    """When a token ends by itself; a token without a row is valid until it is revoked."""

    token = models.OneToOneField(
        APIToken, primary_key=True, on_delete=models.CASCADE, related_name="expiry"
    )
    expires_at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return f"{self.token}: {self.expires_at:%Y-%m-%d}"


def valid_tokens() -> models.QuerySet[APIToken]:
    """Return the tokens that are neither revoked nor expired."""
    in_time = Q(expiry=None) | Q(expiry__expires_at__gt=timezone.now())
    return APIToken.objects.filter(in_time, revoked_at=None)
