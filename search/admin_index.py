"""Adding many stories to Wagtail's index, which the lists of the admin search."""

import logging
from collections.abc import Sequence

from wagtail.search.backends import get_search_backends

from news.models import ArticlePage

logger = logging.getLogger(__name__)


def add_to_admin_search(stories: Sequence[ArticlePage]) -> None:
    """Add new stories to Wagtail's index, as saving each of them does."""
    for backend in get_search_backends(with_auto_update=True):
        try:
            backend.add_bulk(ArticlePage, stories)
        except Exception:
            # As Wagtail does: a search server may be away, but a database may not.
            if not backend.catch_indexing_errors:
                raise
            logger.exception("%s new stories are not in Wagtail's index", len(stories))
