"""Tasks that send mail about comments.

No transaction is open while mail is sent. A mail that fails is retried after growing pauses.
"""

from datetime import datetime

from django.tasks import task

from byline.worker.mail import MAIL_PRIORITY
from byline.worker.retries import enqueue_at, retry_later
from comments import mail, notifications
from comments.conversations import published_story, settings_of
from comments.models import CommentSettings, Follower, ReaderComment
from comments.models.settings import nonempty_lines


@task(priority=MAIL_PRIORITY)
def send_confirmation(follower_id: int, tries: int = 0) -> None:
    """Mail an address a request for confirmation.

    After the last attempt the follower is deleted, so that the request can be repeated.
    """
    waiting = Follower.objects.filter(pk=follower_id, confirmed_at=None)
    if follower := waiting.select_related("comment__story", "story").first():
        story = follower.followed_story
        message = mail.confirmation(follower, published_story(story.pk))
        is_sent = mail.deliver(message, f"story {story.pk}")
        if not is_sent and not retry_later(send_confirmation, follower_id, tries=tries):
            waiting.delete()


@task(priority=MAIL_PRIORITY)
def notify_followers(number: int, tries: int = 0) -> None:
    """Mail followers about an approved comment."""
    is_done = True
    for follower, reply in notifications.followers_to_notify(number):
        if not mail.deliver(mail.notice_of_reply(follower, reply), f"comment {number}"):
            notifications.unmark_notified(follower, reply)
            is_done = False
    if not is_done:
        retry_later(notify_followers, number, tries=tries)


@task(priority=MAIL_PRIORITY)
def notify_moderators(number: int, since: str = "") -> None:
    """Mail moderators that a comment waits or is reported.

    Within `MODERATOR_MAIL_INTERVAL` of the last mail the task is deferred. `since` is the time
    of that mail: if a later one was sent meanwhile, it has covered this comment too.
    """
    comment = ReaderComment.objects.filter(pk=number).select_related("story").first()
    if comment is None:
        return
    settings = settings_of(comment.story)
    waiting, reported = notifications.open_work_on(settings.site)
    addresses = nonempty_lines(settings.notify)
    if not addresses or not (waiting or reported) or notified_since(settings, since):
        return
    if notifications.claim_moderator_mail(settings):
        notify_addresses.call(number, list(range(len(addresses))))
    else:
        defer_until_interval_ends(number, settings)


@task(priority=MAIL_PRIORITY)
def notify_addresses(number: int, positions: list[int], tries: int = 0) -> None:
    """Mail moderators, chosen by their line numbers in the setting; retry those that failed.

    `number` is of the comment that caused it.
    """
    comment = ReaderComment.objects.filter(pk=number).select_related("story").first()
    if comment is None:
        return
    settings = settings_of(comment.story)
    waiting, reported = notifications.open_work_on(settings.site)
    addresses = dict(enumerate(nonempty_lines(settings.notify)))
    failed = [
        position
        for position in positions
        if (waiting or reported)
        and (address := addresses.get(position))
        and not mail.deliver(
            mail.notice_of_work(settings.site, address, waiting, reported), f"comment {number}"
        )
    ]
    if failed:
        retry_later(notify_addresses, number, failed, tries=tries)


def notified_since(settings: CommentSettings, since: str) -> bool:
    """Return whether a mail to moderators was sent after the given time."""
    last = settings.notified_at
    return bool(since and last and last > datetime.fromisoformat(since))


def defer_until_interval_ends(number: int, settings: CommentSettings) -> None:
    """Queue the mail to moderators for the end of the interval, if the queue can defer."""
    settings.refresh_from_db(fields=["notified_at"])
    if settings.notified_at:
        moment = settings.notified_at + notifications.MODERATOR_MAIL_INTERVAL
        enqueue_at(moment, notify_moderators, number, since=settings.notified_at.isoformat())


# The names of earlier releases, by which tasks may wait in the queue.
ask_follower = send_confirmation
tell_followers = notify_followers
tell_moderators = notify_moderators
tell_addresses = notify_addresses
