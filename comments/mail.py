"""Mails about comments: plain text, from the newsroom."""

import logging
from email.utils import formataddr, parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from wagtail.models import Site

from byline.text import without_unfit_characters
from comments.models import Follower, ReaderComment
from news.models import ArticlePage, Newsroom

logger = logging.getLogger(__name__)


def confirmation(follower: Follower, story: ArticlePage | None) -> EmailMessage:
    """Return the mail with the link to confirm an address.

    It has no text by readers, so it cannot be abused to send any.
    """
    site = follower.followed_story.get_site()
    subject = "Follow the comments on a story?"
    if follower.comment_id:
        subject = f"Follow the replies to comment No. {follower.comment_id}?"
    context = {"follower": follower, "story": story, "url": follower_url("following", follower)}
    return newsroom_mail(site, follower.email, subject, "confirmation", context)


def notice_of_reply(follower: Follower, reply: ReaderComment) -> EmailMessage:
    """Return the mail that notifies a follower of a reply, or of any comment on a story."""
    site = reply.story.get_site()
    subject = f"A comment on “{in_one_line(reply.story.title)}”"
    if follower.comment_id:
        subject = f"A reply to comment No. {follower.comment_id}"
    context = {
        "reply": reply,
        "name": in_one_line(reply.byname),
        "quoted": quoted(reply.comment),
        "url": f"{site.root_url}{reply.get_absolute_url()}",
        "follower": follower,
        "unfollow_url": follower_url("following", follower),
    }
    message = newsroom_mail(site, follower.email, subject, "reply", context)
    # Mail programs show a button for these: RFC 8058.
    message.extra_headers |= {
        "List-Unsubscribe": f"<{follower_url('unfollow', follower)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    return message


def notice_of_work(site: Site, address: str, waiting: int, reported: int) -> EmailMessage:
    """Return the mail that notifies a moderator of waiting and reported comments."""
    subject = f"{waiting} waiting, {reported} reported comments"
    context = {"waiting": waiting, "reported": reported, "url": desk_url(site)}
    return newsroom_mail(site, address, subject, "work", context)


def newsroom_mail(
    site: Site, address: str, subject: str, template: str, context: dict[str, Any]
) -> EmailMessage:
    """Return a mail from a site's newsroom, its body from `comments/mail/<template>.txt`."""
    newsroom = in_one_line(Newsroom.for_site(site).name)
    name, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return EmailMessage(
        subject=f"{newsroom}: {subject}",
        body=render_to_string(f"comments/mail/{template}.txt", {"newsroom": newsroom, **context}),
        from_email=formataddr((name or newsroom, sender)),
        to=[address],
        # No out-of-office replies.
        headers={"Auto-Submitted": "auto-generated"},
    )


def deliver(message: EmailMessage, about: str) -> bool:
    """Send a mail about something; return whether that worked. The log has no address."""
    try:
        message.send()
    except Exception as error:  # one address, or the server, may fail in any way
        kind = type(error).__name__  # its message names the address
        logger.error("A mail about %s was not sent: %s", about, kind)  # noqa: TRY400
        return False
    return True


def in_one_line(text: str) -> str:
    """Return a text fit for a mail header."""
    return " ".join(without_unfit_characters(text).split())


def quoted(text: str) -> str:
    """Return a text with `> ` before each line."""
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())


def follower_url(name: str, follower: Follower) -> str:
    """Return the URL of a follower's page."""
    path = reverse(f"comments:{name}", args=[follower.key])
    return f"{follower.followed_story.get_site().root_url}{path}"


def desk_url(site: Site) -> str:
    """Return the URL of the moderation desk."""
    return f"{site.root_url}{reverse('comments_desk:index')}"
