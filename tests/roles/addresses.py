"""The addresses of the admin, and what stands for their parts."""

import re
from itertools import product

from tests.routes import routes

# What everybody may open, signed in or not; and what catches the rest.
PUBLIC = re.compile(
    r"admin/(login|logout|password_reset|jsi18n|sprite)/|admin/\^\.\*/\$|admin/(test404|failwhale)/"
)
PART = re.compile(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)|<(?:\w+:)?(\w+)>")
# What a number is of, by the beginning of the address.
NUMBERS = {
    "admin/api/main/^pages": "page",
    "admin/api/main/^documents": "document",
    "admin/api/main/^images": "image",
    "admin/collections": "collection",
    "admin/workflows/tasks": "task",
    "admin/workflows": "workflow",
    "admin/settings": "site",
    "admin/snippets/news/author": "author",
    "admin/snippets/choose/news/author": "author",
    "admin/snippets/news/topic": "topic",
    "admin/snippets/choose/news/topic": "topic",
    "admin/comments/": "comment",
    "admin/bin/": "deleted",
    "admin/api-tokens": "token",
    "admin/sites": "site",
    "admin/users": "user",
    "admin/groups": "group",
    "admin/documents": "document",
    "admin/images": "image",
    "admin/": "page",
}
KINDS = {
    "page_id": "page",
    "parent_page_id": "parent",
    "page_to_move_id": "page",
    "page_pk": "page",
    "number": "page",
    "destination_id": "destination",
    "image_id": "image",
    "document_id": "document",
    "doc_id": "document",
    "revision_id": "revision",
    "collection_id": "collection",
    "workflow_pk": "workflow",
    "task_id": "task",
}
WORDS = {
    "revision_id_a": ["live"],
    "revision_id_b": ["latest"],
    "content_type_app_name": ["news"],
    "content_type_model_name": ["articlepage", "sectionpage"],
    "filter_spec": ["max-100x100"],
    "plugin": ["sample"],
    "kind": ["topics"],
    "token": ["none"],
    "uuid": ["00000000-0000-4000-8000-000000000000"],
    "action_name": ["approve", "publish", "revert_to_page_revision"],
    "app_name": ["news", "comments", "home", "seo"],
    "model_name": ["newsroom", "commentsettings", "breakingnews", "searchengines"],
}
BULK_KINDS = {"photo": "image", "readercomment": "comment"}
BULK = [
    *(("wagtailcore", "page", action) for action in ("delete", "move", "publish", "unpublish")),
    *(("photos", "photo", action) for action in ("delete", "add_tags", "add_to_collection")),
    *(("wagtaildocs", "document", action) for action in ("delete", "add_to_collection")),
    ("accounts", "user", "delete"),
    ("comments", "readercomment", "remove"),
]


def walk():
    """Yield the routes of the admin, as they are written."""
    for route in routes():
        if route.startswith("admin/") and not PUBLIC.match(route):
            yield route


def variants(route, things):
    """Yield a label of the table, and the address for each role, as a function of it."""
    names = [one or two for one, two in PART.findall(route)]
    if route.startswith("admin/bulk/"):
        for app, model, action in BULK:
            for label, thing in things[BULK_KINDS.get(model, model)].items():
                address = f"/admin/bulk/{app}/{model}/{action}/?id="
                yield f"{address}{label}", lambda role, a=address, t=thing: f"{a}{pk(t, role)}"
        return
    choices = [[*values(name, route, things)] for name in names]
    for chosen in product(*choices):
        if "app_name" in names and not is_setting(chosen):
            continue
        labels, parts = [one for one, _thing in chosen], [thing for _one, thing in chosen]
        yield fill(route, labels), lambda role, p=parts: fill(route, [pk(one, role) for one in p])


def is_setting(chosen):
    pairs = dict(zip(WORDS["app_name"], WORDS["model_name"], strict=True))
    return pairs.get(chosen[0][0]) == chosen[1][0]


def values(name, route, things):
    """Yield a label and a thing for each that may stand in a part of an address."""
    if name in WORDS:
        yield from ((word, word) for word in WORDS[name])
        return
    kind = KINDS.get(name)
    if not kind and name in ("pk", "object_id"):
        kind = next(kind for start, kind in NUMBERS.items() if route.startswith(start))
    if not kind:
        yield "1", "1"
        return
    for label, thing in things[kind].items():
        yield f"<{' '.join(filter(None, [label, kind]))}>", thing


def pk(thing, role):
    """Return the argument of an address that stands for an object."""
    thing = thing[role] if isinstance(thing, dict) else thing
    return str(getattr(thing, "pk", thing))


def fill(route, parts):
    """Return an address: a route whose parts are filled in."""
    left = iter(parts)
    address = PART.sub(lambda _: next(left), route)
    return "/" + address.replace("^", "").replace("$", "").replace("\\.", ".")
