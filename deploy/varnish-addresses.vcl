# Where things are, for Byline's front cache: everything on one machine.

# The site: `manage.py serve`.
backend site {
    .host = "127.0.0.1";
    .port = "8000";
    .first_byte_timeout = 60s;
    .between_bytes_timeout = 30s;
    .probe = {
        .url = "/healthz";
        .interval = 2s;
        .timeout = 2s;
        .window = 4;
        .threshold = 2;
        .initial = 2;
    }
}

# From where the site's processes say what has changed.
acl purgers {
    "127.0.0.1";
    "::1";
}

# What ends TLS in front. Its word on who asks, and over what, is passed on; nobody else's is.
acl proxies {
    "127.0.0.1";
    "::1";
}
