"""The pages that readers meet, one of each kind: what holds for all is tested on these."""

# They are there with the fixture `newspaper`.
PAGES = [
    "/",
    "/news/",
    "/recent/",
    *(f"/recent/{path}/" for path in ("2019", "2019/11", "2019/11/20", "2019/12")),
    "/recent/2019/11/?section=news",
    "/popular/",
    "/popular/?window=month&section=news",
    "/news/ferry-crosses-on-batteries-alone/",
    "/news/every-block/",
    "/news/paid/",
    "/authors/",
    "/authors/mara-lind/",
    "/topics/",
    "/topics/ferries/",
    "/about/",
    "/feeds/",
    "/nowhere/",
    "/search/",
    "/search/?q=ferry",
    "/search/?q=feri+today&section=news",
    "/search/?q=ferry&section=news&period=1999",
    "/search/?q=ferry+qzxv",
    "/styleguide/",
    # A story that readers talk about, and the pages of that conversation.
    "/news/argued/",
    "/comments/17879/",
    "/comments/17880/",
    "/comments/17879/follow/",
    "/comments/17879/follow/?asked",
    "/comments/on/17800/follow/",
    "/comments/on/17800/follow/?asked",
    "/comments/17879/report/",
    "/comments/17879/report/?sent",
    "/comments/on/17800/",
    "/comments/on/17800/?sort=oldest&after=17879",
    "/comments/on/17800/?sort=picks",
    "/comments/on/17800/write/",
    "/comments/on/17800/write/?reply_to=17879",
    "/comments/on/17800/write/?reply_to=1",
]
# The gates of what only some may read. Their forms have a token, and so a cookie.
GATES = ["/news/for-members/", "/_util/login/?next=/news/for-members/"]
# The card of a story in a frame of another site.
FRAMES = ["/embed/17800/"]
