"""What the models of a plugin add to the models of others: attributes of its relations."""

from collections.abc import Callable, Collection, Iterator
from typing import Any, NamedTuple

from django.apps import apps
from django.db.models import Model

# Functions that wait for a model, by its label and name.
type Waiting = dict[tuple[str, str], list[Callable[..., Any]]]

pending = apps._pending_operations  # noqa: SLF001


class ModelsBefore(NamedTuple):
    """The models before those of a plugin are imported."""

    attributes: dict[type[Model], dict[str, Any]]
    waiting: Waiting


class Accessor(NamedTuple):
    """An attribute that a relation adds to the model of somebody else."""

    model: type[Model]
    name: str


def models_before() -> ModelsBefore:
    """Return the models as they are now."""
    known = [model for models in apps.all_models.values() for model in models.values()]
    return ModelsBefore({model: {**vars(model)} for model in known}, waiting_now())


def waiting_now() -> Waiting:
    """Return what waits for models that are not imported yet."""
    return {key: [*functions] for key, functions in pending.items()}


def waiting_since(before: ModelsBefore) -> Waiting:
    """Return what waits for models now, and did not before."""
    return {
        key: [one for one in functions if one not in before.waiting.get(key, ())]
        for key, functions in waiting_now().items()
    }


def accessors_of(models: Collection[type[Model]]) -> Iterator[Accessor]:
    """Yield the attributes that relations of models add to other ones."""
    for model in models:
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]:
            relation: Any = field.remote_field
            target = relation and relation.model
            if isinstance(target, type) and target not in models and not relation.hidden:
                yield Accessor(target, relation.accessor_name)


def is_taken(accessor: Accessor, before: ModelsBefore) -> bool:
    """Return whether the model had an attribute of that name."""
    known = before.attributes.get(accessor.model, {})
    bases = accessor.model.__mro__[1:]
    return any(accessor.name in attributes for attributes in (known, *map(vars, bases)))


def give_back(models: Collection[type[Model]], before: ModelsBefore) -> None:
    """Give others back the attributes that relations of models have replaced or added."""
    for model, name in accessors_of(models):
        added = vars(model).get(name)
        relation = getattr(added, "rel", None) or getattr(added, "related", None)
        if getattr(relation, "related_model", None) not in models:
            continue
        known = before.attributes.get(model, {})
        if name in known:
            setattr(model, name, known[name])
        else:
            delattr(model, name)


def find_relations_again() -> None:
    """Have Django forget which models are related: those of some app are others now."""
    apps.clear_cache()
    # Before all apps are ready that leaves what each model has found.
    for model in apps.get_models(include_auto_created=True) if apps.models_ready else ():
        options: Any = model._meta
        options._expire_cache()  # noqa: SLF001


def still_waiting(waiting: Waiting) -> list[tuple[str, str]]:
    """Return the models, by label and name, that some of these functions still wait for."""
    now = waiting_now()
    return [key for key, found in waiting.items() if any(one in now.get(key, ()) for one in found)]


def forget(waiting: Waiting) -> None:
    """Have functions wait no longer: Django reports those whose model never comes."""
    for key, functions in waiting.items():
        if others := [one for one in waiting_now().get(key, ()) if one not in functions]:
            pending[key] = others
        else:
            pending.pop(key, None)
