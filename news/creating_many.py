"""Creates many stories at once, as an import does: with a statement a table, not a story.

What Wagtail writes of a page that is saved and published is written, but no signal of Wagtail's or
Django's is sent: an importer makes no noise. `stories_created` is sent in their place.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import batched

from django.db import models, router, transaction
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Cast
from django.dispatch import Signal
from django.utils import timezone
from modelcluster.models import get_all_child_m2m_relations, get_all_child_relations
from wagtail.models import Page, PageLogEntry, ReferenceIndex, Revision

from byline.plugins.guard import notify
from news import restrictions
from news.models import ArticlePage, SectionPage

# With the keyword argument `stories`, in the transaction that creates them.
stories_created = Signal()
# Below the limit of SQLite on the parameters of a statement.
ROWS_BATCH_SIZE = 200


@transaction.atomic
def create_stories(stories: Sequence[ArticlePage]) -> None:
    """Store new stories, each of which has title, slug, `section` and `live`.

    Those that are live are published. Nothing is validated: slugs must be free, and what is live
    must have no publish blockers.
    """
    for story in stories:
        load_relations(story)
    place_in_tree(stories)
    insert_pages(stories)
    insert_related(stories)
    insert_revisions(stories)
    restrictions.add(restrictions.with_reason(story.pk for story in stories))
    for story in stories:
        ReferenceIndex.create_or_update_for_object(story)
    stories_created.send(sender=ArticlePage, stories=stories)
    for story in stories:
        if story.live:
            transaction.on_commit(partial(notify, "story_published", story=story), robust=True)


def load_relations(story: ArticlePage) -> None:
    """Keep what belongs to an unsaved story in memory: it is not looked up once it has an id."""
    for name in (*child_names(), *m2m_names()):
        related = getattr(story, name)
        related.set(list(related.all()))


def child_names() -> Iterator[str]:
    """Yield the names of the relations to what belongs to a story."""
    return (relation.get_accessor_name() for relation in get_all_child_relations(ArticlePage))


def m2m_names() -> Iterator[str]:
    """Yield the names of the relations to what many stories share."""
    return (field.name for field in get_all_child_m2m_relations(ArticlePage))


def place_in_tree(stories: Iterable[ArticlePage]) -> None:
    """Give stories their places below their sections, which count them."""
    below: dict[int, list[ArticlePage]] = defaultdict(list)
    for story in stories:
        below[story.section_id].append(story)
    rows = SectionPage.objects.filter(pk__in=below).order_by("pk")
    for section in rows.select_for_update(of=("self", "page_ptr")):
        last = section.get_last_child()
        path = last._inc_path() if last else Page._get_path(section.path, section.depth + 1, 1)  # noqa: SLF001
        for story in below[section.pk]:
            story.section = section
            story.path, story.depth = path, section.depth + 1
            story.locale_id = section.locale_id
            story.set_url_path(section)
            path = story._inc_path()  # noqa: SLF001
        added = len(below[section.pk])
        Page.objects.filter(pk=section.pk).update(numchild=F("numchild") + added)


def insert_pages(stories: Sequence[ArticlePage]) -> None:
    """Insert the rows of stories in the tables of pages and of stories."""
    now = timezone.now()
    for story in stories:
        story.draft_title = story.title
        story.latest_revision_created_at = now
        story.has_unpublished_changes = not story.live
        if story.live:
            story.first_published_at = story.last_published_at = now
    fields = Page._meta.concrete_fields
    pages = [Page(**{f.attname: getattr(s, f.attname) for f in fields}) for s in stories]
    Page.objects.bulk_create(pages, batch_size=ROWS_BATCH_SIZE)
    for story, page in zip(stories, pages, strict=True):
        story.pk = story.id = page.pk
        story._state.adding = False  # noqa: SLF001 - documented
    # Django's bulk_create() refuses a model whose parent has a table.
    rows, using = ArticlePage.objects.all(), router.db_for_write(ArticlePage)
    fields = ArticlePage._meta.local_concrete_fields
    for some in batched(stories, ROWS_BATCH_SIZE):
        rows._insert(list(some), fields=fields, using=using)  # noqa: SLF001


def insert_related(stories: Sequence[ArticlePage]) -> None:
    """Insert the rows of what belongs to stories: bylines, topics, corrections."""
    for relation in get_all_child_relations(ArticlePage):
        name = relation.get_accessor_name()
        children = [
            set_story(child, relation.field.attname, story)
            for story in stories
            for child in getattr(story, name).all()
        ]
        relation.related_model._default_manager.bulk_create(children, ROWS_BATCH_SIZE)
    for field in get_all_child_m2m_relations(ArticlePage):
        to_story, to_other = field.m2m_column_name(), field.m2m_reverse_name()
        through = field.remote_field.through
        links = [
            through(**{to_story: story.pk, to_other: other.pk})
            for story in stories
            for other in getattr(story, field.name).all()
        ]
        through._default_manager.bulk_create(links, ROWS_BATCH_SIZE)


def set_story[M: models.Model](child: M, attname: str, story: ArticlePage) -> M:
    """Return what belongs to a story, with the story's id."""
    setattr(child, attname, story.pk)
    return child


def insert_revisions(stories: Sequence[ArticlePage]) -> None:
    """Insert a revision of each story, with the entries of the log, and point the stories to it."""
    revisions = [
        Revision(
            content_object=story,
            base_content_type=story.get_base_content_type(),
            content=story.serializable_data(),
            created_at=story.latest_revision_created_at,
            object_str=str(story),
        )
        for story in stories
    ]
    Revision.objects.bulk_create(revisions, batch_size=ROWS_BATCH_SIZE)
    for story, revision in zip(stories, revisions, strict=True):
        story.latest_revision = revision
        story.live_revision = revision if story.live else None
    key = Cast(OuterRef("pk"), models.CharField())
    found = Revision.page_revisions.filter(object_id=key).values("pk")
    pages = Page.objects.filter(pk__in=[story.pk for story in stories])
    pages.update(latest_revision_id=Subquery(found[:1]))
    pages.filter(live=True).update(live_revision_id=F("latest_revision_id"))
    PageLogEntry.objects.bulk_create(log_entries(stories), batch_size=ROWS_BATCH_SIZE)


def log_entries(stories: Iterable[ArticlePage]) -> Iterator[PageLogEntry]:
    """Yield the entries that Wagtail's log has of new stories."""
    for story in stories:
        actions = {"wagtail.create": None}
        if story.live:
            actions["wagtail.publish"] = story.latest_revision
        for action, revision in actions.items():
            yield PageLogEntry(
                content_type=story.content_type,
                page=story,
                label=str(story),
                action=action,
                timestamp=story.latest_revision_created_at,
                data={},
                revision=revision,
                content_changed=True,
            )
