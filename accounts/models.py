"""The user model."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """Somebody who signs in. Ours from the first migration, so that it can grow."""
