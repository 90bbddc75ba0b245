"""House rules of the news as system checks."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core import checks
from django.db import connection

from byline.plugins import problem_finders
from news.blocks import ArticleBodyBlock
from news.blocks.plugins import plugin_blocks
from news.models import RestrictedPage
from news.restrictions import wrong_pages


def find_plugin_blocks() -> None:
    """Have blocks of plugins that are left out reported."""
    plugin_blocks(taken=ArticleBodyBlock.base_blocks)


problem_finders.finders.append(find_plugin_blocks)


@checks.register(checks.Tags.database)
def check_restricted_pages(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """Report pages whose restrictions are not those that lists know of."""
    if not databases or RestrictedPage._meta.db_table not in connection.introspection.table_names():
        return []
    missing, unfounded = wrong_pages()
    if not missing and not unfounded:
        return []
    return [
        checks.Error(
            f"Lists show {len(missing)} restricted pages, and hide {len(unfounded)} that are not.",
            hint="Run `manage.py check_visibility`, which mends it.",
            id="news.E001",
        )
    ]
