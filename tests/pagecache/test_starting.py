"""How a process begins to keep pages."""

import sys
from threading import Barrier, Thread

import pytest

from byline.pagecache import changes
from byline.pagecache.wsgi_middleware import PageCache

TOGETHER = 8


@pytest.fixture
def switching():
    """Let threads take turns as often as they can."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


def test_one_thread_listens_however_many_requests_come_first_together(switching):
    for _ in range(50):
        cache, started, barrier = PageCache(lambda *_: []), [], Barrier(TOGETHER)
        changes.subscribers.remove(cache.invalidate)
        cache.listener.run = lambda started=started: started.append(1)

        def get(cache=cache, barrier=barrier):
            barrier.wait()
            cache({"REQUEST_METHOD": "POST"}, lambda *_: None)

        threads = [Thread(target=get) for _ in range(TOGETHER)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        cache.listener.thread.join()
        assert started == [1]
