"""Starting and ending tests."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page, Site

from byline.pagecache import changed
from byline.plugins import FrontPage, Story
from byline_headline_test.models import EndReason, HeadlineTest

# The tag of the front page while it may show tests.
TAG = "headline_test:front"
# A story that the front page lacks for so long has left it: what fills itself comes and goes.
ABSENT_MAX = timedelta(minutes=15)
START, STOP, END = "headline_test.start", "headline_test.stop", "headline_test.end"


def start(page: FrontPage, story: Story, headline: str, hours: int, user: Any) -> HeadlineTest:
    """Start a test of a story that stands on the front page.

    Raises ValidationError where one runs already, or B is no other headline.
    """
    end_those_over()
    if headline == story.title:
        raise ValidationError(_("That is the headline that the story has."))
    now = timezone.now().replace(microsecond=0)
    test = HeadlineTest(
        story_id=story.pk,
        headline_a=story.title,
        headline_b=headline,
        started_at=now,
        started_by=user,
        ends_at=now + timedelta(hours=hours),
    )
    try:
        with transaction.atomic():
            test.save()
    except IntegrityError:
        raise ValidationError(_("A test of this story runs already.")) from None
    log(page, START, user=user, data=data_of(test))
    changed(TAG)
    return test


def stop(page: FrontPage, test: HeadlineTest, user: Any) -> bool:
    """Stop a test; return whether it ran."""
    end_those_over()
    if not end(test, EndReason.STOPPED):
        return False
    log(page, STOP, user=user, data=data_of(test))
    changed(TAG)
    return True


def end_by_itself(test: HeadlineTest, reason: EndReason) -> None:
    """End a test for a reason that nobody has chosen."""
    if end(test, reason):
        log(front_page(), END, data=data_of(test) | {"reason": reason.value})
        changed(TAG)


def end(test: HeadlineTest, reason: EndReason) -> bool:
    """Note that a test is over; return whether that was not noted before."""
    if test.ends_at <= (now := timezone.now()):
        now, reason = test.ends_at, EndReason.TIME
    unended = HeadlineTest.objects.filter(pk=test.pk, ended_at=None)
    return bool(unended.update(ended_at=now, end_reason=reason))


def end_those_over() -> None:
    """Note that tests are over whose time is."""
    for test in HeadlineTest.objects.over():
        end_by_itself(test, EndReason.TIME)


def end_for(story: Story, reason: EndReason) -> None:
    """End the test of a story, if one runs."""
    for test in HeadlineTest.objects.running().filter(story=story.pk):
        end_by_itself(test, reason)


def end_edited(story: Story) -> None:
    """End the test of a story whose headline is not A any more."""
    for test in HeadlineTest.objects.running().filter(story=story.pk):
        if test.headline_a != story.title:
            end_by_itself(test, EndReason.EDITED)


def note_edited(test: HeadlineTest) -> None:
    """End a test whose story has another headline; whoever has seen one may have an older copy."""
    if not Page.objects.filter(pk=test.story_id, title=test.headline_a).exists():
        end_by_itself(test, EndReason.EDITED)


def note_absent(test: HeadlineTest) -> None:
    """Note that a process has rendered the front page without the story."""
    if test.absent_since is None:
        absent = HeadlineTest.objects.filter(pk=test.pk, absent_since=None)
        absent.update(absent_since=timezone.now())


def note_present(test: HeadlineTest) -> None:
    """Note that the front page has the story again."""
    if test.absent_since:
        HeadlineTest.objects.filter(pk=test.pk).update(absent_since=None)


def tidy_up() -> None:
    """Note the ends of tests whose time is over, and of those whose story has left the page."""
    end_those_over()
    left = HeadlineTest.objects.running().filter(absent_since__lte=timezone.now() - ABSENT_MAX)
    if not (tests := [*left]):
        return
    # As it is now: the process that has noted it may have had an older copy.
    present = {story.pk for story in front_page().specific.front_stories()}
    for test in tests:
        if test.story_id in present:
            note_present(test)
        else:
            end_by_itself(test, EndReason.ABSENT)


def front_page() -> Page:
    """Return the front page."""
    return Site.objects.select_related("root_page").get(is_default_site=True).root_page


def data_of(test: HeadlineTest) -> dict[str, Any]:
    """Return what the log says of a test."""
    return {
        "story": test.story_id,
        "headline": test.headline_a,
        "other_headline": test.headline_b,
    }
