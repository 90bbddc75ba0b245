"""Beginning a newspaper of one's own."""

import re
import subprocess
from io import StringIO

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.urls import reverse

from home.models import HomePage
from home.records import FrontPlacement
from news.models import Newsroom, SectionPage
from tests.factories import ArticleFactory, UserFactory
from tests.processes import ROOT


def begin(name):
    """Run the command; return its output."""
    out = StringIO()
    call_command("new_newsroom", name, stdout=out)
    return out.getvalue()


def steps(client):
    """Return the first steps on the dashboard, each with whether it is done; None: no panel."""
    response = client.get(reverse("wagtailadmin_home"))
    panel = BeautifulSoup(response.content, "lxml").select_one(".first-steps")
    if panel is None:
        return None
    return {item.a.text: "Done" in item.text for item in panel.select("li")}


@pytest.mark.django_db
def test_a_new_newspaper_has_its_name_and_sections(read):
    begin("  The Tern & Gazette ")
    front = read("/")
    assert front.h1.text == "The Tern & Gazette"
    for section in SectionPage.objects.all():
        assert front.find("a", string=section.title, href=section.url)
        read(section.url)


@pytest.mark.django_db
def test_its_administrator_has_the_password_that_is_shown_and_sees_what_to_do(client):
    said = begin("The Tern")
    password = re.search(r"admin with the password (\w{16,})", said)[1]
    admin = get_user_model().objects.get(username="admin")
    assert admin.check_password(password)
    client.force_login(admin)
    assert steps(client) == {
        "Say who you are": False,
        "Make the sections yours": False,
        "Add yourself as an author": False,
        "Give your colleagues accounts": False,
        "Write the first story and publish it": False,
        "Say in a page who makes the paper": False,
        "Place a story on the front page": False,
    }


@pytest.mark.parametrize("name", ["", "   ", "x" * 81])
@pytest.mark.django_db
def test_what_is_no_name_leaves_nothing_behind(name):
    with pytest.raises(CommandError, match="This cannot be the name"):
        begin(name)
    assert not SectionPage.objects.exists()


@pytest.mark.parametrize("factory", [ArticleFactory, UserFactory])
@pytest.mark.django_db
def test_a_newsroom_that_is_used_is_left_alone(factory):
    factory()
    with pytest.raises(CommandError, match="There is a newsroom already"):
        begin("Another")
    assert Newsroom.objects.filter(name="Another").count() == 0


@pytest.mark.django_db
def test_steps_that_were_taken_are_marked(admin_client):
    story = ArticleFactory()
    newsroom = Newsroom.for_site(story.get_site())
    newsroom.publisher, newsroom.contact_email = "Tern Press", "desk@tern.example"
    newsroom.save()
    done = steps(admin_client)
    assert done["Say who you are"]
    assert done["Write the first story and publish it"]
    assert not done["Give your colleagues accounts"]


@pytest.mark.django_db
def test_the_last_step_ends_them(admin_client):
    FrontPlacement.objects.create(page=HomePage.objects.get(), story=ArticleFactory())
    assert steps(admin_client) is None


@pytest.mark.django_db
def test_only_administrators_see_them(desk):
    assert steps(desk) is None


@pytest.mark.parametrize(
    ("name", "env_file", "said"),
    [("", False, "Say what the newspaper is called"), ("Tern", True, "There is a newsroom here")],
)
def test_make_new_says_what_is_missing(tmp_path, name, env_file, said):
    if env_file:
        (tmp_path / ".env").touch()
    script = ["bash", ROOT / "scripts" / "new-newsroom", name]
    done = subprocess.run(  # noqa: S603
        script, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert said in done.stderr
