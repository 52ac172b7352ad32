"""Opens the storage that a URL names."""

from shared.infra.storage.folder import FolderStorage
from shared.infra.storage.location import BucketLocation, parse_location
from shared.infra.storage.storage import Storage


def open_storage(url: str) -> Storage:
    """The storage of `file:///FOLDER` or `s3://BUCKET/PREFIX`; connects on first use. Raises ValueError."""
    location = parse_location(url)
    if isinstance(location, BucketLocation):
        from shared.infra.storage.bucket import BucketStorage  # noqa: PLC0415 needs the extra `s3`

        return BucketStorage(location)
    return FolderStorage(location.folder)
