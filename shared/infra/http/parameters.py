"""Query parameters that an operation does not know."""

from collections.abc import Iterator
from urllib.parse import parse_qsl

from fastapi.dependencies.models import Dependant
from pydantic import BaseModel

from shared.kernel.errors import BadRequest, FieldError, Invalid


class KnownParameters:
    """The names an operation and its dependencies read from the query."""

    def __init__(self, dependant: Dependant) -> None:
        self._names = frozenset(_names(dependant))

    def check(self, query: bytes) -> None:
        """Raise BadRequest naming unknown parameters, Invalid for what is no UTF-8 and for NUL characters.

        What is not ASCII travels percent-encoded (RFC 3986).
        """
        try:
            pairs = parse_qsl(query.decode("ascii"), keep_blank_values=True, errors="strict")
        except UnicodeDecodeError:
            raise Invalid([FieldError("/query", "invalid_text", "Percent-encoded UTF-8 is expected.")]) from None
        unknown = sorted({name for name, _ in pairs} - self._names)
        if unknown:
            raise BadRequest(
                "unknown_parameter",
                "The operation has no such query parameter.",
                parameters=[name[:64] for name in unknown[:10] if name.isascii() and name.isprintable()],
            )
        if any("\0" in value for _, value in pairs):
            raise Invalid([FieldError("/query", "invalid_text", "NUL characters are no text.")])


def _names(dependant: Dependant) -> Iterator[str]:
    for field in dependant.query_params:
        annotation = field.field_info.annotation
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            yield from (info.alias or name for name, info in annotation.model_fields.items())
        else:
            yield field.alias
    for dependency in dependant.dependencies:
        yield from _names(dependency)
