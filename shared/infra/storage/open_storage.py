"""Opens the storage that a URL names."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from shared.infra.storage.folder import FolderStorage
from shared.infra.storage.storage import Storage


def open_storage(url: str) -> Storage:
    """The storage of `file:///folder`. Raises ValueError if the URL has another form."""
    parts = urlsplit(url)
    if parts.scheme == "file" and not parts.netloc and parts.path.startswith("/") and not parts.query:
        return FolderStorage(Path(unquote(parts.path)))
    raise ValueError("write file:///FOLDER")
