"""A refusal of each code, as it is sent."""

from collections.abc import Mapping

from shared.infra.http.openapi.documented_responses import CODES
from shared.infra.http.openapi.references import Json, operations
from shared.infra.http.responses.problem_code import ProblemCode

_EXTENSIONS: Mapping[str, Json] = {
    "unknown_parameter": {"parameters": ["colour"]},
    "sort_unsupported": {"allowed": ["created_at", "id"]},
    "payment_declined": {"decline_code": "insufficient_funds", "order_id": 1042, "payment_id": 311},
    "forbidden": {"required_scope": "orders:read", "missing_scopes": ["orders:read"]},
    "not_acceptable": {"offered": ["application/json"]},
    "unsupported_media_type": {"supported": ["application/json"]},
    "insufficient_stock": {"items": [{"sku": "85123A", "requested": 6, "available": 2}]},
    "price_changed": {"current": [{"sku": "85123A", "unit_price_cents": 295}]},
    "invalid_transition": {"from": "cancelled", "allowed": []},
    "refund_exceeds_captured": {"max_cents": 1530},
    "already_refunded": {"line_id": 1, "max_quantity": 2},
    "units_not_shipped": {"line_id": 1, "max_quantity": 2},
    "deduction_exceeds_value": {"max_cents": 510},
    "over_cancellation": {"line_id": 1, "max": 2},
    "payment_exceeds_outstanding": {"max_cents": 1530},
    "over_receipt": {"max": 40},
    "stock_below_reserved": {"orders": [1042]},
    "not_reserved_here": {"reserved_at": ["LEEDS"]},
    "quantity_changed": {"current": 41},
    "duplicate_reference": {"order_id": 1042},
    "secret_already_issued": {"id": 7},
    "version_mismatch": {"current": 4},
    "validation_failed": {
        "errors": [
            {"pointer": "/items/0/quantity", "code": "greater_than", "message": "Input should be greater than 0."}
        ]
    },
    "rate_limited": {"policy": "default", "retry_after": 12},
    "busy": {"retry_after": 1},
    "dependency_unavailable": {"retry_after": 1},
    "timeout": {"retry_after": 1},
}


def problem_reference(code: str) -> str:
    return f"#/components/examples/{code}"


def problem_examples(document: Json, problem_codes: Mapping[str, ProblemCode]) -> Json:
    """Of the codes that the document's operations can answer, to stand among its components."""
    used = {
        code
        for _, _, operation in operations(document)
        for answer in operation["responses"].values()
        for code in answer.get(CODES, ())
    }
    return {
        code: {"summary": known.title, "value": _problem(known)}
        for code, known in problem_codes.items()
        if code in used
    }


def _problem(known: ProblemCode) -> Json:
    return {
        "type": f"/problems/{known.code}",
        "title": known.title,
        "status": known.status,
        "detail": known.advice,
        "instance": "/v1/orders/1042",
        "code": known.code,
        "request_id": "9f0c1d2e3a4b5c6d7e8f90a1b2c3d4e5",
        **_EXTENSIONS.get(known.code, {}),
        **known.example,
    }
