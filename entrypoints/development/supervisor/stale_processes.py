"""Stops processes that a killed `up` left behind, only by recorded pid."""

from pathlib import Path

from entrypoints.development.processes.data_directory import DataDirectory
from entrypoints.development.servers.postgres import stop_postgres


def stop_everything(folder: Path) -> list[str]:
    """Stop the registered processes and PostgreSQL of the directory, and return their names.

    A running `up` is terminated first and stops its components itself.
    """
    directory = DataDirectory(folder)
    if not directory.folder.exists():
        return []
    return [*directory.process_registry.terminate_all(), *(["postgres"] if stop_postgres(directory.postgres) else [])]
