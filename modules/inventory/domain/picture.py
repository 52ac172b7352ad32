"""A product's picture: one image in three sizes, each a content-addressed file."""

from typing import Literal, NamedTuple

Size = Literal["small", "medium", "large"]

LONGEST_SIDE: dict[Size, int] = {"small": 200, "medium": 600, "large": 1600}
"""Maximum side in pixels: for lists, for product pages, for zooming. Smaller pictures are not enlarged."""

MAX_PIXELS = 25_000_000
"""Limit for uploads, because one byte of a file can expand to thousands of pixels."""

ACCEPTED_MEDIA_TYPES = ("image/png", "image/jpeg", "image/webp")
STORED_MEDIA_TYPE = "image/webp"
"""All browsers support it, it keeps transparency, and it is smaller than PNG and JPEG."""


class Rendition(NamedTuple):
    """`file` is the SHA-256 of the content in hexadecimal, so a name never refers to two contents."""

    file: str
    width: int
    height: int

    @property
    def version(self) -> str:
        """A prefix of the name, long enough to be unique within a product."""
        return self.file[:16]


class Picture(NamedTuple):
    small: Rendition
    medium: Rendition
    large: Rendition

    def rendition(self, size: Size) -> Rendition:
        rendition: Rendition = getattr(self, size)
        return rendition

    @property
    def files(self) -> tuple[str, ...]:
        """From small to large. Sizes of a small picture share one file."""
        return self.small.file, self.medium.file, self.large.file
