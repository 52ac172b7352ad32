"""Where files are stored, as a URL of the settings says."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

FORM = "write file:///FOLDER or s3://BUCKET/PREFIX?endpoint=https://HOST&region=REGION"
PARAMETERS = ("endpoint", "region", "access_key_id", "secret_access_key")


@dataclass(frozen=True, slots=True)
class FolderLocation:
    """`file:///FOLDER`."""

    folder: Path


@dataclass(frozen=True, slots=True)
class BucketLocation:
    """`s3://BUCKET/PREFIX` with the `PARAMETERS`; what is None, the customary variables `AWS_…` say."""

    bucket: str
    prefix: str
    endpoint: str | None = None
    region: str | None = None
    access_key_id: str | None = field(default=None, repr=False)
    secret_access_key: str | None = field(default=None, repr=False)


def parse_location(url: str) -> FolderLocation | BucketLocation:
    """Raises ValueError, which says how to write the URL."""
    parts = urlsplit(url)
    if parts.scheme == "file" and not parts.netloc and parts.path.startswith("/") and not parts.query:
        return FolderLocation(Path(unquote(parts.path)))
    if parts.scheme != "s3" or not parts.netloc or "@" in parts.netloc:
        raise ValueError(FORM)
    parameters = dict(parse_qsl(parts.query, keep_blank_values=True))
    if unknown := sorted(parameters.keys() - set(PARAMETERS)):
        raise ValueError(f"unknown parameter {unknown[0]}; known: {', '.join(PARAMETERS)}")
    if not parameters.get("endpoint", "http://").startswith(("http://", "https://")):
        raise ValueError("endpoint begins with http:// or https://")
    return BucketLocation(parts.netloc, unquote(parts.path).strip("/"), **parameters)
