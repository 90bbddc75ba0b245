"""The check of comments."""

from django.utils.translation import gettext as _

from byline.plugins import setting
from byline.plugins.comments import Answer, SubmittedComment, hold, reject
from byline_altcha.challenges import Result, redeem

FIELD = "altcha"


def check_work(comment: SubmittedComment) -> Answer | None:
    """Hold or refuse a new comment whose browser has not done its work."""
    if comment.edited is not None:
        return None
    match redeem(comment.fields.get(FIELD, "")):
        case Result.VALID:
            return None
        case Result.MISSING:
            return without_solution()
        case Result.EXPIRED:
            return refused(_("This form was open for very long. Send it once more."))
        case Result.USED:
            return refused(_("This form was sent before. Send it once more."))
        case _other:
            return refused(_("The check of your browser did not work. Send it once more."))


def refused(reason: str) -> Answer:
    """Refuse a comment; the form is shown again, and its script finds another solution."""
    return reject(reason, field="")


def without_solution() -> Answer | None:
    """Return what the newsroom wants of comments without a solution."""
    match setting("altcha", "without_script"):
        case "accept":
            return None
        case "reject":
            return refused(
                _("Comments are taken only from browsers with JavaScript. Switch it on, and send.")
            )
        case _hold:
            return hold(_("Its browser has not done the proof of work."))
