"""What the spam filter adds to Byline."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem

from byline.plugins import Comment, hookimpl
from byline.plugins.comments import CommentCheck
from byline_spam_filter.checks import check_spam
from byline_spam_filter.forgetting import forget, forget_unused
from byline_spam_filter.learning import learn, unlearn
from byline_spam_filter.models import Outcome
from byline_spam_filter.report import may_see_report

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


class ReportMenuItem(MenuItem):
    """The report in the menu, for moderators."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether the person may see the report."""
        return may_see_report(request)


@hookimpl
def comment_checks() -> Sequence[CommentCheck]:
    """Hold what is probably spam."""
    return [check_spam]


@hookimpl
def comment_approved(comment: Comment, moderator: "AbstractBaseUser | None") -> None:
    """Learn what a moderator has approved; what appeared by itself may be spam nobody saw."""
    if moderator is not None:
        learn(comment.pk, Outcome.APPROVED, comment.text, comment.name)


@hookimpl
def comment_removed(comment: Comment, moderator: "AbstractBaseUser | None") -> None:
    """Learn what a moderator has rejected; forget the words of what is erased."""
    if moderator is None:
        unlearn(comment.pk, comment.text, comment.name)
        forget_unused()
    else:
        learn(comment.pk, Outcome.REJECTED, comment.text, comment.name)


@hookimpl
def comment_held(comment: Comment, moderator: "AbstractBaseUser | None") -> None:
    """Unlearn what was decided: it is undone, or its writer has changed the text."""
    unlearn(comment.pk, comment.text, comment.name)


@hookimpl
def hourly_tasks() -> Sequence[Callable[[], object]]:
    """Forget rare tokens."""
    return [forget]


@hookimpl
def admin_reports() -> Sequence[MenuItem]:
    """Add the report to the menu."""
    address = reverse_lazy("byline_spam_filter:report")
    return [ReportMenuItem(_("Spam filter"), address, icon_name="view", order=700)]
