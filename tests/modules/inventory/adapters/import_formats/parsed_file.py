"""Reads a file of another shop as an import does, without a database."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field

from shared.kernel.import_export import Cells, Format, ParseOptions


@dataclass
class Found:
    """Rows by type, and errors by line number, counted from the first line after the header."""

    products: list[Cells] = field(default_factory=list)
    stock: list[Cells] = field(default_factory=list)
    errors: list[tuple[int, str, str]] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        return [cells["name"] for cells in self.products]

    @property
    def counts(self) -> list[tuple[str, str, str]]:
        return [(cells["sku"], cells["location_code"], cells["on_hand"]) for cells in self.stock]


def read(source: Format, text: str, reading: ParseOptions | None = None) -> Found:
    header, *lines = csv.reader(io.StringIO(text, newline=""))
    return read_lines(source, header, lines, reading)


def read_lines(
    source: Format, header: Sequence[str], lines: Sequence[Sequence[str]], reading: ParseOptions | None = None
) -> Found:
    columns = [name.strip().lower() for name in header]
    translator = source.open(columns, reading or ParseOptions())
    found, context = Found(), dict[str, Cells]()
    for number, line in enumerate(lines, 1):
        cells = {name: cell.strip() for name, cell in zip(columns, line, strict=True)}
        requested = {name: context[name] for name in translator.context_keys(cells) if name in context}
        translated = translator.translate(cells, requested)
        context.update(translated.context)
        assert not (translated.rows and translated.errors)
        found.errors += [(number, error.pointer, error.code) for error in translated.errors]
        for row in translated.rows:
            assert row.type in translator.target_types
            (found.products if row.type == "products" else found.stock).append(row.cells)
    return found
