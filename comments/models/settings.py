"""The settings of comments on a site."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, validate_email
from django.db import models
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.contrib.settings.models import register_setting

from byline.sites import SiteSetting
from byline.text import CleanTextModel


def validate_addresses(text: str) -> None:
    """Raise ValidationError unless every line is an e-mail address."""
    for line in nonempty_lines(text):
        try:
            validate_email(line)
        except ValidationError as error:
            raise ValidationError(f"“{line}” is no e-mail address.") from error


def nonempty_lines(text: str) -> list[str]:
    """Return the lines that are not blank, stripped."""
    return [line.strip() for line in text.splitlines() if line.strip()]


@register_setting(icon="comment")
class CommentSettings(CleanTextModel, SiteSetting):
    """How comments are moderated."""

    class Moderation(models.TextChoices):
        """Whether moderators read comments before or after publication."""

        AFTER = "after", "After publication: comments appear at once"
        BEFORE = "before", "Before publication: every comment waits for a moderator"

    moderation = models.CharField(max_length=10, choices=Moderation, default=Moderation.AFTER)
    hold_first = models.BooleanField(
        "hold the first comment of a visitor",
        default=False,
        help_text="A visitor with a comment that was approved is not held again.",
    )
    blocked_words = models.TextField(
        blank=True,
        max_length=20_000,
        help_text="A word or phrase a line. A comment or name with one waits for a moderator.",
    )
    max_links = models.PositiveSmallIntegerField(
        "links in a comment",
        default=2,
        validators=[MaxValueValidator(100)],
        help_text="A comment with more of them waits for a moderator.",
    )
    max_comments = models.PositiveSmallIntegerField(
        "comments in ten minutes",
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(1000)],
        help_text="How many can come from one connection, which an office or a library shares.",
    )
    close_after_days = models.PositiveSmallIntegerField(
        "close after days",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(3650)],
        help_text="Counted from the publication of the story. Left empty, comments stay open.",
    )
    notify = models.TextField(
        "who gets mail",
        blank=True,
        max_length=2000,
        validators=[validate_addresses],
        help_text="An e-mail address a line: told when comments wait or are reported.",
    )
    # The last mail to moderators: limits how often they get one.
    notified_at = models.DateTimeField(null=True, editable=False)

    panels = [
        MultiFieldPanel([FieldPanel("moderation"), FieldPanel("hold_first")], "Moderation"),
        MultiFieldPanel(
            [FieldPanel("blocked_words"), FieldPanel("max_links"), FieldPanel("max_comments")],
            "What is held or refused",
        ),
        FieldPanel("close_after_days"),
        MultiFieldPanel(
            [HelpPanel(template="comments/admin/mail_notice.html"), FieldPanel("notify")], "Mail"
        ),
    ]

    class Meta:
        verbose_name = "comments"
