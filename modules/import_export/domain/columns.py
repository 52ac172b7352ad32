"""Columns with our own names, or mapped to them."""

import difflib
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice

from modules.import_export.domain.header import FILE
from shared.kernel.errors import FieldError, Invalid
from shared.kernel.import_export import Cells, Importable, ParseOptions, TranslatedLine
from shared.kernel.import_export import Row as TypedRow

MAX_NAMED = 40
"""Maximum number of unknown columns that a message names; further ones are only counted."""

MAX_NAME_LENGTH = 60


class OwnColumns:
    """Implements `Translator` for a file with the type's own column names.

    A line that fills the required columns of a combined type is also a line of that type.
    """

    def __init__(self, importable: Importable, origins: Mapping[str, str], reading: ParseOptions) -> None:
        self._combined = [] if reading.ignore_stock else _combined(origins, importable)
        self.target_types = (importable.type, *(each.type for each in self._combined))
        self.column_sources = origins

    def context_keys(self, cells: Cells) -> Sequence[str]:
        return ()

    def translate(self, cells: Cells, context: Mapping[str, Cells]) -> TranslatedLine:
        others = (each.type for each in self._combined if all(cells[name] for name in each.required))
        return TranslatedLine([TypedRow(type_, cells) for type_ in (self.target_types[0], *others)])


def own_columns(names: Sequence[str], importable: Importable, reading: ParseOptions) -> tuple[str, ...]:
    """Our name of each column; empty for an ignored column.

    Raises Invalid for unknown, missing or duplicate columns, all of which are named, and for a wrong mapping.
    """
    mapping = {name.strip().lower(): column.strip().lower() for name, column in reading.mapping.items()}
    given = {name.lower() for name in names}
    columns = [mapping.get(name.lower(), name.lower()) for name in names]
    errors = list(_wrong_mapping(mapping, given, importable)) or list(_mistakes(names, columns, importable, reading))
    if errors:
        raise Invalid(errors, detail="The file's columns do not match its type.")
    read = {*importable.columns, *_further(columns, importable)}
    return tuple(column if column in read else "" for column in columns)


def _wrong_mapping(mapping: Mapping[str, str], given: Collection[str], importable: Importable) -> Iterator[FieldError]:
    offered = _offered(importable)
    strange = [column for column in mapping.values() if column not in offered]
    if strange:
        message = f"Columns are mapped to {_listed(strange, offered)}. The known columns are: {_known(importable)}."
        yield FieldError("/mapping", "unknown_column", message)
    absent = [name for name in mapping if name not in given]
    if absent:
        message = f"The mapping names columns that the file does not have: {_listed(absent, ())}."
        yield FieldError("/mapping", "missing_column", message)


def _mistakes(
    names: Sequence[str], columns: Sequence[str], importable: Importable, reading: ParseOptions
) -> Iterator[FieldError]:
    known = {*importable.columns, *importable.ignored_columns, *_further(columns, importable)}
    unknown = [
        name or f"(column {number}, without a name)"
        for number, (name, column) in enumerate(zip(names, columns, strict=True), 1)
        if column not in known
    ]
    if unknown and not reading.ignore_unknown_columns:
        message = (
            f"Unknown columns: {_listed(unknown, _offered(importable))}. The known columns are: "
            f"{_known(importable)}. Rename them with `mapping`, or send `ignore_unknown_columns=true`."
        )
        yield FieldError(FILE, "unknown_column", message)
    for name in _offered(importable):
        if columns.count(name) > 1:
            yield FieldError(FILE, "duplicate_column", f"The column {name} occurs more than once.")
        elif name in importable.required and name not in columns:
            yield FieldError(FILE, "missing_column", f"The column {name} is missing.")


def _combined(columns: Collection[str], importable: Importable) -> list[Importable]:
    """The combined types whose required columns are all in the file."""
    return [each for each in importable.combined_with if all(name in columns for name in each.required)]


def _further(columns: Collection[str], importable: Importable) -> Collection[str]:
    return {name for each in _combined(columns, importable) for name in each.columns}


def _offered(importable: Importable) -> Sequence[str]:
    return list(
        dict.fromkeys([*importable.columns, *(name for each in importable.combined_with for name in each.columns)])
    )


def _known(importable: Importable) -> str:
    return ", ".join(_offered(importable))


def _listed(names: Sequence[str], near: Collection[str]) -> str:
    """At most `MAX_NAMED` distinct names, each with the most similar known name."""
    distinct = list(dict.fromkeys(names))
    shown = [_with_nearest(_readable(name), near) for name in islice(distinct, MAX_NAMED)]
    more = len(distinct) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


def _with_nearest(name: str, near: Collection[str]) -> str:
    close = difflib.get_close_matches(name.lower().replace(" ", "_"), near, n=1, cutoff=0.7)
    return f"{name} (did you mean {close[0]}?)" if close else name


def _readable(name: str) -> str:
    """Replace unprintable characters and shorten long names."""
    seen = "".join(character if character.isprintable() else " " for character in name)
    return seen if len(seen) <= MAX_NAME_LENGTH else f"{seen[: MAX_NAME_LENGTH - 1]}…"
