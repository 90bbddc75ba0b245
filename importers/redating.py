"""Give stories that were imported with a wrong order of dates the right one."""

from datetime import datetime

from importers.models import ImportedStory


def why_not_redated(record: ImportedStory) -> str:
    """Return why a story's date is not to be changed by an import, or ""."""
    article = record.article
    if article.get_latest_revision_as_object().published_at != record.dated:
        return "its date was changed here"
    if article.live and article.has_unpublished_changes:
        return "it has changes that are not published"
    if article.approved_schedule:
        return "it is scheduled"
    return ""


def redate(record: ImportedStory, dated: datetime) -> str:
    """Give a story another date, in a transaction of the caller's; return why not, or "".

    The given record keeps the date of before, the stored one does not.
    """
    if problem := why_not_redated(record):
        return problem
    article = record.article
    draft = article.get_latest_revision_as_object()
    draft.published_at = dated
    revision = draft.save_revision(log_action=True, changed=False)
    if article.live:
        revision.publish()
    ImportedStory.objects.filter(pk=record.pk).update(dated=dated)
    return ""
