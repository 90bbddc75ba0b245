"""Challenges, and whether they were solved: version 2 of ALTCHA's proof of work.

https://altcha.org/docs/v2/proof-of-work/
"""

from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from secrets import randbelow
from typing import Any

from altcha import Payload, create_challenge, verify_solution
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from byline.plugins import setting
from byline_altcha.models import UsedChallenge

ALGORITHM = "PBKDF2/SHA-256"
# Ours have about 900 characters.
PAYLOAD_MAX_LENGTH = 4000
# Of a used challenge, after its expiry: the clocks of servers differ.
KEPT_AFTER_EXPIRY = timedelta(hours=1)


class Result(Enum):
    """What is known of a solution."""

    VALID = auto()
    MISSING = auto()
    EXPIRED = auto()
    USED = auto()
    FORGED = auto()


def key(purpose: str) -> bytes:
    """Return a key that only this site has."""
    return salted_hmac("byline_altcha", purpose, algorithm="sha256").digest()


def new_challenge() -> dict[str, Any]:
    """Return a signed challenge that expires."""
    challenge = create_challenge(
        ALGORITHM,
        setting("altcha", "cost"),
        counter=1 + randbelow(setting("altcha", "max_number")),
        expires_at=timezone.now() + timedelta(minutes=setting("altcha", "lifetime_minutes")),
        hmac_secret=key("challenge"),
        hmac_key_secret=key("solution"),
    )
    return challenge.to_dict()


def redeem(sent: str) -> Result:
    """Return what is known of a solution; a valid one is used up by that. At most one query."""
    if not sent:
        return Result.MISSING
    if len(sent) > PAYLOAD_MAX_LENGTH:
        return Result.FORGED
    try:
        payload = Payload.from_base64(sent)
        found = verify_solution(payload, key("challenge"), hmac_key_secret=key("solution"))
    except Exception:  # of what a stranger has sent: the library expects what it has made
        return Result.FORGED
    if found.expired:
        return Result.EXPIRED
    if not found.verified:
        return Result.FORGED
    parameters = payload.challenge.parameters
    expires_at = datetime.fromtimestamp(parameters.expires_at or 0, UTC)
    return Result.VALID if use(parameters.nonce, expires_at) else Result.USED


def use(nonce: str, expires_at: datetime) -> bool:
    """Note that a challenge is used; return False where it was before, in any process."""
    try:
        with transaction.atomic():
            UsedChallenge.objects.create(nonce=nonce, expires_at=expires_at)
    except IntegrityError:
        return False
    return True


def forget_expired() -> None:
    """Delete used challenges that have expired."""
    UsedChallenge.objects.filter(expires_at__lt=timezone.now() - KEPT_AFTER_EXPIRY).delete()
