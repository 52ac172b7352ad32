"""The error codes that every module can respond with."""

from shared.infra.http.responses.problem_code import ProblemCode

HTTP_PROBLEM_CODES = (
    ProblemCode(
        "malformed_json",
        400,
        "The body cannot be read",
        "Send one JSON document in UTF-8 without a byte order mark, at most 32 levels deep.",
    ),
    ProblemCode(
        "unknown_parameter",
        400,
        "Unknown query parameter",
        "Compare the names in the query string with the operation's documentation; they are in `parameters`.",
        {"parameters": ["colour"]},
    ),
    ProblemCode(
        "pagination_conflict",
        400,
        "Conflicting pagination parameters",
        "Use either `offset` (or its alias `skip`) or `cursor`, not both.",
    ),
    ProblemCode(
        "cursor_invalid",
        400,
        "The cursor is invalid for this list",
        "Send `next_cursor` unchanged to the same list with the same filters and sorting, or start without a cursor.",
    ),
    ProblemCode(
        "sort_unsupported",
        400,
        "Unsupported sort order",
        "Choose from the names in `allowed`; put `-` before a name for descending order.",
        {"allowed": ["created_at", "id"]},
    ),
    ProblemCode(
        "idempotency_key_required",
        400,
        "An Idempotency-Key is required",
        "Generate an `Idempotency-Key` and send it with the request; send the same key when you repeat the request.",
    ),
    ProblemCode(
        "idempotency_key_invalid",
        400,
        "The Idempotency-Key is invalid",
        "Use 1 to 255 printable ASCII characters, for example a UUID.",
    ),
    ProblemCode(
        "unauthenticated",
        401,
        "Authentication is required",
        "Send `Authorization: Bearer <token>` with an access token or an API key.",
    ),
    ProblemCode(
        "token_expired",
        401,
        "The token has expired",
        "Request a new access token with the refresh token, or sign in again.",
    ),
    ProblemCode(
        "token_invalid", 401, "The token is invalid", "Sign in again, or check that the API key was copied completely."
    ),
    ProblemCode(
        "invalid_credentials", 401, "Invalid credentials", "Check the user name and the password and try again."
    ),
    ProblemCode("account_inactive", 401, "The account is not active", "Contact an administrator."),
    ProblemCode(
        "forbidden",
        403,
        "A scope is missing",
        "Use a token or an API key that also has all scopes in `missing_scopes`.",
    ),
    ProblemCode(
        "not_found",
        404,
        "Resource not found",
        "Check the path and the id. Resources that you may not see are reported as not found.",
    ),
    ProblemCode("method_not_allowed", 405, "Method not allowed", "The `Allow` header lists the methods of this path."),
    ProblemCode(
        "not_acceptable",
        406,
        "Not acceptable",
        "Accept one of the media types that the operation documents.",
        {"offered": ["application/json"]},
    ),
    ProblemCode(
        "invalid_transition",
        409,
        "Invalid state transition",
        "Read the resource again; `from` is its current state and `allowed` lists the possible transitions.",
        {"from": "cancelled", "allowed": []},
    ),
    ProblemCode(
        "idempotency_in_flight", 409, "The same request is in progress", "Repeat it after `Retry-After` seconds."
    ),
    ProblemCode(
        "secret_already_issued",
        409,
        "The secret was already issued",
        "Only the first response contained it. If it was lost, delete the resource `id` and create another.",
        {"id": 7},
    ),
    ProblemCode(
        "cursor_expired",
        410,
        "The cursor has expired",
        "Start without a cursor: the position it referred to is no longer available.",
    ),
    ProblemCode(
        "version_mismatch",
        412,
        "The resource has changed",
        "Read it again and repeat the change with version `current`.",
        {"current": 4},
    ),
    ProblemCode(
        "body_too_large", 413, "The body is too large", "Send a smaller body; the operation documents its limit."
    ),
    ProblemCode(
        "unsupported_media_type",
        415,
        "Unsupported media type",
        "Set `Content-Type` to one of the operation's media types, mostly `application/json`, and no "
        "`Content-Encoding`.",
        {"supported": ["application/json"]},
    ),
    ProblemCode(
        "validation_failed",
        422,
        "Some fields are invalid",
        "`errors` lists each invalid field by a JSON Pointer, with a code and a message.",
        {
            "errors": [
                {"pointer": "/items/0/quantity", "code": "greater_than", "message": "Input should be greater than 0."}
            ]
        },
    ),
    ProblemCode(
        "idempotency_key_reused",
        422,
        "The Idempotency-Key was used for another request",
        "Use a new Idempotency-Key for a new request, or repeat the original request unchanged.",
    ),
    ProblemCode(
        "precondition_required",
        428,
        "A precondition is required",
        "Send `If-Match` with the resource's ETag, or the expected value that the operation documents.",
    ),
    ProblemCode(
        "rate_limited",
        429,
        "Too many requests",
        "Wait `retry_after` seconds. The RateLimit headers of every response state the remaining quota.",
        {"policy": "default", "retry_after": 12},
    ),
    ProblemCode(
        "internal_error",
        500,
        "Internal server error",
        "Repeat the request with the same Idempotency-Key. If it persists, report the `request_id`.",
    ),
    ProblemCode(
        "busy", 503, "The server is busy", "Repeat the request after `Retry-After` seconds.", {"retry_after": 1}
    ),
    ProblemCode(
        "dependency_unavailable",
        503,
        "A dependency is unavailable",
        "Repeat the request after `Retry-After` seconds.",
        {"retry_after": 1},
    ),
    ProblemCode(
        "timeout",
        503,
        "The request timed out",
        "Repeat the request with the same Idempotency-Key after `Retry-After` seconds; it takes effect only once.",
        {"retry_after": 1},
    ),
)
