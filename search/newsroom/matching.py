"""Which pages a person finds, within what their lists and the site show.

- Who may edit a page finds it by all that its latest version says, and its live one.
- Whose lists show a page finds it by its headline, which they show.
- Everybody finds what readers can read by what readers read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, Q
from django.db.models.functions import Cast
from wagtail.models import GroupApprovalTask, Page, PageQuerySet, WorkflowState
from wagtail.permissions import policy_registry

from accounts.models import User
from byline.prepared import ids_in
from news.choosers import explorable_by
from news.querysets import is_visible
from search.engines.database import as_sql, ids_of
from search.newsroom.engines import newsroom_engine
from search.newsroom.typed_words import TypedWords

# No one looks through more: it takes a narrower search.
FOUND_PAGES_LIMIT = 1_000


@dataclass(frozen=True)
class Reach:
    """What a person may see of pages."""

    user: User | AnonymousUser

    @cached_property
    def may_edit(self) -> Q:
        """The condition that the person may edit a page, now or as a workflow's reviewer."""
        policy = policy_registry.get_by_type(Page)
        editable = policy.instances_user_has_any_permission_for(self.user, {"change"})
        groups = self.user.groups.values("pk")
        tasks = GroupApprovalTask.objects.filter(groups__in=groups).values("pk")
        return Q(pk__in=editable.values("pk")) | in_review(current_task_state__task__in=tasks)

    @cached_property
    def is_listed(self) -> Q:
        """The condition that lists show a page to the person."""
        return Q(pk__in=explorable_by(self.user).values("pk"))

    def matching(self, words: TypedWords) -> Q:
        """Return the condition that the person finds a page by words."""
        if not words:
            return Q(pk__in=[])
        engine = newsroom_engine()
        expression = engine.expression(words)
        headline = engine.expression(words, headline_only=True)
        listed = engine.found(headline, "latest") & self.is_listed
        return self.within(expression, listed)

    def with_facets(self, facets: Sequence[str]) -> Q:
        """Return the condition that the person finds a page under any of some facets."""
        if not facets:
            return Q(pk__in=[])
        return self.within(newsroom_engine().facet_expression(facets), Q(pk__in=[]))

    def within(self, expression: str, listed: Q) -> Q:
        """Return the condition of a match in what the person may read."""
        engine = newsroom_engine()
        is_match = engine.found(expression)
        if self.user.is_superuser:
            return is_match
        by_readers = engine.found(expression, "live") & is_visible()
        return is_match & (self.may_edit | listed | by_readers)


def in_review(**conditions: Any) -> Q:
    """Return the condition that a page is in a workflow that meets conditions."""
    states = WorkflowState.objects.active().filter(
        base_content_type=ContentType.objects.get_for_model(Page), **conditions
    )
    ids = states.annotate(page_id=Cast("object_id", BigIntegerField()))
    return Q(pk__in=ids.values("page_id"))


def found_ids(pages: PageQuerySet, words: TypedWords, order: Any = None) -> list[int]:
    """Return the ids of the first pages in an order; the best first where there is none."""
    if pages.query.is_empty():
        return []
    if order or not words:
        return ids_of(pages.order_by(*filter(None, [order]), "-pk")[:FOUND_PAGES_LIMIT])
    engine = newsroom_engine()
    found = as_sql(pages.order_by().values_list("pk", "latest_revision_created_at"))
    return ids_in(*engine.best(found, engine.expression(words), FOUND_PAGES_LIMIT))
