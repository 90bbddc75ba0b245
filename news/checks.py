"""House rules of the news as system checks."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core import checks

from news.blocks import ArticleBodyBlock
from news.blocks.plugins import plugin_blocks


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
