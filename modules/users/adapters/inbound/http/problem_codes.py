"""The error codes of users."""

from shared.infra.http.responses.problem_code import ProblemCode

PROBLEM_CODES = (
    ProblemCode(
        "refresh_reused",
        401,
        "The refresh token was used twice",
        "All tokens of this session were revoked as a precaution. Sign in again.",
    ),
    ProblemCode("email_taken", 409, "The e-mail address is taken", "Sign in with it, or register another address."),
    ProblemCode("username_taken", 409, "The user name is taken", "Choose another user name."),
    ProblemCode(
        "last_admin", 409, "The last administrator cannot be removed", "Make another user an administrator first."
    ),
)
