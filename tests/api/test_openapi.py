"""The OpenAPI document: what programs rely on changes only where somebody wants it to."""

import json
import os
from pathlib import Path

from tests.api.calling import PROBLEM

SNAPSHOT = Path(__file__).parent / "openapi.json"


def test_the_document_is_as_it_was(document):
    if os.environ.get("UPDATE_SNAPSHOT"):
        SNAPSHOT.write_text(json.dumps(document, indent=2, sort_keys=True) + "\n")
    assert document == json.loads(SNAPSHOT.read_text()), (
        "If it is to be so: UPDATE_SNAPSHOT=1, and add to the changelog what programs notice."
    )


def test_it_is_served(client, db, document):
    served = client.get("/api/v1/openapi.json").json()
    assert served["openapi"] == "3.1.0"
    assert served == document


def operations(document):
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method} {path}", operation


def test_every_operation_documents_its_refusals_as_problems(document):
    for name, operation in operations(document):
        refusals = {s: r for s, r in operation["responses"].items() if int(s) >= 400}
        assert refusals.keys() >= {"422", "429"}, name
        assert all([*r["content"]] == [PROBLEM] for r in refusals.values()), name
        assert ("{" in name) <= ("404" in refusals), name


def test_only_what_everybody_may_read_needs_no_token(document):
    for name, operation in operations(document):
        is_open = not operation.get("security")
        if is_open:
            assert name.startswith("get "), name
            assert not {"401", "403"} & operation["responses"].keys(), name
        else:
            assert operation["responses"].keys() >= {"401", "403"}, name


def test_every_name_is_documented_once(document):
    names = [operation["operationId"] for _name, operation in operations(document)]
    assert len(names) == len(set(names))
    assert all(operation.get("description") for _name, operation in operations(document))
