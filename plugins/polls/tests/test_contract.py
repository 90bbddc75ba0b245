"""The plugin keeps the contract."""

import pytest

from byline.plugins.testing import check_plugin


@pytest.mark.django_db
def test_it_keeps_the_contract():
    assert check_plugin("polls") == []
