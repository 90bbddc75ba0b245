"""The production settings, and the bare view that pages are compared with."""

from byline.settings.base import *

ROOT_URLCONF = "bench.urls"
