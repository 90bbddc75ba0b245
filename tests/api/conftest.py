import json

import pytest

from api.service import api
from tests.api.calling import Caller


@pytest.fixture
def call(client):
    """Call the API as a program does: `call("/stories/")` returns what it answers."""
    return Caller(client)


@pytest.fixture(scope="session")
def document():
    """The OpenAPI document, as it is sent."""
    return json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), default=str))
