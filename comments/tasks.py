"""Work for the task worker: mail about comments."""

from django.tasks import task


@task
def ask_follower(follower_id: int) -> None:
    """Ask the owner of an address whether they want to follow a comment."""


@task
def tell_followers(number: int) -> None:
    """Tell those who follow a conversation of a reply that has appeared."""


@task
def tell_moderators(number: int) -> None:
    """Tell those who want to know that a comment waits or is reported."""
