"""What a reader may see, and how lists of stories are fetched."""

from collections.abc import Iterable
from typing import Self

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.db.models.functions import Length, Substr
from django.utils import timezone
from wagtail.models import (
    Page,
    PageManager,
    PageQuerySet,
    PageViewRestriction,
    get_page_models,
)

from photos.pictures import prefetch_renditions


class ReaderQuerySet(PageQuerySet):
    """Pages, as readers meet them."""

    def published(self) -> Self:
        """Keep what any reader may see: the one definition of it.

        Live, not expired (even where no scheduler has run), and neither the page nor an
        ancestor restricted.
        """
        return self.live().in_time().unrestricted()

    def in_time(self) -> Self:
        """Keep pages whose time has come and is not over."""
        return self.filter(Q(expire_at=None) | Q(expire_at__gt=timezone.now()))

    def unrestricted(self) -> Self:
        """Keep pages that neither themselves nor through an ancestor are restricted.

        Wagtail's `public()` asks first and then excludes path by path; this asks within
        the query, so that it is never out of date and never one query more.
        """
        restrictions = PageViewRestriction.objects.filter(
            page__path=Substr(OuterRef("path"), 1, Length("page__path"))
        )
        return self.exclude(Exists(restrictions))


class ArticleQuerySet(ReaderQuerySet):
    """Stories, as readers meet them."""

    def in_time(self) -> Self:
        """Keep stories whose publication date has come and that have not expired."""
        return super().in_time().filter(published_at__lte=timezone.now())

    def newest_first(self) -> Self:
        """Order by publication date; stories of the same instant keep one order."""
        return self.order_by("-published_at", "-pk")

    def for_cards(self, *shapes: str) -> Self:
        """Fetch what a list shows of each story, without its body.

        The query count is the same for any number of stories. `shapes` are the shapes of
        `photos.pictures` in which the list shows the lead photos.
        """
        from news.models import Byline

        return (
            self.defer_streamfields()
            .select_related("section", "lead_photo")
            .prefetch_related(
                Prefetch("bylines", Byline.objects.select_related("author")),
                prefetch_renditions("lead_photo__renditions", *shapes),
            )
        )


ReaderManager = PageManager.from_queryset(ReaderQuerySet)
ArticleManager = PageManager.from_queryset(ArticleQuerySet)


def published_pages(ids: Iterable[int]) -> Iterable[Page]:
    """Return those of the pages, of whatever kind, that readers may see.

    Costs at most one query a kind of page among them, none where there are no ids.
    """
    ids = list(ids)
    if not ids:
        return []
    kinds = {page.specific_class for page in Page.objects.filter(pk__in=ids).only("content_type")}
    return [
        page
        for kind in sorted(kinds & set(reader_models()), key=lambda model: model._meta.label)
        for page in kind.objects.published().filter(pk__in=ids).defer_streamfields()
    ]


def reader_models() -> list[type[Page]]:
    """Return the kinds of pages that readers meet."""
    return [model for model in get_page_models() if isinstance(model.objects, ReaderManager)]
