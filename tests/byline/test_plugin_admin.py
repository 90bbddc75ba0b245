"""What plugins show in the admin costs itself alone when it fails, lazy texts too."""

from contextlib import ExitStack

import pytest
from django.utils.functional import lazy
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from byline.plugins import AdminPanel, hookimpl
from byline.plugins.admin_parts import panels_for
from byline.plugins.calls import calls_by_plugin
from byline.plugins.testing import loaded
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def fail(*_args):
    raise RuntimeError("broken")


def broken():
    return lazy(fail, str)()


@pytest.fixture
def dashboard(client):
    """Load plugins, and return the dashboard of an administrator."""
    client.force_login(UserFactory(is_superuser=True))
    with ExitStack() as stack:

        def read(items=(), panels=()):
            class Hooks:
                @hookimpl
                def admin_menu_items():
                    return items

                @hookimpl
                def admin_panels():
                    return panels

            stack.enter_context(loaded(Hooks, name="x"))
            return client.get("/admin/").text

        yield read


@pytest.mark.parametrize(
    "item",
    [
        lambda: MenuItem(broken(), "/", name="broken-item"),
        lambda: MenuItem("Broken", broken(), name="broken-item"),
        lambda: MenuItem("Broken", "/", name="broken-item", attrs={"title": broken()}),
        lambda: MenuItem("Broken", "/", name="broken-item", order=None),
        lambda: MenuItem("Broken", object(), name="broken-item"),
        lambda: SubmenuMenuItem(
            "Broken", Menu(items=[MenuItem("Within", broken(), name="a")]), name="broken-item"
        ),
    ],
)
def test_a_menu_item_that_fails_costs_itself(dashboard, item):
    fine = MenuItem(lazy(lambda: "Fine label", str)(), "/fine/", name="fine-item")
    page = dashboard(items=[item(), fine])
    assert "Fine label" in page
    assert "broken-item" not in page
    assert calls_by_plugin["x"].hooks["admin_menu_items"].failures


def test_a_submenu_is_shown(dashboard):
    menu = Menu(items=[MenuItem(lazy(lambda: "Within", str)(), "/within/", name="a")])
    assert "/within/" in dashboard(items=[SubmenuMenuItem("Above", menu)])


@pytest.mark.parametrize(
    "panel",
    [
        AdminPanel(broken(), lambda _request: "broken panel"),
        AdminPanel("Broken", lambda _request: lazy(fail, str)()),
        AdminPanel("Broken", lambda _request: "broken panel", permissions=7),
        AdminPanel("Broken", lambda _request: "broken panel", order="first"),
    ],
)
def test_a_panel_that_fails_costs_itself(dashboard, panel):
    page = dashboard(panels=[panel, AdminPanel("Fine heading", lambda _request: "fine panel")])
    assert "fine panel" in page
    assert "broken panel" not in page
    assert calls_by_plugin["x"].hooks["admin_panels"].failures


def test_a_panel_is_for_who_has_one_of_its_permissions():
    class Hooks:
        @hookimpl
        def front_page_panels():
            return [
                AdminPanel("For all", fail, order=2),
                AdminPanel("For some", fail, ["wagtailadmin.access_admin"], order=1),
            ]

    with loaded(Hooks):
        users = (UserFactory(is_superuser=True), UserFactory(), None)
        found = [panels_for("front_page_panels", user) for user in users]
    shown = [[one.heading for one in panels if one.plugin == "example"] for panels in found]
    assert shown == [["For some", "For all"], ["For all"], ["For all"]]
