"""Bulkheads: limits on how much of each kind of work runs at once, so that none stops the others.

The server has many threads, which cost little while they wait. The work is done in lanes of a few
threads each: see `lanes.lane_limits`. A request that gets no slot within a second is answered 503.
Request bodies are read before a lane is entered, and large responses are sent after it is left:
a slow client blocks no other.
"""
