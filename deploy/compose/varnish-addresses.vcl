# Where things are, for Byline's front cache in compose.yaml.

# The site has one address for good there: a name would be looked up once, at the start.
backend site {
    .host = "10.89.7.10";
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

# The network that only the containers are in.
acl purgers {
    "10.89.7.0"/24;
}

# The host, where what ends TLS stands: to this network it is the first address.
acl proxies {
    "10.89.6.1";
}
