"""Bulkheads: so much of each kind of work at once, so that none of it stops the others.

The server has many threads, which cost next to nothing while they wait. What takes time is done
in lanes, of a few threads each: see `byline.bulkheads.lanes.kinds`. Who finds no place within a
second is asked to come again. Bodies are read before a lane is entered, and large answers are
sent after it was left: a slow client holds up nobody else.
"""
