"""Solutions that were used."""

from django.db import models


class UsedChallenge(models.Model):
    """A challenge whose solution was sent with a comment, by its nonce, until it expires."""

    nonce = models.CharField(max_length=64, primary_key=True)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.nonce
