"""Whatever visitors do, in whatever order, none of them is shown anything of another."""

import re

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.sessions.backends.db import SessionStore
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from wagtail.models import PageViewRestriction

from byline.pagecache import changed
from byline.pagecache.change_log import EVERYTHING
from comments.models import ReaderComment, State
from comments.moderation import set_state
from news.models import ArticlePage
from tests.comments.conversing import add_comment
from tests.factories import ArticleFactory, UserFactory

WALL = "/news/wall/"
PAGES = ["/", "/news/", WALL, "/recent/", "/popular/", "/nowhere/", "/search/?q=wall"]
# What only other users may see: staff, users of a preview, authors, moderators.
SECRETS = re.compile(r"SECRET|sessionid|csrfmiddlewaretoken|wagtail-userbar|Traceback")


def session_of(user):
    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session["_auth_user_backend"] = "django.contrib.auth.backends.ModelBackend"
    session["_auth_user_hash"] = user.get_session_auth_hash()
    session.save()
    return session.session_key


class Newspaper:
    """Everything that visitors can do to the pages of the others."""

    def __init__(self, visitor, committed, section):
        self.visitor, self.committed = visitor, committed
        self.wall = ArticleFactory(parent=section, slug="wall", title="The wall")
        self.editor = UserFactory(group="Editors", first_name="SECRET-NAME")
        self.cookie = f"{settings.SESSION_COOKIE_NAME}={session_of(self.editor)}"
        self.comments: list[ReaderComment] = []

    def read(self, address):
        """Ask as anybody, and be shown nothing of anybody else."""
        answer = self.visitor.get(address, cookie="consent=SECRET-COOKIE", user_agent="SECRET-UA")
        assert not SECRETS.search(answer.body.decode()), address
        assert "set-cookie" not in answer.headers
        hidden = {c.comment for c in self.comments if c.state != State.APPROVED}
        assert not any(text in answer.body.decode() for text in hidden)
        return answer

    def read_signed_in(self, address):
        self.visitor.get(address, cookie=self.cookie)

    def read_with_forged_session(self, address):
        self.visitor.get(address, cookie=f"{settings.SESSION_COOKIE_NAME}=forged")

    def preview(self, _address):
        page = ArticlePage.objects.get(pk=self.wall.pk)
        page.title = "SECRET-DRAFT"
        with self.committed():
            page.save_revision()
        self.visitor.get(f"/admin/pages/{page.pk}/view_draft/", cookie=self.cookie)

    def comment(self, _address):
        with self.committed():
            self.comments.append(
                add_comment(self.wall, f"Remark {len(self.comments)} of somebody.")
            )

    def moderate(self, _address):
        for comment in self.comments[::2]:
            state = State.REMOVED if comment.state == State.APPROVED else State.APPROVED
            with self.committed():
                set_state([comment], state, self.editor)
            comment.refresh_from_db()

    def restrict(self, _address):
        with self.committed():
            restriction = PageViewRestriction.objects.create(
                page=self.wall, restriction_type="login"
            )
        for address in PAGES:
            assert "The wall" not in self.read(address).body.decode()
        with self.committed():
            restriction.delete()

    def fail(self, address):
        """Let Django fail after the page was marked as cacheable."""
        django = self.visitor.django

        def broken(environ, start_response):
            b"".join(django(environ, lambda *_said: None))
            start_response("500 Internal Server Error", [("Content-Type", "text/html")])
            return [b"SECRET Traceback"]

        with self.committed():
            changed(EVERYTHING)
        self.visitor.django = broken
        try:
            assert self.visitor.get(address).status == 500
        finally:
            self.visitor.django = django

    def with_encoding(self, address):
        self.visitor.get(address, accept_encoding="br", if_none_match='"x"')

    def head(self, address):
        self.visitor.get(address, method="HEAD")


ACTIONS = [
    "read_signed_in",
    "read_with_forged_session",
    "preview",
    "comment",
    "moderate",
    "restrict",
    "fail",
    "with_encoding",
    "head",
]
STEPS = st.lists(st.tuples(st.sampled_from(ACTIONS), st.sampled_from(PAGES)), max_size=8)


@pytest.fixture
def newspaper(visitor, committed, section):
    return Newspaper(visitor, committed, section)


@given(steps=STEPS)
@hypothesis_settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_no_page_holds_anything_of_another_visitor(newspaper, steps):
    for action, address in steps:
        getattr(newspaper, action)(address)
        newspaper.read(address)
        newspaper.read(WALL)
    for address in PAGES:
        newspaper.read(address)


def test_the_test_would_notice(newspaper):
    """The pages that staff see do hold what the property looks for."""
    signed_in = newspaper.visitor.get(WALL, cookie=newspaper.cookie)
    assert SECRETS.search(signed_in.body.decode())
    assert get_user_model().objects.get(pk=newspaper.editor.pk).first_name == "SECRET-NAME"
