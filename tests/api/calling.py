"""Calls of the API."""

import json
from urllib.parse import urlencode

ROOT = "/api/v1"
PROBLEM = "application/problem+json"


class Caller:
    """A program that calls the API, with a token or without one."""

    def __init__(self, client, token=""):
        self.client = client
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def __call__(self, path, status=200, **parameters):
        """Get an address below the root, and return what is in the response."""
        query = f"?{urlencode(parameters)}" if parameters else ""
        return self.read(self.client.get(f"{ROOT}{path}{query}", headers=self.headers), status)

    def send(self, method, path, data=None, *, status=200, **headers):
        """Send JSON, and return what is in the response."""
        response = self.client.generic(
            method,
            f"{ROOT}{path}",
            json.dumps(data) if data is not None else "",
            content_type="application/json",
            headers={**self.headers, **headers},
        )
        return self.read(response, status)

    def post(self, path, data=None, *, status=200, **headers):
        return self.send("POST", path, data, status=status, **headers)

    def patch(self, path, data=None, *, status=200, **headers):
        return self.send("PATCH", path, data, status=status, **headers)

    def read(self, response, status):
        """Check the status and the kind of a response, and return its data."""
        assert response.status_code == status, response.content
        expected = PROBLEM if status >= 400 else "application/json"
        assert response["Content-Type"].split(";")[0] == expected
        data = response.json()
        if status >= 400:
            assert data["status"] == status
        return data
