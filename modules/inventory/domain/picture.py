"""A product's picture: one image in three sizes, each a file that is named by its content."""

from typing import Literal, NamedTuple

Size = Literal["small", "medium", "large"]

LONGEST_SIDE: dict[Size, int] = {"small": 200, "medium": 600, "large": 1600}
"""Pixels: a thumbnail, a tile of a list, a page of its own. A smaller picture stays as small as it is."""

MAX_PIXELS = 25_000_000
"""Of a picture that is sent; one byte of a file can stand for thousands of them."""

ACCEPTED_MEDIA_TYPES = ("image/png", "image/jpeg", "image/webp")
STORED_MEDIA_TYPE = "image/webp"
"""Every browser shows it, with transparency where there is some, in fewer bytes than the two others."""


class Rendition(NamedTuple):
    """`file` is the SHA-256 of its content in hexadecimal, so that no name ever stands for two contents."""

    file: str
    width: int
    height: int

    @property
    def version(self) -> str:
        """Enough of the name to tell it from all others of the product."""
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
        """From small to large; of a small picture several are the same."""
        return self.small.file, self.medium.file, self.large.file
