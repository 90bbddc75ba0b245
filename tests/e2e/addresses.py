"""The pages that readers meet, one of each kind: what holds for all is tested on these."""

# They are there with the fixture `newspaper`.
PAGES = [
    "/",
    "/news/",
    "/recent/",
    "/news/ferry-crosses-on-batteries-alone/",
    "/news/every-block/",
    "/news/paid/",
    "/authors/",
    "/authors/mara-lind/",
    "/topics/",
    "/topics/ferries/",
    "/about/",
    "/nowhere/",
    "/styleguide/",
    # A story that readers talk about, and the pages of that conversation.
    "/news/argued/",
    "/comments/17879/",
    "/comments/17880/",
    "/comments/17879/follow/",
    "/comments/17879/follow/?asked",
    "/comments/17879/report/",
    "/comments/17879/report/?sent",
    "/comments/on/17800/",
    "/comments/on/17800/?sort=oldest&after=17879",
    "/comments/on/17800/write/",
    "/comments/on/17800/write/?reply_to=17879",
    "/comments/on/17800/write/?reply_to=1",
]
