"""How each list gets more rows, as the samples of the modules say."""

from collections.abc import Mapping

from tests.entrypoints.lists.copies import Rows
from tests.module_samples import all_samples

ROWS: Mapping[str, Rows] = {path: rows for samples in all_samples() for path, rows in samples.lists.rows.items()}
PATHS = sorted(ROWS)
OWN = frozenset(path for path, rows in ROWS.items() if rows.whose)
"""Lists that show each caller only their own rows."""
