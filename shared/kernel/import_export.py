"""The types of tables that modules import and export."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from typing import Literal, Protocol, TypeAlias

from shared.kernel.errors import FieldError
from shared.kernel.events import EventMetadata
from shared.kernel.transaction import Transaction

Cells: TypeAlias = Mapping[str, str]
"""The cells of a line by column name, stripped of surrounding blanks; an empty cell is an empty string."""

OWN_FORMAT = "tradepost"
"""The name of this program's own format."""


@dataclass(frozen=True, slots=True)
class ParseOptions:
    """The sender's options for parsing a table. If `format` is None, the header determines the format.

    `mapping` renames columns of the file to this program's. `decimal` is the decimal mark of amounts, `.` or `,`. The
    `sku_case` `upper` converts SKUs to capitals. Stock without a location is imported to `location_code` (None: the
    main location); `locations` maps the file's location names to codes. `ignore_stock` skips all stock.
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
    """A record of an imported table. `number` is the line of the file at which it begins, counted from 1."""

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
    """The origin of the applied lines. `reference` identifies the import in the records of its effects."""

    metadata: EventMetadata
    reference: str


Apply: TypeAlias = Callable[[Transaction, Sequence[Line], ImportContext], Awaitable[Sequence[LineError]]]
"""Applies the lines in the open transaction and returns the errors of the rejected ones.

If it raises a DomainError, its changes are rolled back and it is called again with fewer lines.
"""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of one of this program's table types, translated from a line in another program's format."""

    type: str
    cells: Cells


@dataclass(frozen=True, slots=True)
class TranslatedLine:
    """The rows that a line in another program's format translates to; none if it has no data of its own.

    A line with `errors` is not applied; the pointers of the errors name this program's columns. `context` holds
    values that later lines can read by name.
    """

    rows: Sequence[Row] = ()
    errors: Sequence[FieldError] = ()
    context: Mapping[str, Cells] = field(default_factory=dict)


class Translator(Protocol):
    """Translates the lines of one file in another program's format. Stateless, so that parsing can resume anywhere."""

    @property
    def target_types(self) -> Sequence[str]:
        """The types of the translated rows, in the order in which they must be applied."""
        ...

    @property
    def column_sources(self) -> Mapping[str, str]:
        """Maps this program's columns to the file's, for columns that have exactly one source."""
        ...

    def context_keys(self, cells: Cells) -> Sequence[str]:
        """The names of the values from earlier lines that this line needs."""
        ...

    def translate(self, cells: Cells, context: Mapping[str, Cells]) -> TranslatedLine: ...


@dataclass(frozen=True, slots=True)
class Format:
    """Another program's format of a type of table.

    `columns` are the columns that are read, in lower case. Each of the `signatures` is a set of columns that identifies
    the format. `open` gets the file's columns in lower case, and raises Invalid if the options do not fit them.
    """

    name: str
    _: KW_ONLY
    columns: Collection[str]
    signatures: Sequence[frozenset[str]]
    open: Callable[[Sequence[str], ParseOptions], Translator]


def unchanged(cells: Cells, reading: ParseOptions) -> tuple[Cells, Sequence[FieldError]]:
    """Return the cells unchanged."""
    return cells, ()


@dataclass(frozen=True, slots=True)
class Importable:
    """A type of table that a module imports for callers with `scope`.

    `columns` are read; every file must have the `required` ones. `ignored_columns` are allowed but not read: exports
    contain them, and they cannot be set. `key` identifies the resource of a line; two lines of a file must not have
    the same key. The error names the first of the `required` columns. At most `max_batch` lines are applied together.

    `formats` are other programs' formats that can be imported. A file may also have the columns of the types
    `combined_with`; its lines are then lines of those types as well. `prepare` corrects a line's cells by the sender's
    options and returns the line's errors; it is called before `key`. `preview` returns a prepared line in JSON types,
    or None if the line is invalid.
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
"""Filters in JSON types, by the names of the list's query parameters."""

After: TypeAlias = Sequence[object]
"""The key of the last row read, in JSON types."""


@dataclass(frozen=True, slots=True)
class Rows:
    """One page. `next_after` is the start of the next page, None on the last. `total` is None if it is unknown."""

    rows: Sequence[Sequence[object]]
    next_after: After | None = None
    total: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exportable:
    """A type of table that a module exports for callers with one of `scopes`.

    `read` validates the filters and returns them as they are stored; it raises Invalid with pointers below `/filters`.
    `page` reads in the order of an immutable key, so that rows added meanwhile cause no gaps or duplicates.
    `personal`: rows contain personal data. `layouts` are alternative layouts of the same data, by name; the default
    layout has the name of the type.
    """

    type: str
    scopes: Sequence[str]
    columns: Sequence[str]
    read: Callable[[Filters], Filters]
    page: Callable[[Filters, After | None, int], Awaitable[Rows]]
    personal: bool = False
    layouts: Mapping[str, "Exportable"] = field(default_factory=dict)
