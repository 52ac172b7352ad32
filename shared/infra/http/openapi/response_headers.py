"""Headers and examples of responses."""

from collections.abc import Mapping

from shared.infra.http.openapi.documented_responses import CODES
from shared.infra.http.openapi.examples import Examples
from shared.infra.http.openapi.problem_examples import problem_reference
from shared.infra.http.openapi.references import Json, name_of
from shared.infra.http.responses.etag import MAX_HEADER_LENGTH

_TEXT: Json = {"type": "string", "maxLength": 1024}
_COUNT: Json = {"type": "integer", "format": "int64", "minimum": 0, "maximum": 2**53 - 1}
_ID: Json = {"type": "string", "pattern": "^[A-Za-z0-9._-]{1,128}$", "maxLength": 128}


def _header(description: str, example: object, schema: Json = _TEXT, *, required: bool = False) -> Json:
    return {"description": description, "required": required, "schema": schema, "example": example}


_HEADERS: Mapping[str, Json] = {
    "X-Request-ID": _header(
        "The request's id: the one you sent, or a generated one. Quote it when you ask for support.",
        "9f0c1d2e3a4b5c6d7e8f90a1b2c3d4e5",
        _ID,
        required=True,
    ),
    "RateLimit": _header("Remaining requests, and seconds until more are available.", '"default";r=299;t=60'),
    "RateLimit-Policy": _header("The rate limit policy that counted this request.", '"default";q=300;w=60'),
    "X-RateLimit-Limit": _header("Requests that the policy allows in its window.", 300, _COUNT),
    "X-RateLimit-Remaining": _header("Remaining requests.", 299, _COUNT),
    "X-RateLimit-Reset": _header("Unix time in seconds of the next available request.", 1795255800, _COUNT),
    "Access-Control-Allow-Origin": _header("Set for origins that the server allows.", "https://www.example.com"),
    "Retry-After": _header("Seconds to wait before repeating the request.", 1, _COUNT, required=True),
    "WWW-Authenticate": _header("How to authenticate (RFC 6750).", 'Bearer realm="tradepost"', required=True),
    "ETag": _header("The resource's version, to send as `If-Match` or `If-None-Match`.", '"3"'),
    "Idempotent-Replayed": _header(
        "`true`: the stored first response to the key.", "true", {"type": "string", "enum": ["true"]}
    ),
    "Preference-Applied": _header("The preference that was applied.", "wait=10"),
}  # fmt: skip


def response_headers(example_path: str) -> Json:
    """Return the headers as components; `example_path` is the path of a resource."""
    collection = example_path.rpartition("/")[0]
    next_page = f'<{collection}?limit=20&cursor=eyJ2Ijox>; rel="next"'
    return {
        **_HEADERS,
        "Location": _header("The path of the created resource or of the job.", example_path),
        "Link": _header("The next page, if there is one.", next_page, {"type": "string", "maxLength": 8192}),
    }


_EVERYWHERE = ("X-Request-ID", "RateLimit", "RateLimit-Policy", "X-RateLimit-Limit", "Access-Control-Allow-Origin")
_LEGACY = ("X-RateLimit-Remaining", "X-RateLimit-Reset")
"""Sent with every response, documented with error responses only to keep the document small."""
_BY_STATUS = {"401": ("WWW-Authenticate",), "429": ("Retry-After",), "503": ("Retry-After",), "201": ("Location",),
              "202": ("Location",)}  # fmt: skip
_JSON = "application/json"


def complete_responses(method: str, operation: Json, schemas: Mapping[str, Json], *, examples: Examples) -> None:
    """Add headers and examples to the operation's responses, and 304 where the resource has an ETag."""
    sent = {parameter["name"] for parameter in operation.get("parameters", ())}
    responses: Json = operation["responses"]
    success = [response for status, response in responses.items() if status < "300"]
    versioned = any(_has_version(response, schemas) or "ETag" in response.get("headers", ()) for response in success)
    if method == "get" and versioned:
        operation.setdefault("parameters", []).append(_IF_NONE_MATCH)
        responses["304"] = {"description": "Not modified: the copy named by `If-None-Match` is current."}
    for status, response in responses.items():
        names = [*_EVERYWHERE, *_BY_STATUS.get(status, ())]
        names += _LEGACY if status >= "400" else ()
        if status < "400":
            names += ["Idempotent-Replayed"] if "Idempotency-Key" in sent else ()
            names += ["Preference-Applied"] if "Prefer" in sent else ()
            names += ["ETag"] if versioned else ()
            names += ["Link"] if "cursor" in sent and "limit" in sent else ()
        own = response.get("headers", {})
        response["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in names} | own
        _show(status, response, examples)


def _show(status: str, response: Json, examples: Examples) -> None:
    for kind, content in response.get("content", {}).items():
        if status >= "400":
            content["examples"] = {code: {"$ref": problem_reference(code)} for code in response.get(CODES, ())}
        elif kind == _JSON and not {"example", "examples"} & content.keys():
            content["example"] = examples.of(content["schema"])


def _has_version(response: Json, schemas: Mapping[str, Json]) -> bool:
    name = name_of(response.get("content", {}).get(_JSON, {}).get("schema", {}))
    return name is not None and "version" in schemas[name].get("properties", {})


_IF_NONE_MATCH: Json = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "The ETag of your copy. If it is current, the response is 304 without a body.",
    "schema": {"type": "string", "maxLength": MAX_HEADER_LENGTH, "examples": ['"3"']},
}
