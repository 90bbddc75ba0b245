"""The files for containers fit the code that they start."""

import re

import pytest
import yaml
from django.apps import apps
from django.conf import settings
from django.core.management import get_commands

ROOT = settings.PROJECT_ROOT
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES = COMPOSE["services"]
OURS = [name for name, service in SERVICES.items() if service.get("image") == "byline"]
KNOWN = set(
    re.findall(r"^\| `(\w+)` \|", (ROOT / "docs/development/settings.md").read_text(), re.MULTILINE)
)


def test_the_site_has_a_server_a_worker_and_a_step_for_migrations():
    assert set(OURS) == {"app", "worker", "migrate"}
    for name in ("app", "worker"):
        waits = SERVICES[name]["depends_on"]
        assert waits["migrate"] == {"condition": "service_completed_successfully"}
    assert "migrate" not in SERVICES["app"]["command"]


@pytest.mark.parametrize("name", OURS)
def test_what_a_service_sets_is_a_setting_and_what_it_runs_a_command(name):
    assert set(SERVICES[name]["environment"]) <= KNOWN
    assert SERVICES[name]["command"].split()[2] in get_commands()


def test_what_the_file_asks_of_its_environment_is_in_the_file_made_for_it():
    required = set(re.findall(r"\$\{(\w+)(?!\w|:-)", (ROOT / "compose.yaml").read_text()))
    made = (ROOT / "scripts" / "make-env-file").read_text()
    assert required == {"POSTGRES_PASSWORD"}
    assert required <= set(re.findall(r"^(\w+)=", made, re.MULTILINE))


@pytest.mark.parametrize("name", SERVICES)
def test_a_container_cannot_write_where_it_has_nothing_to_write(name):
    assert SERVICES[name]["read_only"] is True
    assert SERVICES[name]["tmpfs"]


def test_nothing_but_varnish_can_be_reached_and_that_on_this_machine_only():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["varnish"]
    assert all(port.startswith("127.0.0.1:") for port in SERVICES["varnish"]["ports"])
    assert COMPOSE["networks"]["inside"]["internal"] is True


def test_varnish_looks_for_the_site_where_it_is():
    text = (ROOT / "deploy" / "compose" / "varnish-addresses.vcl").read_text()
    inside, front = COMPOSE["networks"]["inside"], COMPOSE["networks"]["front"]
    assert f'.host = "{SERVICES["app"]["networks"]["inside"]["ipv4_address"]}"' in text
    network, _, bits = inside["ipam"]["config"][0]["subnet"].partition("/")
    assert f'"{network}"/{bits};' in text
    gateway = front["ipam"]["config"][0]["gateway"]
    assert f'"{gateway}";' in text
    proxies = SERVICES["app"]["environment"]["TRUSTED_PROXIES"]
    assert proxies == f"{network}/{bits},{gateway}"
    for volume in SERVICES["varnish"]["volumes"]:
        assert (ROOT / volume.split(":")[0]).is_file()


def test_the_image_has_every_app_and_nothing_secret():
    taken = {
        line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line[:1] == "!"
    }
    ours = {config.path for config in apps.get_app_configs()}
    wanted = {
        folder.name
        for folder in ROOT.iterdir()
        if any(path == str(folder) or path.startswith(f"{folder}/") for path in ours)
        and folder.name not in {".venv", "tests"}
    }
    others = {"manage.py", "requirements/production.txt", "static", "templates"}
    assert taken == wanted | others


def test_the_image_sets_only_what_is_a_setting():
    text = (ROOT / "Dockerfile").read_text()
    names = set(re.findall(r"^(?:ENV|   ) (\w+)=", text, re.MULTILINE)) - {
        *("PATH", "PYTHONPATH", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE"),
        "DJANGO_SETTINGS_MODULE",
    }
    assert names <= KNOWN
    assert "USER byline" in text
    assert "/healthz" in text


@pytest.mark.parametrize("name", ["production", "dev"])
def test_each_file_of_requirements_has_what_every_newsroom_needs(name):
    def locked(name):
        text = (ROOT / "requirements" / f"{name}.txt").read_text()
        return set(re.findall(r"^(\S+==\S+)", text, re.MULTILINE))

    assert locked("base") <= locked(name)
