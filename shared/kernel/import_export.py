"""Tables that modules import and export."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol, TypeAlias

from shared.kernel.errors import FieldError
from shared.kernel.events import EventMetadata
from shared.kernel.transaction import Transaction

Cells: TypeAlias = Mapping[str, str]
"""A line's cells by the names of the columns, without blanks around them; an empty cell is an empty text."""

OWN_FORMAT = "tradepost"
"""The format whose columns are named as this program names them."""


@dataclass(frozen=True, slots=True)
class ParseOptions:
    """How the sender of a table says it is to be read; `format` None: its header tells.

    `mapping` renames columns of the file to ours. `decimal` is the decimal mark of amounts, `.` or `,`. `sku_case`
    `upper` folds SKUs to capitals. Stock of a format without locations goes to `location_code` (None: the main
    location), that of named locations to the codes of `locations`; `ignore_stock` passes it over.
    """

    format: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    ignore_unknown_columns: bool = False
    decimal: str = "."
    sku_case: Literal["as_is", "upper"] = "as_is"
    location_code: str | None = None
    locations: Mapping[str, str] = field(default_factory=dict)
    ignore_stock: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A record of an imported table. `number` is where it begins in its file, whose first line is 1."""

    number: int
    cells: Cells


@dataclass(frozen=True, slots=True)
class LineError:
    """Why a line was rejected; `column` is empty where the error concerns the whole line."""

    line: int
    column: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class ImportContext:
    """On whose behalf lines are applied; `reference` names the whole import wherever its effects are noted."""

    metadata: EventMetadata
    reference: str


Apply: TypeAlias = Callable[[Transaction, Sequence[Line], ImportContext], Awaitable[Sequence[LineError]]]
"""Applies the lines in the open transaction and returns the errors of those it rejects.

May raise a DomainError: its changes are rolled back, and it is called again with fewer lines.
"""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of another program's table as one of our types takes it."""

    type: str
    cells: Cells


@dataclass(frozen=True, slots=True)
class TranslatedLine:
    """What a line of another program's table means here: no rows for one that says nothing of its own.

    Of a line with `errors`, pointers naming our columns, nothing is taken. `context` is what later lines may ask for,
    by name.
    """

    rows: Sequence[Row] = ()
    errors: Sequence[FieldError] = ()
    context: Mapping[str, Cells] = field(default_factory=dict)


class Translator(Protocol):
    """Reads the lines of one file in another program's format; without state, so that reading can go on anywhere."""

    @property
    def target_types(self) -> Sequence[str]:
        """The types of rows it makes, in the order in which they are to be applied."""
        ...

    @property
    def column_sources(self) -> Mapping[str, str]:
        """Our columns → the file's own, as far as one column is made of one."""
        ...

    def context_keys(self, cells: Cells) -> Sequence[str]:
        """Names under which earlier lines may have kept what this one needs."""
        ...

    def translate(self, cells: Cells, context: Mapping[str, Cells]) -> TranslatedLine: ...


@dataclass(frozen=True, slots=True)
class Format:
    """How another program writes a type of table.

    `columns` are those that are read, in lower case; `signatures` are sets of columns, each of which tells the format.
    `open` takes the file's columns in lower case, and raises Invalid for what cannot be read as wished.
    """

    name: str
    columns: Collection[str]
    signatures: Sequence[frozenset[str]]
    open: Callable[[Sequence[str], ParseOptions], Translator]


def unchanged(cells: Cells, reading: ParseOptions) -> tuple[Cells, Sequence[FieldError]]:
    """Return the cells unchanged."""
    return cells, ()


@dataclass(frozen=True, slots=True)
class Importable:
    """A kind of table that a module takes in, by holders of `scope`.

    `columns` are read, and every file must have those of `required`. `ignored_columns` are allowed and not read:
    an export has them, and they cannot be set. `key` identifies what a line is about; two lines of a file must not
    have the same key. The error names the first column of `required`. At most `max_batch` lines are applied together.

    `formats` are other programs' tables that are read too. Columns of the types `combined_with` may be in the file,
    whose lines are then lines of those types too. `prepare` mends a line's cells as its sender said, with
    what is wrong with it, before its `key` is asked for. `preview` shows a prepared line in JSON's own types, None if
    it cannot be taken.
    """

    type: str
    scope: str
    columns: Sequence[str]
    required: Sequence[str]
    key: Callable[[Cells], tuple[str, ...]]
    apply: Apply
    ignored_columns: Collection[str] = ()
    max_batch: int = 500
    formats: Sequence[Format] = ()
    combined_with: Sequence["Importable"] = ()
    prepare: Callable[[Cells, ParseOptions], tuple[Cells, Sequence[FieldError]]] = unchanged
    preview: Callable[[Cells], Mapping[str, object] | None] = dict


Filters: TypeAlias = Mapping[str, object]
"""In JSON's own types, by the names that the list's query has them."""

After: TypeAlias = Sequence[object]
"""The key of the last row seen, in JSON's own types."""


@dataclass(frozen=True, slots=True)
class Rows:
    """`next_after` is where the next page begins, None on the last. `total` is given where it is known."""

    rows: Sequence[Sequence[object]]
    next_after: After | None = None
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Exportable:
    """A kind of table that a module hands out, to holders of one of `scopes`.

    `read` gives back the filters as they are to be kept and raises Invalid, with pointers below `/filters`.
    `page` walks by a key that never changes, so that no row is missed or met twice while others are added.
    `personal`: rows hold data of persons. `layouts` are other ways to lay the same out, by name; its own is named as
    the type is.
    """

    type: str
    scopes: Sequence[str]
    columns: Sequence[str]
    read: Callable[[Filters], Filters]
    page: Callable[[Filters, After | None, int], Awaitable[Rows]]
    personal: bool = False
    layouts: Mapping[str, "Exportable"] = field(default_factory=dict)
