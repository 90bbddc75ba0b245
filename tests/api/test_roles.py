"""Who may do what by the API: each role, each action, one's own and other sections.

The letters are those of the roles that are let in: Reporter, Section editor of News, Editor, Photo
desk, comment Moderator, moderator of News alone. The admin lets in the same: see
`tests/roles/table.txt`.
"""

import json
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from wagtail.models import APIToken, GroupPagePermission

from comments.models import SectionModerators
from tests.api.calling import ROOT, Caller
from tests.comments.conversing import add_comment
from tests.factories import ArticleFactory, SectionFactory, UserFactory

ADMIN_TABLE = Path(__file__).parents[1] / "roles" / "table.txt"
ROLES = {
    "R": ["Reporters"],
    "S": ["Section editors", "News desk"],
    "E": ["Editors"],
    "P": ["Photo desk"],
    "M": ["Comment moderators"],
    "N": ["News moderators"],
}
ON_PAGES = ["add_page", "change_page", "publish_page", "lock_page"]
TABLE = """
RSE---  create           news
R-E---  create           sport
RSE---  read draft       own draft
RSE---  read draft       own live
-SE---  read draft       draft
-SE---  read draft       live
--E---  read draft       draft in sport
--E---  read draft       live in sport
RSE---  change           own draft
RSE---  change           own live
-SE---  change           draft
-SE---  change           live
--E---  change           draft in sport
--E---  change           live in sport
RSE---  correct          own draft
RSE---  correct          own live
-SE---  correct          draft
-SE---  correct          live
--E---  correct          draft in sport
--E---  correct          live in sport
RSE---  submit           own draft
RSE---  submit           own live
-SE---  submit           draft
-SE---  submit           live
--E---  submit           draft in sport
--E---  submit           live in sport
-SE---  publish          own draft
-SE---  publish          own live
-SE---  publish          draft
-SE---  publish          live
--E---  publish          draft in sport
--E---  publish          live in sport
-SE---  schedule         own draft
-SE---  schedule         own live
-SE---  schedule         draft
-SE---  schedule         live
--E---  schedule         draft in sport
--E---  schedule         live in sport
-SE---  unschedule       own draft
-SE---  unschedule       own live
-SE---  unschedule       draft
-SE---  unschedule       live
--E---  unschedule       draft in sport
--E---  unschedule       live in sport
--E---  approve          submitted
--E---  approve          submitted in sport
--E---  reject           submitted
--E---  reject           submitted in sport
-SE---  unpublish        own draft
-SE---  unpublish        own live
-SE---  unpublish        draft
-SE---  unpublish        live
--E---  unpublish        draft in sport
--E---  unpublish        live in sport
--E-MN  moderate         comment in news
--E-M-  moderate         comment in sport
RSEP--  upload
RSEPMN  read me
"""
ROWS = TABLE.strip().splitlines()


def build():
    """Return the users by role, and what is there by its name; one's own by role."""
    news, sport = SectionFactory(title="News"), SectionFactory(title="Sport")
    desk = Group.objects.create(name="News desk")
    for codename in ON_PAGES:
        permission = Permission.objects.get(codename=codename)
        GroupPagePermission.objects.create(group=desk, page=news, permission=permission)
    moderators = Group.objects.create(name="News moderators")
    moderators.permissions.add(Permission.objects.get(codename="access_admin"))
    SectionModerators.objects.create(group=moderators, section=news)
    users = {}
    for role, groups in ROLES.items():
        users[role] = UserFactory(username=f"role-{role}")
        users[role].groups.set(Group.objects.filter(name__in=groups))
    other = UserFactory(group="Editors")
    own = {
        f"own {kind}": {
            role: ArticleFactory(parent=news, owner=user, live=kind == "live")
            for role, user in users.items()
        }
        for kind in ("draft", "live")
    }
    live, live_in_sport = (ArticleFactory(parent=p, owner=other) for p in (news, sport))
    things = {
        **own,
        "draft": ArticleFactory(parent=news, owner=other, draft=True),
        "live": live,
        "submitted": submitted(news),
        "submitted in sport": submitted(sport),
        "draft in sport": ArticleFactory(parent=sport, owner=other, draft=True),
        "live in sport": live_in_sport,
        "comment in news": add_comment(live),
        "comment in sport": add_comment(live_in_sport),
        "news": news,
        "sport": sport,
    }
    return users, things


def submitted(section):
    """Return a draft that waits for the moderators of its workflow, the group Editors."""
    author = UserFactory(group="Reporters")
    story = ArticleFactory(parent=section, owner=author, draft=True)
    story.save_revision(user=author)
    story.get_workflow().start(story, author)
    return story


@pytest.fixture(scope="module")
def newsroom(module_db):
    return build()


# Method, path and data by action; the path has the id of the thing.
REQUESTS = {
    "create": ("POST", "/stories/", {"headline": "Wall"}),
    "read draft": ("GET", "/stories/{pk}/draft/", None),
    "change": ("PATCH", "/stories/{pk}/draft/", {"headline": "Wall"}),
    "correct": ("POST", "/stories/{pk}/corrections/", {"text": "No."}),
    "submit": ("POST", "/stories/{pk}/submit/", None),
    "publish": ("POST", "/stories/{pk}/publish/", {"despite_warnings": True}),
    "schedule": (
        "POST",
        "/stories/{pk}/schedule/",
        {"at": "2126-11-30T10:00:00Z", "despite_warnings": True},
    ),
    "unschedule": ("POST", "/stories/{pk}/unschedule/", None),
    "approve": ("POST", "/stories/{pk}/approve/", {}),
    "reject": ("POST", "/stories/{pk}/reject/", {}),
    "unpublish": ("POST", "/stories/{pk}/unpublish/", None),
    "moderate": ("POST", "/comments/{pk}/moderate/", {"state": "removed"}),
    "read me": ("GET", "/me/", None),
}
# Lines of the admin's table that are about the same.
IN_THE_ADMIN = {
    "create news": "POST /admin/pages/add/news/articlepage/<section parent>/",
    "create sport": "POST /admin/pages/add/news/articlepage/<sport parent>/",
    "change own draft": "POST /admin/pages/<mine page>/edit/",
    "change own live": "POST /admin/pages/<my live page>/edit/",
    "change draft": "POST /admin/pages/<draft page>/edit/",
    "change live": "POST /admin/pages/<live page>/edit/",
    "change draft in sport": "POST /admin/pages/<sport page>/edit/",
    "unschedule live": "POST /admin/pages/<live page>/revisions/<revision>/unschedule/",
    "unpublish own live": "POST /admin/pages/<my live page>/unpublish/",
    "unpublish live": "POST /admin/pages/<live page>/unpublish/",
    "upload ": "POST /admin/images/add/",
    "moderate comment in news": "GET  /admin/bulk/comments/readercomment/remove/?id=",
}


def status_of(caller, action, thing):
    """Return the status of an action on something."""
    if action == "upload":
        file = SimpleUploadedFile("none.txt", b"none")
        sent = caller.client.post(f"{ROOT}/photos/", {"file": file}, headers=caller.headers)
        return sent.status_code
    method, path, data = REQUESTS[action]
    pk = getattr(thing, "pk", None)
    if action == "create":
        data = {**data, "section": pk}
    return caller.client.generic(
        method,
        ROOT + path.format(pk=pk),
        "" if data is None else json.dumps(data),
        content_type="application/json",
        headers={**caller.headers, "If-Match": "0"},
    ).status_code


@pytest.mark.parametrize("row", ROWS)
def test_each_role_may_do_what_the_table_says(newsroom, module_db, settings, row):
    settings.API_WRITES_PER_MINUTE = settings.API_REQUESTS_PER_MINUTE = 10_000
    settings.MEDIA_ROOT = module_db
    letters, action, name = row[:6], row[8:25].strip(), row[25:].strip()
    users, things = newsroom
    found = ""
    for role, user in users.items():
        thing = things.get(name)
        with transaction.atomic():
            token = APIToken.create_token(user=user, name="test")[1]
            one = thing[role] if isinstance(thing, dict) else thing
            status = status_of(Caller(Client(), token), action, one)
            transaction.set_rollback(True)
        # Allowed is also what is refused for what it is, not for who asks.
        assert status in {200, 201, 403, 404, 409, 412, 422}, (role, status)
        found += "-" if status in {403, 404} else role
    assert found == letters


@pytest.mark.parametrize("row", ROWS)
def test_without_a_token_nobody_may_do_any_of_it(newsroom, module_db, settings, row):
    settings.API_WRITES_PER_MINUTE = settings.API_REQUESTS_PER_MINUTE = 10_000
    action, name = row[8:25].strip(), row[25:].strip()
    users, things = newsroom
    thing = things.get(name)
    one = thing["E"] if isinstance(thing, dict) else thing
    signed_in = Client()
    signed_in.force_login(users["E"])  # a cookie is no token
    assert status_of(Caller(Client()), action, one) == 401
    assert status_of(Caller(signed_in), action, one) == 401
    assert status_of(Caller(Client(), "wagtail_wrong"), action, one) == 401


def test_the_admin_lets_in_the_same():
    rows = {f"{row[8:25].strip()} {row[25:].strip()}": row[:5] for row in ROWS}
    admin = {line[6:]: line[:5] for line in ADMIN_TABLE.read_text().splitlines()}
    for name, address in IN_THE_ADMIN.items():
        assert rows[name] == admin[address], name


def test_every_operation_with_a_token_is_in_the_table(document):
    actions = {
        "create_story": "create",
        "get_draft": "read draft",
        "update_draft": "change",
        "add_correction": "correct",
        "submit_story": "submit",
        "publish_story": "publish",
        "schedule_story": "schedule",
        "unschedule_story": "unschedule",
        "approve_story": "approve",
        "reject_story": "reject",
        "unpublish_story": "unpublish",
        "moderate_comment": "moderate",
        "upload_photo": "upload",
        "get_me": "read me",
    }
    with_token = {
        operation["operationId"]
        for methods in document["paths"].values()
        for operation in methods.values()
        if operation.get("security")
    }
    assert with_token == actions.keys()
    assert {row[8:25].strip() for row in ROWS} == {*actions.values()}
