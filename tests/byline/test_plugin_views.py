"""Pages and fragments of plugins have a time limit, and are not called for a while if they fail."""

from contextlib import ExitStack
from dataclasses import replace
from threading import Event
from time import sleep

import pytest
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.db import connection
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.template.response import SimpleTemplateResponse
from django.urls import path

from byline.pagecache import depends_on, fragment
from byline.pagecache.recording import record
from byline.plugins import hookimpl, threads, urls
from byline.plugins.calls import FAILURES_LIMIT, calls_by_plugin
from byline.plugins.hookspecs import HOOKS
from byline.plugins.testing import loaded
from byline.plugins.threads import HANGING_LIMIT
from byline.plugins.urls import patterns_of
from tests.byline.plugin_calls import is_called


@pytest.fixture
def serve(rf):
    """Load a plugin with a view until the test is over; return what sends a request to it."""
    with ExitStack() as stack:

        def serve(view, hook="urls"):
            def patterns():
                return [path("page/", view)]

            patterns.__name__ = hook
            hooks = type("Hooks", (), {hook: staticmethod(hookimpl(patterns))})
            stack.enter_context(loaded(hooks, name="x"))
            [resolver] = [found for found in patterns_of(hook) if found.namespace == "x"]
            page = resolver.resolve("x/page/").func
            return lambda client="192.0.2.1": page(rf.get("/", REMOTE_ADDR=client))

        yield serve


@pytest.fixture
def wait(monkeypatch):
    """A view that takes longer than it may."""
    for hook in ("urls", "fragments"):
        monkeypatch.setitem(HOOKS, hook, replace(HOOKS[hook], seconds=0.01))
    end = Event()
    yield lambda _request: HttpResponse(str(end.wait(30)))
    end.set()
    until_none_hangs()


def until_none_hangs():
    """Return once all calls have ended."""
    while any(threads.threads.hanging.values()):
        sleep(0.001)


def fail(_request):
    raise RuntimeError("broken")


def test_a_page_that_takes_too_long_is_answered_and_soon_not_begun(serve, wait):
    begun = []
    visit = serve(lambda request: begun.append(1) or wait(request))
    responses = [visit() for _ in range(4)]
    assert [response.status_code for response in responses] == [503] * 4
    assert responses[0]["Retry-After"]
    assert begun == [1, 1]
    assert is_called("x")


def test_slow_requests_of_one_client_have_a_page_paused_for_nobody_else(serve, wait):
    slow = {"192.0.2.66"}

    def view(request):
        return wait(request) if request.META["REMOTE_ADDR"] in slow else HttpResponse("page")

    visit = serve(view)
    assert {visit("192.0.2.66").status_code for _ in range(9)} == {503}
    assert visit("198.51.100.7").content == b"page"


def test_a_page_that_is_slow_for_many_is_paused(serve, monkeypatch):
    monkeypatch.setitem(HOOKS, "urls", replace(HOOKS["urls"], seconds=0.01))
    begun = []

    def view(_request):
        begun.append(1)
        sleep(0.05)

    visit = serve(view)
    for number in range(FAILURES_LIMIT + 3):
        assert visit(f"192.0.2.{number}").status_code == 503
        until_none_hangs()
    assert len(begun) == FAILURES_LIMIT


def test_pages_that_go_on_after_their_time_keep_nothing_else_of_a_plugin_from_its_turn(serve, wait):
    visit = serve(wait)
    for number in range(HANGING_LIMIT + 2):
        visit(f"192.0.2.{number}")
    assert threads.threads.hanging["views of x"] == HANGING_LIMIT
    assert not calls_by_plugin["x"].views_budget.is_paused
    assert is_called("x")


def test_a_page_that_keeps_failing_is_not_called_for_a_while_and_all_else_is(serve):
    visit = serve(fail)
    for _ in range(FAILURES_LIMIT):
        with pytest.raises(RuntimeError):
            visit()
    assert visit().status_code == 503
    assert calls_by_plugin["x"].hooks["urls"].failures == FAILURES_LIMIT
    assert is_called("x")


@pytest.mark.parametrize(
    "error", [Http404, PermissionDenied, BadRequest("no"), SuspiciousOperation("no")]
)
def test_what_somebody_has_sent_is_no_failure_of_a_page(serve, error):
    def refuse(_request):
        raise error

    visit = serve(refuse)
    for _ in range(2 * FAILURES_LIMIT):
        with pytest.raises(type(error) if isinstance(error, Exception) else error):
            visit()
    assert not calls_by_plugin["x"].hooks["urls"].failures


def test_a_page_ends_no_thread_of_the_server(serve):
    def leave(_request):
        raise SystemExit

    with pytest.raises(RuntimeError):
        serve(leave)()


def test_the_body_of_a_page_belongs_to_its_time(serve, wait):
    def hanging_stream(request):
        return StreamingHttpResponse(wait(request) for _ in range(3))

    assert serve(hanging_stream)().status_code == 503


def test_the_template_of_a_page_belongs_to_its_time(serve, wait):
    class Waiting(SimpleTemplateResponse):
        @property
        def rendered_content(self):
            return wait(None).content

    assert serve(lambda _request: Waiting("x.html"))().status_code == 503


def test_what_a_page_streams_is_sent(serve):
    response = serve(lambda _request: StreamingHttpResponse([b"a", b"b"]))()
    assert response.getvalue() == b"ab"


def test_a_page_that_streams_too_much_fails(serve, monkeypatch):
    monkeypatch.setattr(urls, "STREAM_MAX_BYTES", 10)
    with pytest.raises(ValueError, match="more than 10 bytes"):
        serve(lambda _request: StreamingHttpResponse([b"a" * 11]))()


def test_a_view_that_returns_no_response_fails(serve):
    with pytest.raises(TypeError):
        serve(lambda _request: "text")()
    assert calls_by_plugin["x"].hooks["urls"].failures == 1


@pytest.mark.parametrize("view", [fail, "wait"])
def test_a_fragment_that_fails_is_empty(serve, wait, view):
    response = serve(wait if view == "wait" else fail, "fragments")()
    assert (response.status_code, response.content) == (503, b"")
    assert calls_by_plugin["x"].hooks["fragments"].failures == 1


def test_what_a_fragment_depends_on_is_recorded(serve):
    @fragment("number")
    def show(_request):
        depends_on("x:1")
        return "shown"

    visit = serve(show, "fragments")
    with record() as recording:
        assert visit().content == b"shown"
    assert "x:1" in recording.tags
    assert recording.parameters == {"number"}
    assert recording.is_fragment


@pytest.mark.django_db
def test_a_page_in_a_transaction_sees_what_it_has_written(serve):
    visit = serve(lambda _request: HttpResponse(str(connection.in_atomic_block)))
    assert visit().content == b"True"
