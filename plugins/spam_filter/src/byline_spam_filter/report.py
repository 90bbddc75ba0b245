"""The report of what the filter has learned, and how often moderators agreed with it."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import Count, F, FloatField, Q
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from byline.plugins import setting
from byline_spam_filter.models import ALL_COMMENTS, LearnedComment, Outcome, Token
from byline_spam_filter.tokens import label_of

MODERATE_PERMISSION = "comments.moderate_comments"
# What fewer comments have is chance.
TOKEN_MIN_COMMENTS = 3
TOKENS_LIMIT = 20
# Of a token that is in as many rejected as in approved comments, to each number of them.
EVEN_SHARE = 0.5


class Agreement(NamedTuple):
    """How often the filter would have held what moderators approved or rejected, and not."""

    held_rejected: int
    held_approved: int
    passed_rejected: int
    passed_approved: int

    @property
    def number(self) -> int:
        """The number of comments that it had a score of."""
        return sum(self)

    @property
    def percent(self) -> int:
        """How often moderators agreed."""
        return int(100 * (self.held_rejected + self.passed_approved) / max(self.number, 1))


class TellingToken(NamedTuple):
    """A token that tells much, and in how many comments it is."""

    label: str
    approved: int
    rejected: int


def may_see_report(request: HttpRequest) -> bool:
    """Return whether the person moderates comments."""
    return bool(request.user.has_perm(MODERATE_PERMISSION))


def agreement() -> Agreement:
    """Count the comments of each outcome that the filter would have held, or not."""
    held = Q(score__gte=setting("spam_filter", "hold_from"))
    passed = Q(score__lt=setting("spam_filter", "hold_from"))
    rejected, approved = Q(outcome=Outcome.REJECTED), Q(outcome=Outcome.APPROVED)
    counts = LearnedComment.objects.aggregate(
        held_rejected=Count("pk", filter=held & rejected),
        held_approved=Count("pk", filter=held & approved),
        passed_rejected=Count("pk", filter=passed & rejected),
        passed_approved=Count("pk", filter=passed & approved),
    )
    return Agreement(**counts)


def telling_tokens(all_approved: int, all_rejected: int, order: str) -> list[TellingToken]:
    """Return the tokens that tell most of rejected (`-share`) or approved comments (`share`)."""
    in_spam = Cast(F("rejected"), FloatField()) / max(all_rejected, 1)
    in_others = Cast(F("approved"), FloatField()) / max(all_approved, 1)
    tokens = Token.objects.exclude(text=ALL_COMMENTS).annotate(
        number=F("approved") + F("rejected"), share=in_spam / (in_spam + in_others)
    )
    side = Q(share__gt=EVEN_SHARE) if order == "-share" else Q(share__lt=EVEN_SHARE)
    found = tokens.filter(side, number__gte=TOKEN_MIN_COMMENTS).order_by(order, "-number", "text")
    return [*map(as_telling, found.values_list("text", "approved", "rejected")[:TOKENS_LIMIT])]


def as_telling(row: tuple[str, int, int]) -> TellingToken:
    """Return a row of the table of tokens for people."""
    token, approved, rejected = row
    return TellingToken(label_of(token), approved, rejected)


class ReportView(WagtailAdminTemplateMixin, TemplateView):
    """The report."""

    template_name = "byline_spam_filter/report.html"
    page_title = _("Spam filter")
    header_icon = "view"

    def get_breadcrumbs_items(self) -> Iterable[dict[str, Any]]:
        """Return the way to the report."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what was learned."""
        totals = Token.objects.filter(text=ALL_COMMENTS).values_list("approved", "rejected")
        approved, rejected = totals.first() or (0, 0)
        minimum = setting("spam_filter", "minimum")
        return super().get_context_data(**kwargs) | {
            "approved": approved,
            "rejected": rejected,
            "minimum": minimum,
            "is_ready": min(approved, rejected) >= minimum,
            "hold_from": setting("spam_filter", "hold_from"),
            "reject_from": setting("spam_filter", "reject_from"),
            "number_of_tokens": Token.objects.exclude(text=ALL_COMMENTS).count(),
            "agreement": agreement(),
            "of_rejected": telling_tokens(approved, rejected, "-share"),
            "of_approved": telling_tokens(approved, rejected, "share"),
        }
