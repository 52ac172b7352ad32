"""The error codes of users."""

from shared.infra.http.responses.problem_code import ProblemCode

PROBLEM_CODES = (
    ProblemCode(
        "refresh_reused",
        401,
        title="The refresh token was used twice",
        advice="All tokens of this session were revoked as a precaution. Sign in again.",
    ),
    ProblemCode(
        "email_taken", 409, title="The e-mail address is taken", advice="Sign in with it, or register another address."
    ),
    ProblemCode("username_taken", 409, title="The user name is taken", advice="Choose another user name."),
    ProblemCode(
        "last_admin",
        409,
        title="The last administrator cannot be removed",
        advice="Make another user an administrator first.",
    ),
)
