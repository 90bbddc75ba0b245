"""Who is told by e-mail of what happens to comments, and who was told already."""

from collections.abc import Iterator
from datetime import timedelta

from django.db import IntegrityError
from django.db.models import Q
from django.utils import timezone
from wagtail.models import Site

from comments.conversations import conversation_on, published_story
from comments.models import CommentSettings, Follower, ReaderComment, SentMail
from comments.selectors import open_work_in

# At least this long between two mails to moderators, however many comments come in.
MODERATOR_MAIL_INTERVAL = timedelta(minutes=15)


def readable_comment(number: int) -> ReaderComment | None:
    """Return a comment whose text readers see at this moment, with its story."""
    comment = ReaderComment.objects.approved().filter(pk=number).first()
    story = published_story(comment.story_id) if comment else None
    if comment is None or story is None or conversation_on(story).is_hidden:
        return None
    comment.story = story
    return comment


def followers_to_notify(number: int) -> Iterator[tuple[Follower, ReaderComment]]:
    """Yield who is to be told of a reply, and the reply; each person once, marked as told.

    All is asked again for each of them, since the mails before may have taken their time. The
    mark is stored before: a worker that dies in the middle leaves somebody untold rather than
    told twice.
    """
    if reply := readable_comment(number):
        for follower_id in nearest_followers(reply):
            follower = Follower.objects.exclude(confirmed_at=None).filter(pk=follower_id).first()
            if follower is None or (now := readable_comment(number)) is None:
                continue
            if mark_notified(follower, now):
                yield follower, now


def nearest_followers(reply: ReaderComment) -> list[int]:
    """Return a follower for each person who is not told of a reply yet.

    Somebody who follows several of the comments above is told as a follower of the nearest.
    Whoever follows the reply itself has most likely written it.
    """
    above = Follower.objects.filter(comment__in=reply.numbers_above)
    told = SentMail.objects.filter(reply=reply).values("follower__email")
    writer = Follower.objects.filter(comment=reply).values("email")
    wanted = above.exclude(confirmed_at=None).exclude(email__in=told).exclude(email__in=writer)
    # The nearest comes last, and stays.
    nearest = dict(wanted.order_by("comment__path").values_list("email", "pk"))
    return sorted(nearest.values())


def mark_notified(follower: Follower, reply: ReaderComment) -> bool:
    """Mark that a follower is told of a reply; tell whether nobody has before."""
    try:
        return SentMail.objects.get_or_create(follower=follower, reply=reply)[1]
    except IntegrityError:  # deleted this very moment
        return False


def unmark_notified(follower: Follower, reply: ReaderComment) -> None:
    """Take back that a follower was told: the mail could not be sent."""
    SentMail.objects.filter(follower=follower, reply=reply).delete()


def open_work_on(site: Site) -> tuple[int, int]:
    """Return how many comments of a site wait for a moderator, and how many are reported."""
    path = site.root_page.path
    return open_work_in(ReaderComment.objects.filter(story__path__startswith=path))


def claim_moderator_mail(settings: CommentSettings) -> bool:
    """Tell whether it is time for a mail to the moderators; only one worker is told so."""
    now = timezone.now()
    rested = Q(notified_at=None) | Q(notified_at__lte=now - MODERATOR_MAIL_INTERVAL)
    return bool(CommentSettings.objects.filter(rested, pk=settings.pk).update(notified_at=now))
