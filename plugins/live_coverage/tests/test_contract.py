"""The plugin keeps the contract."""

import pytest

from byline.plugins.testing import check_plugin

pytestmark = pytest.mark.django_db


def test_it_keeps_the_contract():
    assert check_plugin("live_coverage") == []
