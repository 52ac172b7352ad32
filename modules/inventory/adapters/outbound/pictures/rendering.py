"""Renders a picture in three sizes by Pillow. Runs only in the worker process, which may die."""

import warnings
from collections.abc import Iterator
from io import BytesIO

# Importing the three plugins registers them. `Image.open` is restricted to them.
from PIL import ExifTags, Image, ImageCms, JpegImagePlugin, PngImagePlugin, WebPImagePlugin  # noqa: F401 registers

from modules.inventory.domain.picture import LONGEST_SIDE, MAX_PIXELS, Size
from modules.inventory.ports.pictures import RenderedImage

_FORMATS = {"image/png": ("PNG",), "image/jpeg": ("JPEG", "MPO"), "image/webp": ("WEBP",)}
"""Pillow's format names. MPO is a JPEG from a phone with a second picture after the first."""

_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""Transposition by EXIF orientation."""

_EIGHT_BITS = [level >> 8 for level in range(2**16)]
_QUALITY = 82

Image.MAX_IMAGE_PIXELS = MAX_PIXELS


class ImageRejected(Exception):
    """The picture is rejected. The text is the error code."""


def render(content: bytes, media_type: str | None) -> dict[Size, RenderedImage]:
    """Render the first picture of the file in every size, without metadata. Raises ImageRejected, MemoryError."""
    try:
        image = _opened(content, media_type)
        profile, orientation = image.info.get("icc_profile"), _orientation(image)
        image = _largest(image)
        if orientation in _UPRIGHT:
            image = image.transpose(_UPRIGHT[orientation])
        return dict(_sizes(_srgb(image, profile)))
    except (ImageRejected, MemoryError):
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ImageRejected("too_many_pixels") from None
    except Exception as error:  # decoders raise anything on malformed input
        raise ImageRejected("unreadable_image") from error


def _opened(content: bytes, media_type: str | None) -> Image.Image:
    """Reads only the header, no pixels."""
    with warnings.catch_warnings(action="error", category=Image.DecompressionBombWarning):
        image = Image.open(BytesIO(content), formats=("PNG", "JPEG", "WEBP"))
    if media_type is not None and image.format not in _FORMATS[media_type]:
        raise ImageRejected("type_mismatch")
    if image.width * image.height > MAX_PIXELS:
        raise ImageRejected("too_many_pixels")
    return image


def _orientation(image: Image.Image) -> object:
    try:
        return image.getexif().get(ExifTags.Base.Orientation)
    except Exception:  # metadata may be broken in a valid picture
        return None


def _largest(image: Image.Image) -> Image.Image:
    """Convert to a scalable mode and scale to the large size. A JPEG is decoded at a reduced scale."""
    if image.mode.startswith("I"):
        image = image.convert("I").point(_EIGHT_BITS, "L")
    elif image.has_transparency_data and image.mode != "RGBA":
        image = image.convert("RGBA")
    elif image.mode not in ("L", "RGB", "RGBA", "CMYK"):
        image = image.convert("RGB")
    image.thumbnail((LONGEST_SIDE["large"],) * 2, Image.Resampling.LANCZOS, reducing_gap=3.0)
    return image


def _srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Convert to sRGB, because the colour profile is not stored."""
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=mode) or image
        except (ImageCms.PyCMSError, OSError):
            pass  # a broken or incompatible profile is ignored
    return image.convert(mode)


def _sizes(image: Image.Image) -> Iterator[tuple[Size, RenderedImage]]:
    for size, longest in LONGEST_SIDE.items():
        scaled = image.copy()
        scaled.info = {}  # some encoder versions write its contents to the file
        scaled.thumbnail((longest, longest), Image.Resampling.LANCZOS)
        encoded = BytesIO()
        scaled.save(encoded, "WEBP", quality=_QUALITY, method=4)
        yield size, RenderedImage(encoded.getvalue(), scaled.width, scaled.height)
