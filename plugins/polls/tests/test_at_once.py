"""Two hundred readers vote at once from four processes: each vote counts, and counts once."""

from concurrent.futures import ThreadPoolExecutor

from django.db import connection
from django.test import Client

from byline_polls.models import Answer, Poll, Voter

PROCESSES, VOTES, AGAIN, THREADS = 4, 50, 10, 5


def vote_by_many(polling, story, block, process):
    """Vote as fifty readers, some of whom also vote in the next process at the same time."""

    def vote(number):
        voter = polling(Client(SERVER_NAME="localhost"))
        response = voter.vote(story, number % 3 + 1, address=f"10.1.{number >> 8}.{number & 255}")
        connection.close()
        return response.status_code

    first = process * VOTES
    with ThreadPoolExecutor(THREADS) as pool:
        statuses = list(pool.map(vote, range(first, first + VOTES + AGAIN)))
    assert set(statuses) <= {303, 409}, statuses


def test_two_hundred_votes_from_four_processes(newsroom, client, polls):
    story = polls.story()
    arguments = [[type(polls), story.pk, polls.block, number] for number in range(PROCESSES)]
    newsroom.run(vote_by_many, arguments)
    # The last ten of the last process are voters of their own.
    expected = PROCESSES * VOTES + AGAIN
    assert Poll.objects.filter(story=story).count() == 1
    assert Voter.objects.filter(poll__story=story).count() == expected
    answers = Answer.objects.filter(poll__story=story)
    assert answers.count() == 3
    assert {answer.key.int & 0xFF: answer.votes for answer in answers} == {
        choice: len([n for n in range(expected) if n % 3 + 1 == choice]) for choice in (1, 2, 3)
    }
