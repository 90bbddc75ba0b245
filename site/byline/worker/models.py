"""The tables of the leader lease, and of what is known of the mail server."""

from django.db import models


class Lease(models.Model):
    """Which worker is the leader, and until when unless it renews."""

    name = models.CharField(max_length=50, primary_key=True)
    holder = models.CharField(max_length=64)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} until {self.until}"


class MailServerCheck(models.Model):
    """The last time that a worker connected to the mail server: one row."""

    ONLY = 1

    checked_at = models.DateTimeField()
    # The kind of error; empty if the server takes mail.
    error = models.CharField(max_length=100, blank=True)

    def __str__(self) -> str:
        return self.error or "It takes mail"
