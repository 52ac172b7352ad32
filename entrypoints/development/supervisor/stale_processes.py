"""The end of what a killed `up` left, by recorded pid alone."""

from pathlib import Path

from entrypoints.development.processes.data_directory import Home
from entrypoints.development.servers.postgres import end_postgres


def end_everything(folder: Path) -> list[str]:
    """End the parts that the folder's register names and its PostgreSQL; the names of those that ran.

    A running `up` is asked first: it then stops its parts itself.
    """
    home = Home(folder)
    if not home.folder.exists():
        return []
    return [*home.register.end_all(), *(["postgres"] if end_postgres(home.postgres) else [])]
