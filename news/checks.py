"""House rules of the news as system checks."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core import checks
from django.db import connection

from news.blocks import ArticleBodyBlock
from news.blocks.plugins import plugin_blocks
from news.models import RestrictedPage
from news.restrictions import wrong_pages


@checks.register()
def check_plugin_blocks(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """Report blocks of plugins that are left out."""
    _blocks, problems = plugin_blocks(taken=ArticleBodyBlock.base_blocks)
    return [
        checks.Warning(problem, hint="Tell the plugin's author.", id="news.W001")
        for problem in problems
    ]


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
