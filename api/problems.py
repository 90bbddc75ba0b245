"""Errors as RFC 9457 describes them: `application/problem+json`."""

import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.core.exceptions import (
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    ValidationError,
)
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError
from ninja.errors import ValidationError as NinjaValidationError
from wagtail.api.rich_text import RichTextFormatError
from wagtail.utils.forms import FormValidationError

MEDIA_TYPE = "application/problem+json"
NOT_ALLOWED = "You have no permission for this."
TOKEN_NEEDED = "Send a valid token: Authorization: Bearer …"  # noqa: S105 (it is no secret)
CHALLENGE = 'Bearer realm="Byline"'


class FieldProblem(Schema):
    """What is wrong with one part of a request."""

    loc: list[str | int]
    msg: str
    type: str = ""


class Problem(Schema):
    """Why a request was refused (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str = ""
    errors: list[FieldProblem] = []


class ApiError(Exception):
    """A refusal with a status, a sentence and what is wrong with which parts of the request."""

    def __init__(self, status: int, detail: str, *errors: dict[str, Any]) -> None:
        super().__init__(detail)
        self.status, self.detail, self.errors = status, detail, list(errors)


def invalid(name: str, message: str, *, where: str = "query") -> ApiError:
    """Return the refusal of a parameter or a field."""
    error = {"loc": [where, name], "msg": message, "type": "invalid"}
    return ApiError(HTTPStatus.UNPROCESSABLE_ENTITY, "Validation failed", error)


def problem(status: int, detail: str = "", errors: list[dict[str, Any]] | None = None) -> Any:
    """Return a response that says why a request was refused."""
    content = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": int(status)}
    if detail:
        content["detail"] = detail
    if errors:
        content["errors"] = [tidy(error) for error in errors]
    # Escapes whatever is not ASCII, and so also what is no text.
    response = HttpResponse(json.dumps(content), status=status, content_type=MEDIA_TYPE)
    response["Cache-Control"] = "no-store"
    if status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = CHALLENGE
    return response


def tidy(error: dict[str, Any]) -> dict[str, Any]:
    """Return an error without what was sent and the objects that pydantic adds."""
    loc = [part if isinstance(part, int) else str(part) for part in error.get("loc", ())]
    return {"loc": loc, "msg": str(error.get("msg", "")), "type": str(error.get("type", ""))}


def of_form(error: FormValidationError) -> list[dict[str, Any]]:
    """Return the errors of a form's fields and rows."""
    return [
        {"loc": ["body", *path], "msg": message, "type": code}
        for path, messages in error.loc_errors
        for message, code in messages
    ]


def respond_to_form(error: ValidationError) -> HttpResponse:
    """Return the response for a form that is not valid."""
    if isinstance(error, FormValidationError):
        errors = of_form(error)
    else:
        errors = [
            {"loc": ["body"], "msg": message, "type": "invalid"} for message in error.messages
        ]
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "Validation failed", errors)


HANDLERS: dict[type[Exception], Callable[[Any], HttpResponse]] = {
    ApiError: lambda error: problem(error.status, error.detail, error.errors),
    NinjaValidationError: lambda error: problem(422, "Validation failed", error.errors),
    ValidationError: respond_to_form,
    AuthenticationError: lambda _error: problem(401, TOKEN_NEEDED),
    PermissionDenied: lambda error: problem(403, str(error) or NOT_ALLOWED),
    Http404: lambda _error: problem(404, "There is nothing here."),
    HttpError: lambda error: problem(error.status_code, str(error)),
    RichTextFormatError: lambda error: problem(422, str(error)),
    RequestDataTooBig: lambda _error: problem(413, "The request is too large."),
    SuspiciousOperation: lambda _error: problem(400, "The request cannot be read."),
    UnreadablePostError: lambda _error: problem(400, "The request was cut off."),
}


def register(api: NinjaAPI) -> None:
    """Have the API turn our exceptions, and those of its libraries, into problems."""
    for kind, respond in HANDLERS.items():

        def handle(_request: HttpRequest, error: Any, respond: Any = respond) -> HttpResponse:
            return respond(error)

        api.add_exception_handler(kind, handle)


def responses(schema: Any, *statuses: int, success: int = 200) -> dict[int, Any]:
    """Return the documented responses of an operation: its own, and the problems it may have."""
    return {success: schema, **dict.fromkeys(sorted({*statuses, 422, 429}), Problem)}
