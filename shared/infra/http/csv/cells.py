"""Parse the cells of an imported table as the fields of a model, with the same limits as the API's bodies."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, Generic, TypeAlias, TypeVar

from pydantic import BaseModel, ValidationError

from shared.infra.http.csv.columns import ModelColumns
from shared.infra.http.csv.spreadsheet_values import parse_codes
from shared.infra.http.requests import strict_json
from shared.infra.http.requests.validation import document_validation_error
from shared.kernel.errors import BadRequest, FieldError, Invalid
from shared.kernel.import_export import Line, LineError

Model = TypeVar("Model", bound=BaseModel)
CellConverter: TypeAlias = Callable[[str], Any]
"""Convert a non-empty cell to JSON's own type. Raises ValueError with a message that does not repeat the cell."""

_INTEGER = re.compile(r"-?\d{1,18}", re.ASCII)
_BOOLEANS = {"true": True, "false": False, "yes": True, "no": False, "1": True, "0": False}


def text(cell: str) -> str:
    return cell


def integer(cell: str) -> int:
    if not _INTEGER.fullmatch(cell):
        raise ValueError("A whole number is expected, in digits alone.")
    return int(cell)


def boolean(cell: str) -> bool:
    if cell.lower() not in _BOOLEANS:
        raise ValueError("true or false is expected.")
    return _BOOLEANS[cell.lower()]


def json_value(cell: str) -> Any:
    """Parse a cell as strictly as a body, so that invalid JSON is reported with its line."""
    try:
        return strict_json.parse(cell.encode())
    except BadRequest:
        raise ValueError(f"JSON is expected, at most {strict_json.MAX_DEPTH} levels deep.") from None
    except Invalid as error:
        raise ValueError(error.errors[0].message) from None


def text_list(cell: str) -> Any:
    """Parse JSON, as exports contain it, or several codes with `|` between them, as `parse_codes` reads them."""
    return json_value(cell) if cell.startswith("[") else parse_codes(cell)


class CellReader(Generic[Model]):
    """`columns` define how cells are read. An empty cell is null if the column is `nullable`; otherwise it counts as
    missing.
    """

    def __init__(
        self, model: type[Model], columns: Mapping[str, CellConverter], nullable: Collection[str] = ()
    ) -> None:
        self._model = model
        self._columns = columns
        self._nullable = frozenset(nullable)
        self.names = tuple(columns)

    def read(self, cells: Mapping[str, str]) -> Model:
        """Raises Invalid, with a pointer for each column."""
        values: dict[str, Any] = {}
        errors: list[FieldError] = []
        for name, convert in self._columns.items():
            cell = cells.get(name)
            if cell:
                try:
                    values[name] = convert(cell)
                except ValueError as error:
                    errors.append(FieldError(f"/{name}", "invalid_format", str(error)))
            elif cell is not None and name in self._nullable:
                values[name] = None
        try:
            read = self._model.model_validate(values)
        except ValidationError as error:
            invalid = document_validation_error(error, self._model)
            raise Invalid([*errors, *_others(invalid, errors)]) from None
        if errors:
            raise Invalid(errors)
        return read

    def read_all(self, lines: Sequence[Line]) -> tuple[list[tuple[int, Model]], list[LineError]]:
        """Returns the readable lines by number, and the errors of the others."""
        read: list[tuple[int, Model]] = []
        errors: list[LineError] = []
        for line in lines:
            try:
                read.append((line.number, self.read(line.cells)))
            except Invalid as error:
                errors += line_errors((line.number, each) for each in error.errors)
        return read, errors

    def preview(self, cells: Mapping[str, str]) -> Mapping[str, object] | None:
        """Returns the fields of the cells in JSON's own types; None if they cannot be read."""
        try:
            return self.read(cells).model_dump(mode="json", exclude_unset=True)
        except Invalid:
            return None

    def export_only_columns(self, shown: type[BaseModel]) -> Sequence[str]:
        """Additional columns of this model's exports."""
        return [name for name in ModelColumns(shown).names if name not in self._columns]


def line_errors(errors: Iterable[tuple[int, FieldError]]) -> list[LineError]:
    """Errors by line number; their pointers are columns."""
    return [
        LineError(line=number, column=e.pointer.strip("/").partition("/")[0], code=e.code, message=e.message)
        for number, e in errors
    ]


def _others(error: Exception, known: Collection[FieldError]) -> list[FieldError]:
    """Further errors. A cell that could not be read does not also count as missing."""
    pointers = {each.pointer for each in known}
    found = error.errors if isinstance(error, Invalid) else ()
    return [each for each in found if each.pointer not in pointers]
