"""Our rules in the real Varnish, before a small site."""

import os
import shutil
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from tests.processes import ROOT, eventually
from tests.serving.backend import KEPT, CannedResponse, Site

OTHER = "127.0.0.2"  # of this machine too, and unknown to the rules


class Front:
    """A Varnish before a site."""

    def __init__(self, site, **environment):
        self.site = site
        script = str(ROOT / "scripts" / "with-varnish")
        self.process = subprocess.Popen(  # noqa: S603
            ["bash", script, "bash", "-c", "echo $FRONT_CACHE_URL; cat"],  # noqa: S607
            env={"PATH": os.environ["PATH"], "SITE_PORT": str(site.port), **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        address = self.process.stdout.readline().strip()
        assert address, self.process.communicate()[1]  # what to install
        self.port = urlsplit(address).port

    def request(self, path="/", method="GET", source="127.0.0.1", body=None, **headers):
        """Send a request; headers are given with underscores."""
        connection = HTTPConnection("127.0.0.1", self.port, source_address=(source, 0), timeout=20)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, {"Host": "news.example", **named})
        response = connection.getresponse()
        response.body = response.read().decode()
        connection.close()
        return response

    def ban(self, **headers):
        return self.request(method="BAN", **headers).status

    def close(self):
        self.process.communicate("")
        assert self.process.wait(timeout=30) == 0


@pytest.fixture(scope="module")
def running():
    site = Site()
    front = Front(site)
    yield front
    front.close()
    site.close()


@pytest.fixture
def front(running):
    """A Varnish that knows nothing yet, before a site that answers with a page to keep."""
    running.site.is_well = True
    running.site.responses.clear()
    eventually(lambda: running.request("/admin/").status == 200)  # known to be well
    assert running.ban(Ban_All="yes") == 200
    running.site.requests.clear()
    return running


def expect_kept(front, path="/", **headers):
    before = len(front.site.requests)
    first, second = front.request(path, **headers), front.request(path, **headers)
    assert (first.status, second.status) == (200, 200)
    assert first.body == second.body
    assert len(front.site.requests) - before <= 1
    assert second.headers["Cache-Status"] == "Varnish; hit"


def expect_passed(front, path="/", method="GET", **headers):
    before = len(front.site.requests)
    for _ in range(2):
        answer = front.request(path, method, **headers)
        assert "hit" not in answer.headers["Cache-Status"]
    assert len(front.site.requests) - before == 2


def test_a_page_is_requested_once(front):
    expect_kept(front)
    assert front.request(method="HEAD").body == ""
    assert len(front.site.requests) == 1


def test_what_only_the_front_needs_to_know_does_not_leave_it(front):
    for answer in (front.request(), front.request(), front.request("/admin/")):
        names = {name.lower() for name in answer.headers}
        assert not names & {"cache-tags", "cdn-cache-control", "x-varnish", "via"}
        assert answer.headers["Cache-Control"] == KEPT["Cache-Control"]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Cache-Control": "public, max-age=600"},
        {**KEPT, "Set-Cookie": "visitor=1"},
        {**KEPT, "CDN-Cache-Control": "no-store"},
        {**KEPT, "CDN-Cache-Control": "max-age=0"},
        {**KEPT, "CDN-Cache-Control": "max-age=soon"},
        {**KEPT, "CDN-Cache-Control": "x-max-age=60"},
        {**KEPT, "Cache-Control": "private"},
        {**KEPT, "Vary": "Cookie"},
        {**KEPT, "Vary": "*"},
    ],
)
def test_what_the_site_does_not_give_for_all_is_asked_for_each_time(front, headers):
    front.site.responses["/"] = CannedResponse(headers)
    expect_passed(front)


@pytest.mark.parametrize("status", [301, 302, 403, 404, 410, 500])
def test_only_whole_pages_are_kept(front, status):
    front.site.responses["/"] = CannedResponse(status=status)
    assert [front.request().status, front.request().status] == [status, status]
    assert len(front.site.requests) >= 2


def test_who_is_signed_in_asks_the_site(front):
    expect_kept(front)
    expect_passed(front, Cookie="theme=dark; sessionid=abc")
    assert "sessionid=abc" in front.site.requests[-1].headers["Cookie"]


@pytest.mark.parametrize(
    "path", ["/admin/", "/admin", "/admin/pages/3/?a=b", "/comments/", "/documents/1/a.pdf"]
)
def test_the_newsroom_comments_and_documents_are_not_kept(front, path):
    expect_passed(front, path, Cookie="visitor=1", Accept_Encoding="gzip, br, zstd")
    assert front.site.requests[-1].headers["Cookie"] == "visitor=1"
    assert front.site.requests[-1].headers["Accept-Encoding"] == "gzip, br, zstd"


def test_what_is_called_alike_is_kept(front):
    expect_kept(front, "/administration/")


def test_a_post_reaches_the_site_with_all_it_has(front):
    expect_kept(front)
    expect_passed(front, method="POST", Cookie="visitor=1", body="text=hello")
    assert front.site.requests[-1].headers["Cookie"] == "visitor=1"


def test_any_other_cookie_means_nothing_to_a_page(front):
    expect_kept(front, Cookie="_ga=1; visitor=2; mysessionid=3")
    assert front.site.requests[-1].headers["Cookie"] is None
    expect_kept(front)


@pytest.mark.parametrize(
    ("requested", "seen"),
    [
        ("/?utm_source=x", "/"),
        ("/?utm_source=x&utm_medium=y", "/"),
        ("/?fbclid=1&page=2&gclid=3", "/?page=2"),
        ("/?page=2&_ga=1", "/?page=2"),
        ("/?page=2&ref_src", "/?page=2"),
        ("/?q=utm_source=x", "/?q=utm_source=x"),
        ("/?_gas=1", "/?_gas=1"),
        ("/?q=a&", "/?q=a&"),
        ("/gclid=1/", "/gclid=1/"),
    ],
)
def test_how_a_reader_came_is_not_part_of_the_address(front, requested, seen):
    front.request(requested)
    assert front.site.requests[-1].path == seen
    assert front.request(seen).headers["Cache-Status"] == "Varnish; hit"


def test_the_site_is_asked_for_what_varnish_can_join(front):
    for accepted in ("gzip, deflate, br, zstd", "br", "identity"):
        assert front.request("/", Accept_Encoding=accepted).body == "a story"
    assert [request.headers["Accept-Encoding"] for request in front.site.requests] == ["gzip"]


# --- Fragments ------------------------------------------------------------------------

WITH_RECENT = '<p>a story</p><esi:include src="/fragments/recent/"/>'
RECENT_TAGS = {**KEPT, "Cache-Tags": "list:stories"}


@pytest.fixture
def with_fragment(front):
    """The front, before a site whose page includes a fragment."""
    headers = {**KEPT, "Surrogate-Control": 'content="ESI/1.0"', "ETag": '"one"'}
    front.site.responses["/"] = CannedResponse(headers, body=WITH_RECENT)
    front.site.responses["/fragments/recent/"] = CannedResponse(RECENT_TAGS, body="<p>old</p>")
    return front


def test_a_page_is_joined_with_its_fragment_which_is_renewed_alone(with_fragment):
    front = with_fragment
    assert front.request().body == "<p>a story</p><p>old</p>"
    front.site.responses["/fragments/recent/"] = CannedResponse(RECENT_TAGS, body="<p>new</p>")
    front.site.requests.clear()
    assert front.ban(Ban_Tags="list:stories") == 200
    answer = front.request()
    assert answer.body == "<p>a story</p><p>new</p>"
    assert [request.path for request in front.site.requests] == ["/fragments/recent/"]
    # By these a browser would take the old page for the new one.
    assert not {"ETag", "Surrogate-Control"} & {*answer.headers}


def test_the_site_is_told_who_joins_pages_by_varnish_alone(with_fragment):
    with_fragment.request(Surrogate_Capability='me="other"')
    told = {request.headers["Surrogate-Capability"] for request in with_fragment.site.requests}
    assert told == {'varnish="ESI/1.0"'}
    with_fragment.request("/admin/", Surrogate_Capability='me="ESI/1.0"')
    assert with_fragment.site.requests[-1].headers["Surrogate-Capability"] is None


def test_a_page_whose_fragment_fails_is_shown_without_it(with_fragment):
    with_fragment.site.responses["/fragments/recent/"] = CannedResponse({}, 503, "an error page")
    answer = with_fragment.request()
    assert (answer.status, answer.body) == (200, "<p>a story</p>")


def test_what_the_site_does_not_leave_to_varnish_is_text(front):
    front.site.responses["/"] = CannedResponse(body=WITH_RECENT)
    assert front.request().body == WITH_RECENT


# --- Parts and hosts ------------------------------------------------------------------


def test_part_of_a_kept_page_can_be_asked_for(front):
    front.request()
    answer = front.request(Range="bytes=0-3")
    assert (answer.status, answer.body) == (206, "a st")


def test_addresses_of_two_hosts_are_two(front):
    front.request()
    front.request(Host="other.example")
    front.request(Host="NEWS.example")
    assert [request.headers["Host"] for request in front.site.requests] == [
        "news.example",
        "other.example",
    ]


# --- What is forgotten ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("tags", "is_kept"),
    [
        ("story:12", False),
        ("stories", False),
        ("story:1|section:3", False),
        ("story:1", True),
        ("story:123", True),
        ("tory:12", True),
        ("story.12", True),
        ("section:4|story:13", True),
    ],
)
def test_what_names_a_changed_part_is_forgotten_and_nothing_else(front, tags, is_kept):
    front.request()
    assert front.ban(Ban_Tags=tags) == 200
    assert (front.request().headers["Cache-Status"] == "Varnish; hit") is is_kept


def test_everything_can_be_forgotten(front):
    front.site.responses["/plain/"] = CannedResponse({**KEPT, "Cache-Tags": ""})
    expect_kept(front)
    expect_kept(front, "/plain/")
    assert front.ban(Ban_All="yes") == 200
    assert front.request().headers["Cache-Status"] == "Varnish; fwd=miss"
    assert front.request("/plain/").headers["Cache-Status"] == "Varnish; fwd=miss"


@pytest.mark.parametrize("tags", ["", "|", "story:1|", ".*", "a b", "story:1) || (", "(?i)a"])
def test_what_is_no_list_of_names_is_refused(front, tags):
    front.request()
    assert front.ban(Ban_Tags=tags) == 400
    assert front.ban() == 400
    assert front.request().headers["Cache-Status"] == "Varnish; hit"


@pytest.mark.parametrize(
    "headers",
    [
        {"source": OTHER},
        {"X_Forwarded_For": "192.0.2.7"},
        {"X_Forwarded_Proto": "https"},
        {"Forwarded": "for=192.0.2.7"},
    ],
)
def test_nobody_else_may_have_it_forgotten_also_not_through_a_proxy_beside_it(front, headers):
    front.request()
    assert front.ban(Ban_All="yes", **headers) == 403
    assert front.ban(Ban_Tags="story:12", **headers) == 403
    assert front.request().headers["Cache-Status"] == "Varnish; hit"


# --- Clients --------------------------------------------------------------------------


def forwarded(front, **headers):
    front.request("/admin/", **headers)
    seen = front.site.requests[-1].headers
    return seen["X-Forwarded-For"], seen["X-Forwarded-Proto"]


def test_the_proxy_in_front_is_believed_and_nobody_else(front):
    claim = {"X_Forwarded_For": "192.0.2.7", "X_Forwarded_Proto": "https"}
    assert forwarded(front, **claim) == ("192.0.2.7, 127.0.0.1", "https")
    assert forwarded(front, source=OTHER, **claim) == (OTHER, "http")
    assert forwarded(front) == ("127.0.0.1", "http")


def test_a_page_over_tls_is_another_than_one_without(front):
    front.request()
    front.request(X_Forwarded_Proto="https")
    front.request(X_Forwarded_Proto="https", X_Forwarded_For="192.0.2.8")
    assert len(front.site.requests) == 2


# --- While the site is down -----------------------------------------------------------


def test_while_the_site_fails_readers_get_the_last_good_page_and_then_the_new_one(front):
    short = {**KEPT, "CDN-Cache-Control": "max-age=1, stale-if-error=600"}
    front.site.responses["/"] = CannedResponse(short, body="old")
    assert front.request().body == "old"
    front.site.is_well = False
    time.sleep(1.5)  # it is too old now, and soon the site is known to be down
    for _ in range(40):
        answer = front.request()
        assert (answer.status, answer.body) == (200, "old")
        assert answer.headers["Cache-Status"] == "Varnish; hit; stale"
        time.sleep(0.1)
    assert front.request("/unknown/").status == 503
    front.site.responses["/"] = CannedResponse(short, body="new")
    front.site.is_well = True
    eventually(lambda: front.request().body == "new")
    assert "stale" not in front.request().headers["Cache-Status"]


def test_what_the_site_itself_remembers_does_not_take_the_place_of_the_last_good_page(front):
    headers = {**KEPT, "CDN-Cache-Control": "max-age=1, stale-if-error=600"}
    front.site.responses["/"] = CannedResponse(headers)
    front.request()
    remembered = {
        "Cache-Control": KEPT["Cache-Control"],
        "Cache-Status": 'Byline; hit; detail="stale"',
    }
    stale = CannedResponse(remembered, body="remembered")
    front.site.responses["/"] = front.site.responses["/new/"] = stale
    time.sleep(1.5)
    assert front.request().headers["Cache-Status"] == "Varnish; hit; stale"
    assert front.request("/new/").body == "remembered"
    front.site.is_well = False
    assert front.request().body == "a story"


def test_while_it_is_well_nobody_gets_a_page_that_is_too_old(front):
    short = {**KEPT, "CDN-Cache-Control": "max-age=1, stale-if-error=600"}
    front.site.responses["/"] = CannedResponse(short)
    statuses = set()

    def is_asked_again():
        statuses.add(front.request().headers["Cache-Status"])
        return len(front.site.requests) > 3

    eventually(is_asked_again)
    assert statuses == {"Varnish; hit", "Varnish; fwd=miss"}


def test_what_was_forgotten_does_not_come_back_while_the_site_fails(front):
    front.request()
    front.ban(Ban_Tags="story:12")
    front.site.is_well = False
    assert front.request().status == 503


def test_while_nobody_listens_readers_get_what_is_known_and_else_a_clean_503():
    site = Site()
    front = Front(site)
    try:
        expect_kept(front)
        site.close()
        assert front.request().body == "a story"
        answer = front.request("/unknown/")
        assert (answer.status, answer.headers["Retry-After"]) == (503, "10")
        assert "Back soon" in answer.body
        assert "Varnish" not in answer.body
        assert answer.headers["Cache-Control"] == "no-store"
        # It returns on the same port, and so does the site.
        site = Site(front.site.port)
        eventually(lambda: front.request("/unknown/").status == 200)
    finally:
        front.close()
        site.close()


# --- Crowds ---------------------------------------------------------------------------


def crowd(front, path, number=8):
    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(lambda _: front.request(path), range(number)))


def test_a_crowd_that_misses_one_page_asks_the_site_once(front):
    front.site.responses["/"] = CannedResponse(seconds=0.5)
    assert {answer.body for answer in crowd(front, "/")} == {"a story"}
    assert len(front.site.requests) == 1


def test_a_crowd_does_not_queue_for_what_is_not_for_all(front):
    front.site.responses["/search/"] = CannedResponse({}, seconds=0.3)
    front.request("/search/")
    front.site.requests.clear()
    crowd(front, "/search/")
    assert len(front.site.requests) == 8


def test_what_becomes_one_for_all_is_kept_from_then_on(front):
    front.site.responses["/"] = CannedResponse({})
    front.request()
    front.site.responses["/"] = CannedResponse()
    front.request()
    assert front.request().headers["Cache-Status"] == "Varnish; hit"


# --- In containers --------------------------------------------------------------------


def test_varnish_takes_the_rules_with_the_addresses_of_the_containers():
    program = shutil.which("varnishd", path=f"{os.environ['PATH']}:/usr/sbin")
    assert program, "Varnish is not installed: apt install varnish"
    rules = str(ROOT / "deploy" / "varnish.vcl")
    addresses = f"vcl_path={ROOT / 'deploy' / 'compose'}"
    process = subprocess.run(  # noqa: S603
        [program, "-C", "-f", rules, "-p", addresses], capture_output=True, text=True, check=False
    )
    assert process.returncode == 0, process.stderr
    assert "10.89.7.10" in process.stderr + process.stdout


# --- The script -----------------------------------------------------------------------


def test_without_varnish_the_script_says_what_to_install(tmp_path):
    for name in ("bash", "dirname", "mktemp"):
        (tmp_path / name).symlink_to(f"/usr/bin/{name}")
    text = (ROOT / "scripts" / "with-varnish").read_text()
    (tmp_path / "script").write_text(text.replace("PATH=$PATH:/usr/sbin\n", ""))
    process = subprocess.run(  # noqa: S603
        ["bash", str(tmp_path / "script"), "true"],  # noqa: S607
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.returncode == 1
    assert process.stderr == "Varnish is not installed: apt install varnish\n"
