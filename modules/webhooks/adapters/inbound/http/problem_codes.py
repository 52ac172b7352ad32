"""The error codes of webhooks."""

from shared.infra.http.responses.problem_code import ProblemCode

PROBLEM_CODES = (
    ProblemCode(
        "url_not_allowed",
        422,
        title="The URL is not allowed",
        advice="Use an https URL of a public host, without credentials, on an allowed port.",
    ),
)
