"""List the plugins, and what is left of one that goes."""

import json
from collections.abc import Collection, Iterator
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.serializers.json import DjangoJSONEncoder
from django.db import Error

from byline.plugins.call_counts import RETENTION_DAYS, HookTotal
from byline.plugins.loading import plugins
from byline.plugins.overview import PluginOverview, all_plugins, find_plugin
from byline.plugins.stories_with_blocks import story_counts
from byline.plugins.uninstalling import CannotDeleteError, delete_data, migrations_of, tables_of


class Command(BaseCommand):
    """Say what plugins there are, and what they do."""

    # What is wrong with plugins is listed.
    requires_system_checks: list[str] = []
    help = "List the plugins: those in BYLINE_PLUGINS, and those that are installed besides."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the command's options."""
        parser.add_argument("--json", action="store_true", help="for programs")
        parser.add_argument(
            "--uninstall", metavar="NAME", help="say what would be deleted of a plugin, and how"
        )
        parser.add_argument(
            "--delete-data",
            action="store_true",
            help="with --uninstall: delete the tables of the plugin",
        )

    def handle(self, **options: Any) -> None:
        """Write the list, or what is left of a plugin."""
        if name := options["uninstall"]:
            self.uninstall(name, is_told=options["delete_data"])
            return
        if options["delete_data"]:
            raise CommandError("--delete-data goes with --uninstall NAME.")
        found = all_plugins()
        stories = count_stories([plugin.name for plugin in found])
        if options["json"]:
            rows = [as_json(plugin, stories.get(plugin.name)) for plugin in found]
            text = json.dumps(rows, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
            self.stdout.write(text)
            return
        for plugin in found:
            self.stdout.write("\n".join(lines(plugin, stories.get(plugin.name))))
        if not found:
            self.stdout.write("No plugin is named in BYLINE_PLUGINS, and none is installed.")

    def uninstall(self, name: str, *, is_told: bool) -> None:
        """Say what would be deleted of a plugin; delete it if told."""
        found = find_plugin(name)
        if not found:
            raise CommandError(f"No plugin '{name}' is named in BYLINE_PLUGINS or installed.")
        stories = count_stories([name]).get(name)
        self.stdout.write(f"Stories with blocks of '{name}': {stories}. They stay as they are.")
        plugin = plugins.get(name)
        if not plugin:
            self.stdout.write(
                f"The models of '{name}' are not known, since it is not loaded: nothing can be "
                "deleted. Install it and name it in BYLINE_PLUGINS to see and delete its tables."
            )
            if is_told:
                raise CommandError("Nothing was deleted.")
        else:
            tables, migrations = [*tables_of(plugin)], migrations_of(plugin)
            for table in tables:
                self.stdout.write(f"Table {table.name} ({table.model}): {table.rows} rows")
            self.stdout.write(f"Migrations: {', '.join(migrations) or 'none'}")
            if is_told:
                try:
                    delete_data(plugin)
                except CannotDeleteError as error:
                    raise CommandError(str(error)) from error
                self.stdout.write("The tables, and what is in them, were deleted.")
            elif tables:
                self.stdout.write(
                    "Nothing was deleted. Back up the newsroom, then run this again with "
                    "--delete-data, or leave the tables: a plugin that returns uses them again."
                )
        self.stdout.write(
            f"To remove it: take '{name}' out of BYLINE_PLUGINS, restart, and uninstall the "
            f"package{f' (pip uninstall {found.package})' if found.package else ''}."
        )


def count_stories(names: Collection[str]) -> dict[str, int]:
    """Return by plugin how many stories hold its blocks; nothing while the database is away."""
    try:
        return story_counts(names, [plugin.name for plugin in all_plugins()])
    except Error:
        return {}


def as_json(plugin: PluginOverview, stories: int | None) -> dict[str, Any]:
    """Return what is known of a plugin, for programs."""
    return {
        "name": plugin.name,
        "title": plugin.title,
        "package": plugin.package,
        "version": plugin.version,
        "status": plugin.status,
        "paused_until": plugin.paused_until,
        "pause_reason": plugin.pause_reason,
        "problems": plugin.problems,
        "contributions": plugin.contributions,
        "settings": [asdict(setting) for setting in plugin.settings],
        "calls": [asdict(total) for total in plugin.calls],
        "stories": stories,
    }


def lines(plugin: PluginOverview, stories: int | None) -> Iterator[str]:
    """Yield what is known of a plugin, for people."""
    package = f" ({plugin.package} {plugin.version})" if plugin.package else ""
    yield f"{plugin.name}{package}: {plugin.status.label}"
    if plugin.paused_until:
        yield f"  paused until {plugin.paused_until:%Y-%m-%d %H:%M:%S} UTC: {plugin.pause_reason}"
    for problem in plugin.problems:
        yield f"  problem: {problem}"
    for hook, parts in plugin.contributions.items():
        yield f"  {hook}{': ' if parts else ''}{', '.join(parts)}"
    for setting in plugin.settings:
        default = " (default)" if setting.is_default else ""
        yield f"  {setting.variable}={setting.value}{default}  {setting.help}"
    if plugin.calls:
        yield f"  calls in {RETENTION_DAYS} days:"
    for total in plugin.calls:
        yield f"    {call_line(total)}"
    if stories is not None:
        yield f"  stories with its blocks: {stories}"


def call_line(total: HookTotal) -> str:
    """Return how the calls of a hook went."""
    text = (
        f"{total.hook}: {total.number} in {total.mean_milliseconds:.1f} ms on average, "
        f"{total.longest_milliseconds:.1f} ms at most, {total.failures} failed"
    )
    if total.last_failed_at:
        text += f", last at {total.last_failed_at:%Y-%m-%d %H:%M:%S} UTC: {total.last_failure}"
    return text
