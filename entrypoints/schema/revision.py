"""The database revision that this version of the program needs."""

from pathlib import Path

import migrations

FOLDER = Path(migrations.__file__).parent
"""The folder of the migrations."""


def newest_revision(folder: Path = FOLDER) -> str:
    """The newest revision, from the file names of the migrations; needs neither Alembic nor a database."""
    names = (path.name for path in (folder / "versions").glob("[0-9]*_*.py"))
    return max(names).partition("_")[0]
