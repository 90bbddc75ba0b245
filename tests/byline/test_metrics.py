"""The metrics for Prometheus: switched on by a setting, and read only with the token."""

import re
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from tests.processes import served

TOKEN = "t0ken-of-the-newsroom"


def get(port, path, token=None):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    request = Request(f"http://127.0.0.1:{port}{path}", headers=headers)
    try:
        answer = urlopen(request, timeout=30)  # noqa: S310
    except HTTPError as error:
        answer = error
    return answer.status, answer.read().decode()


def value(text, name):
    """Return the sum of a metric over its labels; None without one."""
    found = re.findall(rf"^{name}(?:{{.*}})? (\S+)$", text, re.MULTILINE)
    return sum(map(float, found)) if found else None


def test_there_are_no_metrics_by_default(client):
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_metrics_are_counted_over_processes_and_sent_to_clients_with_the_token(newsroom, port):
    newsroom.environment["METRICS_TOKEN"] = TOKEN
    served(newsroom, port, "--no-worker")
    for _ in range(5):
        get(port, "/")
    for number in range(20):
        assert get(port, f"/no/such/page/{number}/")[0] == 404
    assert get(port, "/metrics")[0] == 401
    assert get(port, "/metrics", "another token")[0] == 401
    status, text = get(port, "/metrics", TOKEN)
    assert status == 200
    assert value(text, "byline_request_seconds_count") >= 20
    assert 'status="4xx"' in text
    assert "/no/such/page" not in text
    assert value(text, "byline_queries_total") > 0
    assert value(text, "byline_database_up") == 1
    # One where the first page has made the newsroom's settings, whose logo is indexed.
    assert value(text, "byline_tasks_waiting") <= 1
    for name in ("tasks_failed", "comments_waiting", "stories_overdue"):
        assert value(text, f"byline_{name}") == 0
