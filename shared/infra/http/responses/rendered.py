"""Rendered responses: bytes that are stored under the idempotency key and sent unchanged."""

from collections.abc import Mapping

from pydantic import BaseModel
from starlette.responses import Response

from shared.infra.http.responses.etag import etag
from shared.kernel.idempotency import StoredResponse

JSON = "application/json"


def json_body(model: BaseModel) -> bytes:
    """The model as JSON, straight from its serializer."""
    content: bytes = model.__pydantic_serializer__.to_json(model)
    return content


def ok(
    body: BaseModel | bytes, version: int | None = None, headers: Mapping[str, str] | None = None, status: int = 200
) -> StoredResponse:
    """200 with the body; a `version` becomes its ETag."""
    content = body if isinstance(body, bytes) else json_body(body)
    return StoredResponse(status, _headers(version, headers), content)


def created(
    location: str, body: BaseModel | bytes, version: int | None = None, headers: Mapping[str, str] | None = None
) -> StoredResponse:
    """201; `location` is the path at which the new resource can be read."""
    return ok(body, version, {"Location": location, **(headers or {})}, status=201)


def accepted(location: str, body: BaseModel | bytes) -> StoredResponse:
    """202: the work continues; `location` is the path of its status."""
    return ok(body, None, {"Location": location}, status=202)


def no_content(headers: Mapping[str, str] | None = None) -> StoredResponse:
    """204, for deletions."""
    return StoredResponse(204, dict(headers or {}), b"")


def to_response(response: StoredResponse) -> Response:
    """Convert to the response that is sent."""
    return Response(response.body, response.status, dict(response.headers))


def _headers(version: int | None, headers: Mapping[str, str] | None) -> dict[str, str]:
    merged = {"Content-Type": JSON, **(headers or {})}
    if version is not None:
        merged["ETag"] = etag(version)
    return merged
