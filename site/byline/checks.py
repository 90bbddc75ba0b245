"""House rules as system checks, run by `manage.py check`."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core import checks

from byline.plugins.loading import plugin_manager, problems


@checks.register()
def check_plugins(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """Report plugins that were named in the settings and left out."""
    plugin_manager()
    return [
        checks.Warning(
            problem,
            hint="Install a version that fits, or take it out of BYLINE_PLUGINS.",
            id="byline.W001",
        )
        for problem in problems
    ]
