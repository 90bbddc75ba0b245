"""System checks of plugins."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks

from byline.plugins.problem_finders import find_problems
from byline.plugins.problems import problems

HINT = "Install a version that fits, or take it out of BYLINE_PLUGINS."


@checks.register()
def check_plugins(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """Report plugins that were named in the settings, and what was left out of them."""
    find_problems()
    return [checks.Warning(problem.text, hint=HINT, id="byline.W001") for problem in problems]


@checks.register(checks.Tags.security, deploy=True)
def check_plugins_are_loaded(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """Refuse to deploy without a plugin that was named in the settings."""
    if not settings.BYLINE_PLUGINS_STRICT:
        return []
    find_problems()
    return [checks.Error(problem.text, hint=HINT, id="byline.E001") for problem in problems]
