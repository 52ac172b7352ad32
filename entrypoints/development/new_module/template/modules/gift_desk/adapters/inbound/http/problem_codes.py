"""The error codes of the gift_desk module."""

from shared.infra.http.responses.problem_code import ProblemCode

PROBLEM_CODES = (
    ProblemCode("gift_card_taken", 409, "The name is taken", "Use the existing gift card, or choose another name."),
    ProblemCode("gift_card_archived", 409, "The gift card is archived", "Use another gift card."),
)
