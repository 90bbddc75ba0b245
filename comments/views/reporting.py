"""Reports of comments to the moderators."""

from datetime import timedelta
from functools import partial

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils import timezone

from byline.cross_site import is_cross_site
from comments import tasks
from comments.forms import ReportForm
from comments.models import ReaderComment, Report
from comments.threads import with_references
from comments.views.shortcuts import FROM_OTHER_SITE, SeeOther, comment_or_404, form_page, show
from comments.visitors import visitor_key

REPORTS_LIMIT_PER_HOUR = 10
REPORT_RATE_WINDOW = timedelta(hours=1)
TOO_MANY_REPORTS = "You have reported many comments just now. Report this one a little later."


@form_page
def report(request: HttpRequest, sent: QueryDict, number: int) -> HttpResponse:
    """Show the form for a report, and take it."""
    comment, conversation = comment_or_404(request, number)
    if not comment.is_approved:
        raise Http404
    form, status = ReportForm(), 200
    if request.method == "POST":
        form = ReportForm(sent)
        if (status := submit_report(request, comment, form)) == 303:
            return SeeOther(f"{request.path}?sent")
        form.focus_first_error()
    context = {"form": form, "entry": with_references([comment])[0], "sent": "sent" in request.GET}
    return show(request, "report", conversation, context, status)


def submit_report(request: HttpRequest, comment: ReaderComment, form: ReportForm) -> int:
    """Store a report, or add errors to the form. Returns the HTTP status."""
    if is_cross_site(request):
        form.refuse(FROM_OTHER_SITE)
        return 403
    if not form.is_valid():
        return 422
    visitor = visitor_key(request)
    since = timezone.now() - REPORT_RATE_WINDOW
    latest = Report.objects.filter(visitor=visitor, reported_at__gt=since)
    if latest.exclude(comment=comment).count() >= REPORTS_LIMIT_PER_HOUR:
        form.refuse(TOO_MANY_REPORTS)
        return 429
    with transaction.atomic():
        # A second report by a visitor changes nothing.
        _report, is_new = Report.objects.get_or_create(
            comment=comment, visitor=visitor, defaults=form.cleaned_data
        )
        if is_new:
            notify = partial(tasks.notify_moderators.enqueue, comment.pk)
            transaction.on_commit(notify, robust=True)
    return 303
