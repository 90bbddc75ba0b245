"""The user model."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """A user. Custom from the first migration, so that fields can be added."""
