"""The error codes of the gift_desk module."""

from shared.infra.http.responses.problem_code import ProblemCode

PROBLEM_CODES = (
    ProblemCode(
        "gift_card_taken", 409, title="The name is taken", advice="Use the existing gift card, or choose another name."
    ),
    ProblemCode("gift_card_archived", 409, title="The gift card is archived", advice="Use another gift card."),
)
