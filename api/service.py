"""The API itself: its routers, its errors and its OpenAPI document.

Built on django-ninja as Wagtail's own preview is (`wagtail.api.v3`), of which tokens and the data
of forms are used. Its addresses are not mounted: they know neither embargoes nor publish blockers.
"""

from functools import cache
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from api.problems import MEDIA_TYPE, register
from api.reading import routes as reading
from api.router import router
from api.writing import routes as writing

DESCRIPTION = (
    "Stories, sections, authors, topics, photos and comments, for developers and partners. "
    "Reading needs no token. Writing takes the token of a user, and what the user may do in the "
    "admin. Errors are `application/problem+json`."
)
JSON = "application/json"
REFUSALS = {
    400: "The request cannot be read.",
    401: "There is no valid token.",
    403: "The user of the token may not do this.",
    404: "There is nothing here, or nothing that may be seen.",
    409: "It is in another state.",
    412: "Somebody has changed it since: it has another version.",
    413: "The request is too large.",
    422: "Something in the request is not valid: `errors` says what.",
    428: "Say in `If-Match` which version is changed.",
    429: "Too many requests: `Retry-After` says how long to wait.",
}


class PublicAPI(NinjaAPI):
    """The API, whose document says that errors are problems, and is made once in a process."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.described = cache(self.describe)

    def describe(self, path_prefix: str) -> OpenAPISchema:
        """Return the document of the API at a path, with the media type of errors."""
        schema = super().get_openapi_schema(path_prefix=path_prefix)
        for path in schema["paths"].values():
            for operation in path.values():
                for status, response in operation["responses"].items():
                    if int(status) in REFUSALS:
                        response["description"] = REFUSALS[int(status)]
                        response["content"] = {MEDIA_TYPE: response["content"][JSON]}
        return schema

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Return the name of the operation's function."""
        return operation.view_func.__name__

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """Return the document."""
        return self.described(path_prefix or self.get_root_path(path_params or {}))


api = PublicAPI(
    title="Byline",
    version="1.0.0",
    description=DESCRIPTION,
    urls_namespace="api",
    docs_url=None,
)
register(api)
# Each module adds its operations to the router as it is imported.
OPERATIONS = (reading, writing)
api.add_router("", router)
