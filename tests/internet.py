"""The network, stood in for: responses of other sites, by URL."""

import io
import json
import socket

import requests

HOSTS = {
    "localhost": "127.0.0.1",
    "intranet.example": "10.0.0.7",
    "nat64.example": "64:ff9b::7f00:1",
    "many.example": "224.0.0.1",
}


class Internet:
    """Responses of other sites, by URL; other URLs cannot be reached."""

    def __init__(self):
        self.pages = {}
        self.asked = []

    def get(self, address, *, params=None, **options):
        assert options["timeout"]
        assert options["allow_redirects"] is False
        self.asked.append(address)
        page = self.pages.get(address.split("?")[0])
        if page is None:
            raise requests.ConnectionError("Nobody answers")
        if callable(page):
            page = page()
        response = requests.Response()
        response.url = address
        response.status_code, response.headers, content = page
        response.raw = io.BytesIO(content)
        return response

    def has(self, address, content, status=200, **headers):
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.pages[address] = (status, requests.structures.CaseInsensitiveDict(headers), body)


def stand_in(monkeypatch):
    """Stand in for the network: public addresses for every host but our own."""
    web = Internet()
    monkeypatch.setattr(requests, "get", web.get)

    def resolve(host, port, *args, **options):
        address = HOSTS.get(host, "1.1.1.1")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return web
