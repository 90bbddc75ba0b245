"""The table of the leader lease."""

from django.db import models


class Lease(models.Model):
    """Which worker is the leader, and until when unless it renews."""

    name = models.CharField(max_length=50, primary_key=True)
    holder = models.CharField(max_length=64)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} until {self.until}"
