"""What a user may do by a token: drafts, and what becomes of them."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import APIToken, ModelLogEntry, PageLogEntry, TaskState

from news.models import ArticlePage
from tests.api.calling import Caller
from tests.comments.conversing import add_comment
from tests.factories import (
    ArticleFactory,
    AuthorFactory,
    PhotoFactory,
    SectionFactory,
    TopicFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
BODY = [{"type": "paragraph", "value": "<p>It <b>holds</b>.</p>"}]


def caller(client, user):
    return Caller(client, APIToken.create_token(user=user, name="test")[1])


@pytest.fixture
def desk(client, editor):
    """The API with the token of an editor."""
    return caller(client, editor)


@pytest.fixture
def reporter(client, db):
    return caller(client, UserFactory(username="reporter", group="Reporters"))


def logged(pk):
    entries = PageLogEntry.objects.filter(page=pk).order_by("pk")
    return [*entries.values_list("action", "user__username")]


def test_a_draft_is_written_and_published(desk, call, section):
    author, topic, photo = AuthorFactory(), TopicFactory(), PhotoFactory()
    sent = {
        "section": section.pk,
        "headline": "Wall holds",
        "standfirst": "So far.",
        "body": BODY,
        "authors": [{"author": author.pk, "role": "Photography"}],
        "topics": [topic.pk],
        "lead_photo": photo.pk,
        "lead_credit": "Jo Reed",
        "label": "analysis",
        "expire_at": "2126-11-30T10:00:00+02:00",
    }
    draft = desk.post("/stories/", sent, status=201)
    expected = {name: value for name, value in sent.items() if name not in {"body", "expire_at"}}
    assert draft.items() >= {**expected, "slug": "wall-holds", "is_live": False}.items()
    assert draft["expire_at"] == "2126-11-30T08:00:00Z"
    assert draft["body"][0]["value"] == "<p>It <b>holds</b>.</p>"
    assert draft["blockers"] == []
    call(f"/stories/{draft['id']}/", 404)
    published = desk.post(f"/stories/{draft['id']}/publish/", {})
    assert published["is_live"]
    shown = call(f"/stories/{draft['id']}/")
    assert (shown["headline"], shown["lead_photo"]["credit"]) == ("Wall holds", "Jo Reed")
    assert logged(draft["id"]) == [
        ("wagtail.create", "editor"),
        ("wagtail.edit", "editor"),
        ("wagtail.publish", "editor"),
    ]


def test_a_change_leaves_what_is_not_sent(desk, section):
    author = AuthorFactory()
    sent = {
        "section": section.pk,
        "headline": "Wall holds",
        "body": BODY,
        "authors": [{"author": author.pk}],
        "label": "opinion",
    }
    first = desk.post("/stories/", sent, status=201)
    path = f"/stories/{first['id']}/draft/"
    second = desk.patch(path, {"headline": "It broke"}, **{"If-Match": first["version"]})
    assert second["headline"] == "It broke"
    for name in ("slug", "body", "authors", "label", "release", "published_at"):
        assert second[name] == first[name], name
    assert desk(path) == second


def test_a_change_of_a_published_story_is_seen_once_it_is_published(desk, call, section):
    story = ArticleFactory(parent=section, title="Wall holds")
    draft = desk(f"/stories/{story.pk}/draft/")
    headers = {"If-Match": f'"{draft["version"]}"'}
    draft = desk.patch(f"/stories/{story.pk}/draft/", {"headline": "It broke"}, **headers)
    assert draft["has_unpublished_changes"]
    assert call(f"/stories/{story.pk}/")["headline"] == "Wall holds"
    desk.post(f"/stories/{story.pk}/publish/", {})
    assert call(f"/stories/{story.pk}/")["headline"] == "It broke"


def test_a_change_of_an_old_version_is_refused(desk, section):
    draft = desk.post("/stories/", {"section": section.pk, "headline": "Wall"}, status=201)
    path, old = f"/stories/{draft['id']}/draft/", {"If-Match": draft["version"]}
    desk.patch(path, {"headline": "First"}, **old)
    desk.patch(path, {"headline": "Second"}, status=412, **old)
    desk.patch(path, {"headline": "Second"}, status=428)
    for action, data in (("publish", {}), ("submit", None), ("corrections", {"text": "No."})):
        desk.post(f"/stories/{draft['id']}/{action}/", data, status=412, **old)
    assert desk(path)["headline"] == "First"


def test_blocks_of_a_missing_plugin_stay(desk, section):
    stored = [{"type": "gone_poll", "id": "a-b", "value": {"q": 1}}, {"id": "b", **BODY[0]}]
    story = ArticleFactory(parent=section, body=stored, draft=True)
    draft = desk(f"/stories/{story.pk}/draft/")
    assert draft["body"][0] == {"type": "unknown", "id": "a-b", "value": None}
    desk.patch(
        f"/stories/{story.pk}/draft/",
        {"body": draft["body"][::-1]},
        **{"If-Match": draft["version"]},
    )
    kept = ArticlePage.objects.get(pk=story.pk).get_latest_revision_as_object().body
    assert [block.block_type for block in kept] == ["paragraph", "unknown"]
    assert kept[1].value == stored[0]


def test_what_blocks_a_story_is_said_and_it_is_not_published(desk, section):
    photo = PhotoFactory(credit="")
    sent = {"section": section.pk, "headline": "Wall", "lead_photo": photo.pk}
    draft = desk.post("/stories/", sent, status=201)
    assert len(draft["blockers"]) == 2
    for action in ("publish", "submit"):
        data = {"despite_warnings": True} if action == "publish" else None
        refused = desk.post(f"/stories/{draft['id']}/{action}/", data, status=422)
        assert [error["msg"] for error in refused["errors"]] == draft["blockers"]
        assert {error["type"] for error in refused["errors"]} == {"blocker"}
    assert not ArticlePage.objects.get(pk=draft["id"]).live


def test_warnings_are_asked_about_as_in_the_admin(desk, section):
    sent = {"section": section.pk, "headline": "Wall", "body": BODY}
    draft = desk.post("/stories/", sent, status=201)
    assert draft["warnings"]
    path = f"/stories/{draft['id']}/publish/"
    refused = desk.post(path, {}, status=422)
    assert {error["type"] for error in refused["errors"]} == {"warning"}
    assert desk.post(path, {"despite_warnings": True})["is_live"]
    assert desk.post(path, {})["is_live"]  # these have been accepted


def test_a_story_is_scheduled_and_locked(desk, section):
    at = (timezone.now() + timedelta(days=1)).replace(microsecond=0)
    sent = {"section": section.pk, "headline": "Wall", "body": BODY}
    draft = desk.post("/stories/", sent, status=201)
    path = f"/stories/{draft['id']}"
    past = timezone.now() - timedelta(minutes=1)
    desk.post(f"{path}/schedule/", {"at": past.isoformat()}, status=422)
    desk.post(f"{path}/schedule/", {"at": at.isoformat()}, status=422)  # of the warnings
    assert desk(f"{path}/draft/")["release"] == "now"
    data = {"at": at.isoformat(), "despite_warnings": True}
    scheduled = desk.post(f"{path}/schedule/", data)
    assert (scheduled["is_scheduled"], scheduled["is_live"]) == (True, False)
    assert scheduled["release"] == "at"
    headers = {"If-Match": scheduled["version"]}
    desk.patch(f"{path}/draft/", {"headline": "Another"}, status=409, **headers)
    unscheduled = desk.post(f"{path}/unschedule/", **headers)
    assert (unscheduled["is_scheduled"], unscheduled["is_live"]) == (False, False)
    desk.patch(f"{path}/draft/", {"headline": "Another"}, **headers)
    desk.post(f"{path}/unschedule/", status=409)
    actions = [action for action, _user in logged(draft["id"])]
    assert actions[-3:] == ["wagtail.publish.schedule", "wagtail.schedule.cancel", "wagtail.edit"]


def test_an_embargo_hides_what_is_published(desk, call, section):
    until = (timezone.now() + timedelta(days=1)).replace(second=0, microsecond=0)
    sent = {
        "section": section.pk,
        "headline": "Wall",
        "body": BODY,
        "release": "embargo",
        "embargoed_until": until.isoformat(),
    }
    draft = desk.post("/stories/", sent, status=201)
    assert draft["release"] == "embargo"
    published = desk.post(f"/stories/{draft['id']}/publish/", {"despite_warnings": True})
    assert published["is_live"]
    call(f"/stories/{draft['id']}/", 404)


def test_a_story_is_taken_down(desk, call, section):
    story = ArticleFactory(parent=section)
    assert not desk.post(f"/stories/{story.pk}/unpublish/")["is_live"]
    call(f"/stories/{story.pk}/", 404)
    desk.post(f"/stories/{story.pk}/unpublish/", status=409)
    assert logged(story.pk) == [("wagtail.unpublish", "editor")]


def test_a_correction_is_added_to_those_there_are(desk, call, section):
    sent = {"section": section.pk, "headline": "Wall", "body": BODY}
    pk = desk.post("/stories/", sent, status=201)["id"]
    desk.post(f"/stories/{pk}/publish/", {"despite_warnings": True})
    for text, date in (("First.", "2026-11-01"), ("Second.", None)):
        data = {"text": text, **({"date": date} if date else {})}
        draft = desk.post(f"/stories/{pk}/corrections/", data, status=201)
    assert {one["text"] for one in draft["corrections"]} == {"First.", "Second."}
    assert call(f"/stories/{pk}/")["corrections"] == []
    desk.post(f"/stories/{pk}/publish/", {})
    corrections = call(f"/stories/{pk}/")["corrections"]
    assert [one["text"] for one in corrections] == ["Second.", "First."]


def test_a_reporter_submits_and_does_not_publish(reporter, section):
    sent = {"section": section.pk, "headline": "Wall", "body": BODY}
    draft = reporter.post("/stories/", sent, status=201)
    path = f"/stories/{draft['id']}"
    reporter.post(f"{path}/publish/", {"despite_warnings": True}, status=403)
    assert reporter.post(f"{path}/submit/")["is_in_moderation"]
    reporter.post(f"{path}/submit/", status=409)
    assert ("wagtail.workflow.start", "reporter") in logged(draft["id"])


@pytest.fixture
def submitted(reporter, section):
    """The path of a story that a reporter has submitted."""
    sent = {"section": section.pk, "headline": "Wall", "body": BODY}
    path = f"/stories/{reporter.post('/stories/', sent, status=201)['id']}"
    reporter.post(f"{path}/submit/")
    return path


def test_a_moderator_rejects_with_a_comment_and_approves(reporter, desk, call, submitted):
    pk = submitted.rpartition("/")[2]
    for decision in ("approve", "reject"):
        reporter.post(f"{submitted}/{decision}/", {}, status=403)
    assert not desk.post(f"{submitted}/reject/", {"comment": "Who\x00 says so?"})["is_live"]
    assert TaskState.objects.get().comment == "Who says so?"
    desk.post(f"{submitted}/approve/", {}, status=409)
    assert reporter.post(f"{submitted}/submit/")["is_in_moderation"]
    version = desk(f"{submitted}/draft/")["version"]
    desk.post(f"{submitted}/approve/", {}, status=412, **{"If-Match": "0"})
    approved = desk.post(f"{submitted}/approve/", {}, **{"If-Match": version})
    assert (approved["is_live"], approved["is_in_moderation"]) == (True, False)
    call(f"/stories/{pk}/")
    assert {("wagtail.workflow.reject", "editor"), ("wagtail.workflow.approve", "editor")} <= {
        *logged(pk)
    }


def test_a_story_with_a_blocker_is_not_approved(desk, submitted):
    draft = desk(f"{submitted}/draft/")
    headers = {"If-Match": draft["version"]}
    desk.patch(f"{submitted}/draft/", {"body": []}, **headers)
    refused = desk.post(f"{submitted}/approve/", {}, status=422)
    assert {error["type"] for error in refused["errors"]} == {"blocker"}
    assert desk(f"{submitted}/draft/")["is_in_moderation"]


def test_a_story_that_nobody_submitted_is_neither_approved_nor_rejected(desk, section):
    story = ArticleFactory(parent=section, draft=True)
    for decision in ("approve", "reject"):
        desk.post(f"/stories/{story.pk}/{decision}/", {}, status=409)


def test_an_alias_is_changed_at_its_source(desk, section):
    source = ArticleFactory(parent=section)
    alias = ArticleFactory(parent=SectionFactory(), alias_of=source)
    version = desk(f"/stories/{alias.pk}/draft/")["version"]
    path = f"/stories/{alias.pk}/draft/"
    desk.patch(path, {"headline": "Other"}, status=409, **{"If-Match": version})


def test_a_comment_is_moderated(desk, call, section):
    comment = add_comment(ArticleFactory(parent=section))
    path = f"/comments/{comment.pk}"
    assert desk.post(f"{path}/moderate/", {"state": "removed"})["state"] == "removed"
    call(f"{path}/", 404)
    assert desk.post(f"{path}/moderate/", {"state": "approved"})["state"] == "approved"
    call(f"{path}/")
    actions = ModelLogEntry.objects.filter(object_id=comment.pk).order_by("pk")
    assert [*actions.values_list("action", "user__username")] == [
        ("comments.removed", "editor"),
        ("comments.approved", "editor"),
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {"headline": "x" * 300},
        {"slug": "no slug"},
        {"label": "none"},
        {"section": 99999},
        {"topics": [99999]},
        {"authors": [{"author": 99999}]},
        {"authors": [{"author": 0}]},
        {"lead_photo": 99999},
        {"lead_photo": "x"},
        {"standfirst": "x" * 401},
        {"expire_at": "2026-11-30T10:00:00"},
        {"expire_at": "9999-12-31T23:59:59-12:00"},
        {"expire_at": "2020-11-30T10:00:00Z"},
        {"release": "embargo", "embargoed_until": "0001-01-01T00:00:00+12:00"},
        {"owner": 1},
        {"body": {}},
        {"body": ["x"]},
        {"body": [{"type": "none", "value": 1}]},
        {"body": [{"type": "unknown", "value": None}]},
        {"body": [{"type": "paragraph", "value": 1}]},
        {"body": [{"type": "paragraph", "value": "<p>x</p>", "more": 1}]},
        {"body": [{"type": "heading", "value": {}}]},
        {"body": [{"type": "heading", "value": "x" * 161}]},
        {"body": [{"type": "quote", "value": []}]},
        {"body": [{"type": "quote", "value": {"said": "x"}}]},
        {"body": [{"type": "photo", "value": {"photo": "1"}}]},
        {"body": [{"type": "photo", "value": {"photo": True}}]},
        {"body": [{"type": "gallery", "value": {"photos": {}}}]},
        {"body": [{"type": "table", "value": {"table": []}}]},
        {"body": [{"type": "tweet", "value": {"text": "x", "posted_on": "2026-13-01"}}]},
        {"body": [{"type": "tweet", "value": {"text": "x", "posted_on": 5}}]},
        {"body": [{"type": "related", "value": {"url": "javascript:alert(1)", "headline": "x"}}]},
    ],
    ids=str,
)
def test_what_the_form_would_refuse_is_refused(desk, section, fields):
    sent = {"section": section.pk, "headline": "Wall", **fields}
    refused = desk.post("/stories/", sent, status=422)
    assert refused["errors"]
    assert not ArticlePage.objects.exists()


def test_what_is_nested_too_deeply_is_refused(desk, section):
    value = "x"
    for _ in range(900):
        value = {"a": value}
    sent = {"section": section.pk, "headline": "Wall", "body": [{"type": "quote", "value": value}]}
    refused = desk.post("/stories/", sent, status=422)
    assert refused["errors"][0]["msg"] == "It is nested too deeply."


def test_hostile_text_is_cleaned_as_by_the_form(desk, section):
    html = '<p onclick="x()">Yes<script>alert(1)</script>\ud800\x00</p>'
    sent = {
        "section": section.pk,
        "headline": "Wall\ufeff \ud800holds\x00",
        "body": [
            {"type": "paragraph", "value": html},
            {"type": "heading", "value": "\x07High"},
        ],
    }
    draft = desk.post("/stories/", sent, status=201)
    assert draft["headline"] == "Wall holds"
    assert draft["body"][0]["value"] == "<p>Yesalert(1)</p>"
    assert draft["body"][1]["value"] == "High"


@pytest.mark.parametrize("text", ["", "x", "[]", "null", "1", "[" * 100_000, '{"section": NaN}'])
def test_what_is_no_object_is_refused(desk, client, section, text):
    response = client.generic(
        "POST", "/api/v1/stories/", text, content_type="application/json", headers=desk.headers
    )
    assert response.status_code in {400, 422}
    assert response["Content-Type"] == "application/problem+json"
