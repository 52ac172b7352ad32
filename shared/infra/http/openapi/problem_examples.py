"""An example response for each error code."""

from collections.abc import Iterable, Mapping

from shared.infra.http.openapi.documented_responses import CODES
from shared.infra.http.openapi.references import Json, operations
from shared.infra.http.responses.problem_code import ProblemCode


def problem_reference(code: str) -> str:
    return f"#/components/examples/{code}"


def problem_examples(
    document: Json, problem_codes: Mapping[str, ProblemCode], example_path: str, *, scopes: Iterable[str]
) -> Json:
    """Return examples of the codes that the document's operations can respond with, for its components."""
    used = {
        code
        for _, _, operation in operations(document)
        for response in operation["responses"].values()
        for code in response.get(CODES, ())
    }
    return {
        code: {"summary": known.title, "value": _problem(known, example_path, scopes)}
        for code, known in problem_codes.items()
        if code in used
    }


def _problem(known: ProblemCode, example_path: str, scopes: Iterable[str]) -> Json:
    return {
        "type": f"/problems/{known.code}",
        "title": known.title,
        "status": known.status,
        "detail": known.advice,
        "instance": example_path,
        "code": known.code,
        "request_id": "9f0c1d2e3a4b5c6d7e8f90a1b2c3d4e5",
        **(_missing(scopes) if known.code == "forbidden" else known.example),
    }


def _missing(scopes: Iterable[str]) -> Json:
    """Return the members of the error for a missing scope, with an existing scope."""
    scope = next((name for name in scopes if name.endswith(":read")), "things:read")
    return {"required_scope": scope, "missing_scopes": [scope]}
