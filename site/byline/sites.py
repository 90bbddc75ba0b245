"""The site of a request, its front page and its settings, in one query."""

from functools import cache
from typing import Self
from urllib.parse import urljoin

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.http.request import split_domain_port
from wagtail.contrib.settings.models import BaseSiteSetting
from wagtail.contrib.settings.registry import registry
from wagtail.models import Site

from byline.prepared import prepared


def site_of(request: HttpRequest) -> Site | None:
    """Return the site, and cache it and its settings on the request, where Wagtail does."""
    if not hasattr(request, "_wagtail_site"):
        site = best_of(sites_for(host_of(request)), request)
        vars(request)["_wagtail_site"] = site
        for model, name in settings_of_sites() if site else ():
            if setting := getattr(site, name, None):
                setting._request = request
                setattr(request, model.get_cache_attr_name(), setting)
    return Site.find_for_request(request)


def best_of(sites: list[Site], request: HttpRequest) -> Site | None:
    """Choose the site as Wagtail does: by host and port, the only one of the host, the default."""
    host, port = host_of(request), request.get_port()
    ours = [site for site in sites if site.hostname == host]
    default = [site for site in sites if site.is_default_site]
    exact = [site for site in ours if str(site.port) == port]
    if exact or len(ours) == 1:
        return (exact or ours)[0]
    return default[0] if default else None


def host_of(request: HttpRequest) -> str:
    """Return the Host header without the port."""
    return split_domain_port(request.get_host())[0]


@prepared
def sites_for(host: str) -> QuerySet[Site]:
    """Return the sites of a host and the default one, each with its settings."""
    front = "root_page__homepage"
    settings = [
        "__".join(path)
        for model, name in settings_of_sites()
        for path in [(name,), *((name, other) for other in model.select_related or ())]
    ]
    sites = Site.objects.filter(Q(hostname=host) | Q(is_default_site=True))
    return sites.order_by("pk").select_related(front, *settings)


@cache
def settings_of_sites() -> list[tuple[type[BaseSiteSetting], str]]:
    """Return the models of site settings, each with the name of its relation at Site."""
    models = [model for model in registry if issubclass(model, BaseSiteSetting)]
    return [(m, m._meta.get_field("site").related_query_name()) for m in models]


def full_url(request: HttpRequest, path: str) -> str:
    """Return the address of a path at the site's own host."""
    site = site_of(request)
    return f"{site.root_url}{path}" if site else request.build_absolute_uri(path)


def absolute_url(url: str, root_url: str | None = None) -> str:
    """Return a URL with scheme and host: those of the first site, where none are given."""
    if root_url is None:
        roots = Site.get_site_root_paths()
        root_url = roots[0].root_url if roots else settings.WAGTAILADMIN_BASE_URL
    return urljoin(root_url, url)


class SiteSetting(BaseSiteSetting):
    """Settings of a site, fetched together with it."""

    class Meta:
        abstract = True

    @classmethod
    def for_request(cls, request: HttpRequest) -> Self:
        """Find the site first, which caches the settings."""
        site_of(request)
        return super().for_request(request)
