"""The pages that readers meet, one of each kind: what holds for all is tested on these."""

# `{slug}` is that of the fixture `story`.
PAGES = ["/", "/news/", "/recent/", "/news/{slug}/", "/nowhere/"]
