"""Keep the tables small."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from byline.plugins import setting
from byline_spam_filter.learning import lock
from byline_spam_filter.models import ALL_COMMENTS, LearnedComment, Token

# For so long a comment's own tokens are stored: most decisions are undone at once.
TOKENS_PERIOD = timedelta(days=30)
DELETED_AT_ONCE = 2000


def forget() -> None:
    """Delete tokens that no comment has, the rarest beyond the limit, and those of comments."""
    forget_unused()
    tokens = Token.objects.exclude(text=ALL_COMMENTS)
    while (excess := tokens.count() - setting("spam_filter", "max_tokens")) > 0:
        delete_rarest(min(excess, DELETED_AT_ONCE))


@transaction.atomic
def forget_unused() -> None:
    """Delete tokens that no comment has, and those that are stored with old comments."""
    lock()
    old = LearnedComment.objects.filter(learned_at__lt=timezone.now() - TOKENS_PERIOD)
    old.exclude(tokens=[]).update(tokens=[])
    Token.objects.exclude(text=ALL_COMMENTS).filter(approved=0, rejected=0).delete()


@transaction.atomic
def delete_rarest(number: int) -> None:
    """Delete tokens that few comments have, those first that were not seen for longest."""
    lock()
    tokens = Token.objects.exclude(text=ALL_COMMENTS)
    rarest = tokens.order_by(F("approved") + F("rejected"), "seen_at", "text")
    Token.objects.filter(text__in=list(rarest.values_list("text", flat=True)[:number])).delete()
