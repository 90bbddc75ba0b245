"""Two programs change one version of a draft at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection
from django.test import Client
from wagtail.models import APIToken

from tests.api.calling import ROOT
from tests.factories import ArticleFactory, UserFactory

ROUNDS = 3


def test_one_is_kept_and_the_other_told_of_it(newsroom):
    story = ArticleFactory(draft=True)
    token = APIToken.create_token(user=UserFactory(is_superuser=True), name="test")[1]
    headers = {"Authorization": f"Bearer {token}"}
    address = f"{ROOT}/stories/{story.pk}/draft/"
    start = Barrier(2)

    def write(headline, version):
        try:
            start.wait(30)
            response = Client().patch(
                address,
                {"headline": headline},
                content_type="application/json",
                headers={**headers, "If-Match": version},
            )
            return response.status_code, headline
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        for number in range(ROUNDS):
            before = Client().get(address, headers=headers).json()["version"]
            headlines = [f"{name} {number}" for name in ("One", "Another")]
            writes = [pool.submit(write, headline, before) for headline in headlines]
            answers = dict(each.result(60) for each in writes)
            assert sorted(answers) == [200, 412]
            draft = Client().get(address, headers=headers).json()
            assert draft["headline"] == answers[200]
    story.refresh_from_db()
    assert story.revisions.count() == ROUNDS
