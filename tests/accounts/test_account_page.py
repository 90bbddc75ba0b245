"""The page of one's own account."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from tests.factories import UserFactory


@pytest.mark.django_db
def test_time_zones_are_those_that_browsers_know(client):
    client.force_login(UserFactory(group="Reporters"))
    page = BeautifulSoup(client.get(reverse("wagtailadmin_account")).content, "lxml")
    zones = {option["value"] for option in page.select("select[name$=time_zone] option")}
    assert {"Europe/Lisbon", "UTC"} <= zones
    assert not {"localtime", "Factory"} & zones
