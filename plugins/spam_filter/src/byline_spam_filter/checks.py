"""The check of comments."""

from django.utils.translation import gettext as _

from byline.plugins import setting
from byline.plugins.comments import Answer, SubmittedComment, hold, reject
from byline_spam_filter.scoring import score


def check_spam(comment: SubmittedComment) -> Answer | None:
    """Hold or refuse what is probably spam."""
    found = score(comment.text, comment.name)
    if found is None:
        return None
    reject_from = setting("spam_filter", "reject_from")
    if reject_from and found.percent >= reject_from:
        return reject(_("This looks like advertising, which is not accepted here."))
    if found.percent < setting("spam_filter", "hold_from"):
        return None
    verdict = _("Spam filter: %(percent)d %% (%(reason)s)")
    return hold(verdict % {"percent": found.percent, "reason": found.reason})
