"""What a module offers to the API process."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from fastapi import APIRouter

from shared.infra.http.openapi.glossary import GlossaryEntry
from shared.infra.http.responses.problem_code import ProblemCode

Document = Callable[[], Mapping[str, object]]


def _no_documents() -> Mapping[str, Document]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleApi:
    """`documents`, by path, are served in addition to the OpenAPI document.

    `problem_codes` are the error codes that the module responds with, `tags` describe the groups of its operations in
    the order in which they are shown, `fields` the fields of its requests and responses, by name or `Model.field`.
    If several modules declare a code, tag or field, they declare the same.
    """

    router: Callable[[], APIRouter]
    documents: Callable[[], Mapping[str, Document]] = _no_documents
    problem_codes: Sequence[ProblemCode] = ()
    tags: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, GlossaryEntry] = field(default_factory=dict)
