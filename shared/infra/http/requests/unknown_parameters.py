"""Reject unknown query parameters, and repeated ones that are not lists."""

from collections import Counter
from collections.abc import Sequence
from urllib.parse import parse_qsl, urlencode

from shared.infra.http.requests.declared_parameters import QueryParameter, is_list
from shared.kernel.errors import BadRequest, FieldError, Invalid
from shared.kernel.values.suggestions import did_you_mean
from shared.kernel.values.text import canonical_text


class KnownParameters:
    """The names an operation and its dependencies read from the query."""

    def __init__(self, parameters: Sequence[QueryParameter]) -> None:
        self._names = frozenset(parameter.name for parameter in parameters)
        self._lists = frozenset(parameter.name for parameter in parameters if is_list(parameter.annotation))

    def read(self, query: bytes) -> bytes:
        """The query with its texts in canonical form.

        Raise BadRequest naming unknown parameters, Invalid for values that are not UTF-8, for NUL characters and for
        repeated parameters that are not lists, because readers differ in which of two values they use.

        Characters outside ASCII must be percent-encoded (RFC 3986).
        """
        try:
            pairs = parse_qsl(query.decode("ascii"), keep_blank_values=True, errors="strict")
        except UnicodeDecodeError:
            raise Invalid([FieldError("/query", "invalid_text", "Percent-encoded UTF-8 is expected.")]) from None
        unknown = sorted({name for name, _ in pairs} - self._names)
        if unknown:
            raise BadRequest(
                "unknown_parameter",
                f"The operation has no such query parameter.{did_you_mean(unknown[0], self._names)}",
                parameters=[name[:64] for name in unknown[:10] if name.isascii() and name.isprintable()],
            )
        if any("\0" in value for _, value in pairs):
            raise Invalid([FieldError("/query", "invalid_text", "NUL characters are no text.")])
        times = Counter(name for name, _ in pairs if name not in self._lists)
        twice = [name for name, count in times.items() if count > 1]
        if twice:
            raise Invalid(
                [FieldError(f"/query/{name}", "duplicate_key", "The parameter occurs twice.") for name in twice]
            )
        canonical = [(name, canonical_text(value)) for name, value in pairs]
        return query if canonical == pairs else urlencode(canonical).encode()
