"""Thousands of requests made from the OpenAPI document: no error of ours, nothing undocumented.

`make test-api` makes 2,000 (CASES=20000: more). They are sent to the WSGI application, with the
token of an editor; of the ids in addresses some are those of what is there.
"""

import json
import os
from datetime import timedelta

import pytest
import schemathesis
from django.core.cache import caches
from django.core.wsgi import get_wsgi_application
from django.utils import timezone
from hypothesis import HealthCheck, settings
from schemathesis import checks
from wagtail.models import APIToken, ReferenceIndex

from api.service import api
from tests.comments.conversing import add_comment
from tests.factories import ArticleFactory, PhotoFactory, SectionFactory, TopicFactory, UserFactory
from tests.pagecache.visiting import connection_kept

CASES = int(os.environ.get("CASES", "2000"))
DOCUMENT = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), default=str))
OPERATIONS = sum(map(len, DOCUMENT["paths"].values()))
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT)
SCHEMA.app = get_wsgi_application()
checks.load_all_checks()
CHECKS = [
    checks.CHECKS.get_one(name)
    for name in (
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_schema_conformance",
        "response_headers_conformance",
    )
]


@pytest.fixture
def newsroom(db):
    """The token of an editor, and the ids of what is there by the name of their parameter."""
    section, photo = SectionFactory(title="News"), PhotoFactory()
    stories = [
        ArticleFactory(
            parent=section,
            authors=["Mara Lind"],
            about=[TopicFactory()],
            lead_photo=photo,
            live=is_live,
            published_at=timezone.now() - timedelta(days=number),
        )
        for number, is_live in enumerate([True, True, False])
    ]
    for story in stories:
        ReferenceIndex.create_or_update_for_object(story)
    editor = UserFactory(username="editor", group="Editors")
    token = APIToken.create_token(user=editor, name="cases")[1]
    ids = {
        "story_id": [story.pk for story in stories],
        "section_id": [section.pk],
        "author_id": [stories[0].bylines.get().author_id],
        "topic_id": [stories[0].topics.get().pk],
        "photo_id": [photo.pk],
        "number": [add_comment(stories[0]).pk],
    }
    return {"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"}, ids


def with_what_is_there(case, ids):
    """Have two of three numbers in an address be those of what is there."""
    for name, there in ids.items():
        value = (case.path_parameters or {}).get(name)
        if isinstance(value, int) and value % 3:
            case.path_parameters[name] = there[value % len(there)]


@SCHEMA.parametrize()
@settings(
    max_examples=max(1, CASES // OPERATIONS),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
def test_every_case_is_answered_as_documented(newsroom, case):
    headers, ids = newsroom
    with_what_is_there(case, ids)
    caches["limits"].clear()
    with connection_kept():
        case.call_and_validate(headers=headers, checks=CHECKS)
