"""Hosts, HTTPS, proxies, security headers and sign-in."""

import re

from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from environs import validate

from byline.client_ip import read_networks
from byline.settings.environment import env, origins
from byline.settings.files import PICTURES_ORIGINS
from news.embed_providers import PLAYER_ORIGINS

# `*` is any host, `.example.org` the host and all below it.
HOST = re.compile(r"\*|\.?[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?|\[[0-9a-f:.]+\]", re.ASCII | re.IGNORECASE)

DEBUG = False
SECRET_KEY = env.str("SECRET_KEY", validate=validate.Length(min=32))
_hosts: list[str] = env.list("ALLOWED_HOSTS")
ALLOWED_HOSTS = [host.strip() for host in _hosts]
if not ALLOWED_HOSTS or not all(map(HOST.fullmatch, ALLOWED_HOSTS)):
    raise ImproperlyConfigured(
        "ALLOWED_HOSTS: host names without scheme and port, separated by commas."
    )
CSRF_TRUSTED_ORIGINS: list[str] = origins("CSRF_TRUSTED_ORIGINS")

SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
SECURE_HSTS_SECONDS = env.int(
    "SECURE_HSTS_SECONDS", 365 * 24 * 3600, validate=validate.Range(min=0)
)
# They apply to every subdomain: only the newsroom knows whether all have HTTPS.
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", False)
SECURE_HSTS_PRELOAD = env.bool("SECURE_HSTS_PRELOAD", False)
if SECURE_HSTS_PRELOAD and not SECURE_HSTS_INCLUDE_SUBDOMAINS:
    raise ImproperlyConfigured("SECURE_HSTS_PRELOAD needs SECURE_HSTS_INCLUDE_SUBDOMAINS.")
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
# False only to try production locally over HTTP.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.bool("SECURE_COOKIES", True)
# Wagtail shows the preview of a story in a frame of its editor.
X_FRAME_OPTIONS = "SAMEORIGIN"
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W019", "security.W021"]
# Not used by the site, and denied to embedded content. Only features that Chromium knows: it warns
# of others.
_FEATURES = [
    *("accelerometer", "browsing-topics", "camera", "display-capture", "geolocation", "gyroscope"),
    *("magnetometer", "microphone", "midi", "payment", "usb"),
]
PERMISSIONS_POLICY: dict[str, list[str]] = {feature: [] for feature in _FEATURES}
BEHIND_TLS_PROXY = env.bool("BEHIND_TLS_PROXY", False)
# Their X-Forwarded-For is used: without, all clients would have the proxy's address.
TRUSTED_PROXIES = read_networks(env.list("TRUSTED_PROXIES", []))
if BEHIND_TLS_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    if not TRUSTED_PROXIES:
        raise ImproperlyConfigured("BEHIND_TLS_PROXY needs TRUSTED_PROXIES: their addresses.")

# Of uploads: an object store, a CDN.
MEDIA_ORIGINS: list[str] = [*PICTURES_ORIGINS, *origins("MEDIA_ORIGINS")]

# Reader pages run our own scripts and styles only.
SECURE_CSP: dict[str, list[str]] = {
    "default-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:", *MEDIA_ORIGINS],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    # Loaded only after a click.
    "frame-src": [CSP.SELF, *PLAYER_ORIGINS],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.SELF],
}
# Wagtail's editor and user bar have inline scripts and styles.
STAFF_CSP = {
    **SECURE_CSP,
    "img-src": [*SECURE_CSP["img-src"], "blob:"],
    "script-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "wagtailadmin_login"
# After a sign-in without `next`.
LOGIN_REDIRECT_URL = "/"
# A user name is locked for an address.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "byline.client_ip.masked_address"
AXES_LOCKOUT_TEMPLATE = "accounts/locked_out.html"
AXES_VERBOSE = False
