"""A story with a poll, and visitors who vote."""

import json
from uuid import UUID

import pytest
from bs4 import BeautifulSoup

from byline_polls.models import Poll
from tests.factories import ArticleFactory

BLOCK = "7d0a1f5e-30c4-4e0f-9d8e-0a4f0e2b6c11"
QUESTION = "Should the ferry sail at night?"
ANSWERS = ["Yes, every hour", "At weekends", "No"]


def answer_id(number):
    return f"00000000-0000-4000-8000-{number:012d}"


class Polling:
    """Makes polls, and votes in them."""

    block, question, answers = BLOCK, QUESTION, ANSWERS

    def __init__(self, client):
        self.client = client

    @staticmethod
    def id_of(number):
        return answer_id(number)

    def body(self, block=BLOCK, answers=None, **value):
        """Return the stored body of a story with a poll; the answers by their numbers."""
        answers = dict(enumerate(ANSWERS, 1)) if answers is None else answers
        items = [
            {"type": "item", "id": answer_id(number), "value": text}
            for number, text in answers.items()
        ]
        value = {
            "question": QUESTION,
            "answers": items,
            "closes": None,
            "shows_results": False,
        } | value
        paragraph = {"type": "paragraph", "id": answer_id(99), "value": "<p>Lorem.</p>"}
        return json.dumps([paragraph, {"type": "polls_poll", "id": block, "value": value}])

    def story(self, value=None, **fields):
        return ArticleFactory(body=self.body(**(value or {})), **fields)

    def address(self, story, block=BLOCK):
        return f"/plugins/polls/{getattr(story, 'pk', story)}/{block}/"

    def vote(self, story, answer=1, address="192.0.2.1", block=BLOCK, **headers):
        """Vote for the answer of a number, as a browser does without scripts."""
        answer = answer_id(answer) if isinstance(answer, int) else answer
        path = f"{self.address(story, block)}vote/"
        headers = {"user-agent": "Browser", **headers}
        return self.client.post(path, {"answer": answer}, headers=headers, REMOTE_ADDR=address)

    def result(self, story, block=BLOCK):
        """Return the stored votes by the numbers of the answers."""
        poll = Poll.objects.get(story=story, block=UUID(block))
        return {
            answer.key.int & 0xFF: answer.votes for answer in poll.answers.all() if answer.votes
        }


@pytest.fixture
def polls(client):
    return Polling(client)


@pytest.fixture
def fragment(client):
    """Get a poll as its story shows it."""

    def get(story, block=BLOCK, status=200):
        response = client.get(f"/fragments/plugins/polls/{story.pk}/{block}/")
        assert response.status_code == status
        return BeautifulSoup(response.content, "lxml")

    return get
