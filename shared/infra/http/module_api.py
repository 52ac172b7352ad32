"""What a module offers to the API process."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fastapi import APIRouter

Document = Callable[[], Mapping[str, object]]


def _no_documents() -> Mapping[str, Document]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleApi:
    """`documents`, by path, are served in addition to the OpenAPI document."""

    router: Callable[[], APIRouter]
    documents: Callable[[], Mapping[str, Document]] = _no_documents
