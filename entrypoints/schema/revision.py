"""The database revision that this version of the program needs."""

from pathlib import Path

import migrations


def newest_revision() -> str:
    """The newest revision, from the file names of the migrations; needs neither Alembic nor a database."""
    names = (path.name for path in (Path(migrations.__file__).parent / "versions").glob("[0-9]*_*.py"))
    return max(names).partition("_")[0]
