"""Leave out plugins with models that Django's checks refuse, or which take names of others."""

from collections.abc import Iterator, Sequence

from django.apps import apps
from django.core.checks import Tags, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model

from byline.plugins.app_configs import GuardedApp, plugin_configs
from byline.plugins.model_attributes import (
    accessors_of,
    find_relations_again,
    forget,
    is_taken,
    still_waiting,
)
from byline.plugins.problems import handled_fault, is_left_out


def leave_out_faulty_models() -> None:
    """Leave out plugins whose models have faults; called when all models are imported."""
    configs = []
    for config in plugin_configs().values():
        missing = [f"There is no model {'.'.join(key)}." for key in still_waiting(config.waiting)]
        forget(config.waiting)
        if missing and not is_left_out(config.plugin):
            config.leave_out_models(ImproperlyConfigured(" ".join(missing)))
        if not is_left_out(config.plugin):
            configs.append(config)
    for config, faults in faults_by_config(configs):
        config.leave_out_models(ImproperlyConfigured(" ".join(faults)))


def faults_by_config(configs: Sequence[GuardedApp]) -> list[tuple[GuardedApp, list[str]]]:
    """Return the plugins that have faults.

    Only if there are any, they are checked one by one: of two that clash the first has none. What
    has none is used by those that are checked after it, for they may depend on it.
    """
    if not any(map(faults_of, configs)):
        return []
    models = {config.label: config.models for config in configs}
    for config in configs:
        config.models = {}
    waiting = [*configs]
    while True:
        faulty = []
        for config in waiting:
            config.models = models[config.label]
            find_relations_again()
            if faults := faults_of(config):
                faulty.append((config, faults))
                config.models = {}
        if len(faulty) in {0, len(waiting)}:
            break
        waiting = [config for config, _faults in faulty]
    for config in waiting if faulty else ():
        config.models = models[config.label]
    find_relations_again()
    return faulty


def faults_of(config: GuardedApp) -> list[str]:
    """Return what is wrong with the models of a plugin."""
    found: list[str] = []
    with handled_fault(lambda error: found.append(repr(error))):
        found += [*taken_attributes(config), *taken_names(config)]
        # The database is not asked: it may be away.
        for message in run_checks([config], tags=[Tags.models], databases=[]) if not found else ():
            if message.is_serious():
                message.hint = None
                found.append(str(message))
    return found


def taken_attributes(config: GuardedApp) -> Iterator[str]:
    """Yield which attributes relations of a plugin replace on the models of others."""
    for accessor in accessors_of([*config.get_models(include_auto_created=True)]):
        if is_taken(accessor, config.before):
            yield f"{accessor.model._meta.label} has the attribute {accessor.name} already."


def taken_names(config: GuardedApp) -> Iterator[str]:
    """Yield the tables, indexes and constraints of a plugin that are called as those of others."""
    own = [*config.get_models(include_auto_created=True)]
    others = [model for model in apps.get_models(include_auto_created=True) if model not in own]
    taken = set().union(*map(database_names, others)) & set().union(*map(database_names, own))
    for name in sorted(taken):
        yield f"The database has something called {name} already."


def database_names(model: type[Model]) -> set[str]:
    """Return what a model is called in the database, with its indexes and constraints."""
    options = model._meta
    if options.proxy or not options.managed:
        return set()
    return {options.db_table, *(one.name for one in [*options.indexes, *options.constraints])}
