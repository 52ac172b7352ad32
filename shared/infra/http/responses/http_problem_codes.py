"""The error codes that every module can respond with."""

from shared.infra.http.responses.problem_code import ProblemCode

HTTP_PROBLEM_CODES = (
    ProblemCode(
        "malformed_json",
        400,
        title="The body cannot be read",
        advice="Send one JSON document in UTF-8 without a byte order mark, at most 32 levels deep.",
    ),
    ProblemCode(
        "unknown_parameter",
        400,
        title="Unknown query parameter",
        advice="Compare the names in the query string with the operation's documentation; they are in `parameters`.",
        example={"parameters": ["colour"]},
    ),
    ProblemCode(
        "pagination_conflict",
        400,
        title="Conflicting pagination parameters",
        advice="Use either `offset` (or its alias `skip`) or `cursor`, not both.",
    ),
    ProblemCode(
        "cursor_invalid",
        400,
        title="The cursor is invalid for this list",
        advice="Send `next_cursor` unchanged to the same list with the same filters and sorting, or start "
        "without a cursor.",
    ),
    ProblemCode(
        "sort_unsupported",
        400,
        title="Unsupported sort order",
        advice="Choose from the names in `allowed`; put `-` before a name for descending order.",
        example={"allowed": ["created_at", "id"]},
    ),
    ProblemCode(
        "idempotency_key_required",
        400,
        title="An Idempotency-Key is required",
        advice="Generate an `Idempotency-Key` and send it with the request; send the same key when you "
        "repeat the request.",
    ),
    ProblemCode(
        "idempotency_key_invalid",
        400,
        title="The Idempotency-Key is invalid",
        advice="Use 1 to 255 printable ASCII characters, for example a UUID.",
    ),
    ProblemCode(
        "unauthenticated",
        401,
        title="Authentication is required",
        advice="Send `Authorization: Bearer <token>` with an access token or an API key.",
    ),
    ProblemCode(
        "token_expired",
        401,
        title="The token has expired",
        advice="Request a new access token with the refresh token, or sign in again.",
    ),
    ProblemCode(
        "token_invalid",
        401,
        title="The token is invalid",
        advice="Sign in again, or check that the API key was copied completely.",
    ),
    ProblemCode(
        "invalid_credentials",
        401,
        title="Invalid credentials",
        advice="Check the user name and the password and try again.",
    ),
    ProblemCode("account_inactive", 401, title="The account is not active", advice="Contact an administrator."),
    ProblemCode(
        "forbidden",
        403,
        title="A scope is missing",
        advice="Use a token or an API key that also has all scopes in `missing_scopes`.",
    ),
    ProblemCode(
        "not_found",
        404,
        title="Resource not found",
        advice="Check the path and the id. Resources that you may not see are reported as not found.",
    ),
    ProblemCode(
        "method_not_allowed",
        405,
        title="Method not allowed",
        advice="The `Allow` header lists the methods of this path.",
    ),
    ProblemCode(
        "not_acceptable",
        406,
        title="Not acceptable",
        advice="Accept one of the media types that the operation documents.",
        example={"offered": ["application/json"]},
    ),
    ProblemCode(
        "invalid_transition",
        409,
        title="Invalid state transition",
        advice="Read the resource again; `from` is its current state and `allowed` lists the possible transitions.",
        example={"from": "cancelled", "allowed": []},
    ),
    ProblemCode(
        "idempotency_in_flight",
        409,
        title="The same request is in progress",
        advice="Repeat it after `Retry-After` seconds.",
    ),
    ProblemCode(
        "secret_already_issued",
        409,
        title="The secret was already issued",
        advice="Only the first response contained it. If it was lost, delete the resource `id` and create another.",
        example={"id": 7},
    ),
    ProblemCode(
        "cursor_expired",
        410,
        title="The cursor has expired",
        advice="Start without a cursor: the position it referred to is no longer available.",
    ),
    ProblemCode(
        "version_mismatch",
        412,
        title="The resource has changed",
        advice="Read it again and repeat the change with version `current`.",
        example={"current": 4},
    ),
    ProblemCode(
        "body_too_large",
        413,
        title="The body is too large",
        advice="Send a smaller body; the operation documents its limit.",
    ),
    ProblemCode(
        "unsupported_media_type",
        415,
        title="Unsupported media type",
        advice="Set `Content-Type` to one of the operation's media types, mostly `application/json`, and no "
        "`Content-Encoding`.",
        example={"supported": ["application/json"]},
    ),
    ProblemCode(
        "validation_failed",
        422,
        title="Some fields are invalid",
        advice="`errors` lists each invalid field by a JSON Pointer, with a code and a message.",
        example={
            "errors": [
                {"pointer": "/items/0/quantity", "code": "greater_than", "message": "Input should be greater than 0."}
            ]
        },
    ),
    ProblemCode(
        "idempotency_key_reused",
        422,
        title="The Idempotency-Key was used for another request",
        advice="Use a new Idempotency-Key for a new request, or repeat the original request unchanged.",
    ),
    ProblemCode(
        "precondition_required",
        428,
        title="A precondition is required",
        advice="Send `If-Match` with the resource's ETag, or the expected value that the operation documents.",
    ),
    ProblemCode(
        "rate_limited",
        429,
        title="Too many requests",
        advice="Wait `retry_after` seconds. The RateLimit headers of every response state the remaining quota.",
        example={"policy": "default", "retry_after": 12},
    ),
    ProblemCode(
        "internal_error",
        500,
        title="Internal server error",
        advice="Repeat the request with the same Idempotency-Key. If it persists, report the `request_id`.",
    ),
    ProblemCode(
        "busy",
        503,
        title="The server is busy",
        advice="Repeat the request after `Retry-After` seconds.",
        example={"retry_after": 1},
    ),
    ProblemCode(
        "dependency_unavailable",
        503,
        title="A dependency is unavailable",
        advice="Repeat the request after `Retry-After` seconds.",
        example={"retry_after": 1},
    ),
    ProblemCode(
        "timeout",
        503,
        title="The request timed out",
        advice="Repeat the request with the same Idempotency-Key after `Retry-After` seconds; it takes "
        "effect only once.",
        example={"retry_after": 1},
    ),
)
