"""An error of each code, as it is sent."""

from collections.abc import Mapping

from shared.infra.http.openapi.documented_responses import CODES
from shared.infra.http.openapi.references import Json, operations
from shared.infra.http.responses.problem_code import ProblemCode


def problem_reference(code: str) -> str:
    return f"#/components/examples/{code}"


def problem_examples(document: Json, problem_codes: Mapping[str, ProblemCode]) -> Json:
    """Of the codes that the document's operations can respond with, for its components."""
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
        **known.example,
    }
