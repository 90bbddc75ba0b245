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
]
