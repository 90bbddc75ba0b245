# Byline's front cache, for Varnish 7.
#
# It keeps what the site says may be kept (CDN-Cache-Control), for as long, and forgets what the
# site names when something changes (BAN). Everything else passes through as it is. Where things
# are is said in a file of its own, looked for in vcl_path: see varnish-addresses.vcl.
#
# The site leaves the includes of pages to Varnish (ESI), so that a change of what many pages show,
# such as the masthead or the footer, is fetched once. To join pages Varnish needs gzip.
vcl 4.1;

import std;
include "varnish-addresses.vcl";

# --- What readers ask -----------------------------------------------------------------

sub vcl_recv {
    if (req.restarts == 0) {
        # Nobody outside says how we go on.
        unset req.http.Byline-Failed;
        unset req.http.Byline-Cache;
        unset req.http.Byline-Fragment;
        unset req.http.Surrogate-Capability;
        if (req.esi_level > 0) {
            set req.http.Byline-Fragment = "yes";
        }
        if (req.method == "BAN") {
            call forget;
        }
        call say_who_asks;
    }
    if (req.method == "CONNECT" || req.method == "PRI") {
        return (synth(405));
    }
    if (req.method != "GET" && req.method != "HEAD") {
        return (pass);
    }
    if (req.http.Authorization
        || req.http.Cookie ~ "(^|[; ])sessionid="
        || req.url ~ "^/(admin|comments|documents|_util)(/|[?]|$)") {
        return (pass);
    }
    # What browsers carry besides means nothing to a page for everybody.
    unset req.http.Cookie;
    call drop_tracking;
    # A page that is too old is for while the site is down, never for while it is well.
    set req.grace = 0s;
    if (req.http.Byline-Failed || !std.healthy(req.backend_hint)) {
        set req.grace = 365d;
    }
    return (hash);
}

sub say_who_asks {
    # Varnish has put the address of whoever connected at the end of X-Forwarded-For.
    if (client.ip !~ proxies) {
        set req.http.X-Forwarded-For = client.ip;
        unset req.http.X-Forwarded-Proto;
        unset req.http.X-Forwarded-Host;
        unset req.http.X-Forwarded-Port;
        unset req.http.Forwarded;
    }
    if (req.http.X-Forwarded-Proto ~ "^https") {
        set req.http.X-Forwarded-Proto = "https";
    } else {
        set req.http.X-Forwarded-Proto = "http";
    }
    set req.http.Host = std.tolower(req.http.Host);
}

sub drop_tracking {
    if (req.url ~ "[?&](utm_[^=&]*|fbclid|gclid|gbraid|wbraid|msclkid|mc_cid|mc_eid|igshid|dclid|yclid|_ga|ref_src)(=|&|$)") {
        set req.url = regsuball(req.url, "(?<=[?&])(utm_[^=&]*|fbclid|gclid|gbraid|wbraid|msclkid|mc_cid|mc_eid|igshid|dclid|yclid|_ga|ref_src)(=[^&]*)?(&|$)", "");
        set req.url = regsub(req.url, "[?&]$", "");
    }
}

sub vcl_hash {
    hash_data(req.url);
    hash_data(req.http.Host);
    hash_data(req.http.X-Forwarded-Proto);
    return (lookup);
}

# --- What the site says is to be forgotten --------------------------------------------

sub forget {
    # What came through a proxy, which may stand on this machine too, is nobody's purge.
    if (client.ip !~ purgers || req.http.X-Forwarded-For ~ "," || req.http.X-Forwarded-Proto || req.http.Forwarded) {
        return (synth(403));
    }
    if (req.http.Ban-All == "yes") {
        ban("obj.status != 0");
        return (synth(200));
    }
    if (req.http.Ban-Tags !~ "^[a-z0-9:.-]+([|][a-z0-9:.-]+)*$") {
        return (synth(400));
    }
    ban("obj.http.Cache-Tags ~ (^|[[:space:]])(" + regsuball(req.http.Ban-Tags, "[.]", "[.]") + ")([[:space:]]|$)");
    return (synth(200));
}

# --- What the site answers ------------------------------------------------------------

sub vcl_backend_fetch {
    if (!bereq.uncacheable) {
        # Whole answers only: one that is "not modified" may have lost what it depends on.
        unset bereq.http.If-None-Match;
        unset bereq.http.If-Modified-Since;
        set bereq.http.Surrogate-Capability = {"varnish="ESI/1.0""};
    }
}

sub vcl_backend_response {
    # Delivering this would throw the last good page away. If there is none, it is asked again.
    # What the site serves from its own cache while its database is away (stale) is not stored.
    if ((beresp.status >= 500 || beresp.http.Cache-Status ~ "stale") && !bereq.uncacheable && (bereq.is_bgfetch || !bereq.http.Byline-Failed)) {
        return (abandon);
    }
    if (bereq.http.Byline-Fragment && beresp.status >= 400) {
        return (error(beresp.status));
    }
    if (beresp.http.Surrogate-Control ~ "ESI/1.0") {
        unset beresp.http.Surrogate-Control;
        # It would stay the same when a fragment changes.
        unset beresp.http.ETag;
        set beresp.do_esi = true;
    }
    if (bereq.uncacheable) {
        return (deliver);
    }
    set beresp.ttl = 0s;
    set beresp.grace = 0s;
    set beresp.keep = 0s;
    if (beresp.status == 200
        && beresp.http.CDN-Cache-Control ~ "(^|[, ])max-age=[0-9]+"
        && beresp.http.CDN-Cache-Control !~ "no-store|private"
        && beresp.http.Cache-Control !~ "no-store|private"
        && !beresp.http.Set-Cookie
        && beresp.http.Vary !~ "[*]|[Cc]ookie") {
        set beresp.ttl = std.duration(regsub(beresp.http.CDN-Cache-Control, "^(?:.*[, ])?max-age=([0-9]+).*$", "\1s"), 0s);
        if (beresp.http.CDN-Cache-Control ~ "(^|[, ])stale-if-error=[0-9]+") {
            set beresp.grace = std.duration(regsub(beresp.http.CDN-Cache-Control, "^(?:.*[, ])?stale-if-error=([0-9]+).*$", "\1s"), 0s);
        }
    }
    if (beresp.ttl <= 0s && beresp.status < 500) {
        # For so long nobody waits for another's answer to find out that it is not for all.
        set beresp.uncacheable = true;
        set beresp.ttl = 10s;
    }
    return (deliver);
}

sub vcl_backend_error {
    if (!bereq.uncacheable && (bereq.is_bgfetch || !bereq.http.Byline-Failed)) {
        return (abandon);
    }
    if (bereq.http.Byline-Fragment) {
        # A page without its recent stories is better than none.
        set beresp.http.Cache-Control = "no-store";
        synthetic("");
        return (deliver);
    }
    set beresp.http.Content-Type = "text/html; charset=utf-8";
    set beresp.http.Retry-After = "10";
    set beresp.http.Cache-Control = "no-store";
    synthetic({"<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Back soon</title><h1>Back soon</h1><p>This page cannot be shown at the moment. Please try again in a minute.</p></html>"});
    return (deliver);
}

# --- What readers get -----------------------------------------------------------------

sub vcl_hit {
    if (obj.ttl <= 0s) {
        set req.http.Byline-Cache = "hit; stale";
    } else {
        set req.http.Byline-Cache = "hit";
    }
}

sub vcl_miss {
    set req.http.Byline-Cache = "fwd=miss";
}

sub vcl_pass {
    set req.http.Byline-Cache = "fwd=bypass";
}

sub vcl_deliver {
    unset resp.http.Cache-Tags;
    unset resp.http.CDN-Cache-Control;
    unset resp.http.X-Varnish;
    unset resp.http.Via;
    set resp.http.Cache-Status = "Varnish; " + req.http.Byline-Cache;
    return (deliver);
}

sub vcl_synth {
    # The site failed: what it said last is better, if that is known.
    if (resp.status == 503 && req.restarts == 0 && req.http.Byline-Cache == "fwd=miss") {
        set req.http.Byline-Failed = "yes";
        return (restart);
    }
    unset resp.http.X-Varnish;
    if (req.http.Byline-Fragment) {
        synthetic("");
        return (deliver);
    }
    set resp.http.Cache-Control = "no-store";
    set resp.http.Content-Type = "text/html; charset=utf-8";
    if (resp.status >= 500) {
        set resp.http.Retry-After = "10";
        synthetic({"<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Back soon</title><h1>Back soon</h1><p>This page cannot be shown at the moment. Please try again in a minute.</p></html>"});
    } else {
        synthetic("");
    }
    return (deliver);
}
