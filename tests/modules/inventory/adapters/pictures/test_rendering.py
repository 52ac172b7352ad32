"""Rendering of pictures, and rejection of invalid ones."""

import struct
import zlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from modules.inventory.adapters.outbound.pictures.rendering import ImageRejected, render
from modules.inventory.domain.picture import ACCEPTED_MEDIA_TYPES, LONGEST_SIDE
from tests.modules.inventory.images import BLUE, RED, bomb, encoded, halves, head, opened, png_of, sound

KINDS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP"}
CANARY = "canary-51.5007N-0.1246W"


def refusal(content: bytes, media_type: str | None = None) -> str:
    with pytest.raises(ImageRejected) as refused:
        render(content, media_type)
    return str(refused.value)


def outcome(content: bytes) -> str:
    """`shown`, as pictures that are pictures, or why not."""
    try:
        rendered = render(content, None)
    except ImageRejected as refused:
        return str(refused)
    return "shown" if all(opened(each.content).format == "WEBP" for each in rendered.values()) else "?"


def is_near(pixel: Any, colour: tuple[int, int, int]) -> bool:
    return all(abs(one - other) < 40 for one, other in zip(pixel[:3], colour, strict=True))


@pytest.mark.parametrize("media_type", ACCEPTED_MEDIA_TYPES)
@pytest.mark.parametrize("said", [True, False])
def test_every_kind_becomes_three_sizes(*, media_type: str, said: bool) -> None:
    rendered = render(sound(2000, 1000, KINDS[media_type]), media_type if said else None)
    assert {size: (each.width, each.height) for size, each in rendered.items()} == {
        "small": (200, 100),
        "medium": (600, 300),
        "large": (1600, 800),
    }
    for each in rendered.values():
        image = opened(each.content)
        assert (image.format, image.size) == ("WEBP", (each.width, each.height))
        assert is_near(image.getpixel((2, 2)), RED)
        assert is_near(image.getpixel((each.width - 3, 2)), BLUE)


@settings(max_examples=25)
@given(st.integers(1, 2500), st.integers(1, 40))
def test_pictures_are_never_enlarged_and_fit_their_size(width: int, height: int) -> None:
    for size, each in render(encoded(Image.new("L", (width, height))), None).items():
        assert 1 <= each.width <= min(width, LONGEST_SIDE[size])
        assert 1 <= each.height <= min(height, LONGEST_SIDE[size])
        assert max(each.width, each.height) == min(max(width, height), LONGEST_SIDE[size])


def test_rendering_is_deterministic() -> None:
    assert render(sound(), None) == render(sound(), None)
    assert len({each.content for each in render(sound(), None).values()}) == 1


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_exif_orientation_is_applied(orientation: int, kind: str) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    large = render(encoded(halves(64, 32), kind, exif=exif), None)["large"]
    image = opened(large.content)
    assert image.size == ((64, 32) if orientation < 5 else (32, 64))
    first, last = image.getpixel((4, 4)), image.getpixel((image.width - 5, image.height - 5))
    turned = orientation in (2, 3, 7, 8)
    assert is_near(first, BLUE if turned else RED)
    assert is_near(last, RED if turned else BLUE)


def test_metadata_is_removed() -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.ImageDescription] = CANARY
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSAreaInformation] = CANARY.encode()
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    text = PngInfo()
    text.add_text("Comment", CANARY)
    text.add_itxt("XML:com.adobe.xmp", CANARY)
    sent = {
        "JPEG": encoded(halves(), "JPEG", exif=exif, comment=CANARY.encode(), xmp=CANARY.encode(), icc_profile=profile),
        "WEBP": encoded(halves(), "WEBP", exif=exif, xmp=CANARY.encode(), icc_profile=profile),
        "PNG": encoded(halves(), "PNG", exif=exif, pnginfo=text, icc_profile=profile),
    }
    for content in sent.values():
        assert content.count(CANARY.encode()) > 1, "the canary must have been sent"
        for each in render(content + CANARY.encode(), None).values():
            assert CANARY.encode() not in each.content
            assert not {"exif", "xmp", "icc_profile", "comment"} & set(opened(each.content).info)
            assert b"EXIF" not in each.content


@pytest.mark.parametrize(
    ("image", "kind"),
    [
        (halves().convert("L"), "JPEG"),
        (halves().convert("CMYK"), "JPEG"),
        (halves().convert("P"), "PNG"),
        (halves().convert("1"), "PNG"),
        (halves().convert("LA"), "PNG"),
        (halves().convert("RGBA"), "WEBP"),
        (halves().convert("I;16"), "PNG"),
    ],
    ids=lambda value: getattr(value, "mode", value),
)
def test_every_color_mode_is_rendered(image: Image.Image, kind: str) -> None:
    shown = opened(render(encoded(image, kind), None)["large"].content)
    assert shown.mode == "RGB"
    if image.mode in ("CMYK", "P", "RGBA"):
        assert is_near(shown.getpixel((4, 4)), RED)


def test_sixteen_bit_pictures_are_scaled_to_eight_bits() -> None:
    grey = Image.new("I;16", (8, 8), 0x8000)
    assert is_near(opened(render(encoded(grey), None)["large"].content).getpixel((4, 4)), (128, 128, 128))


def test_transparency_is_preserved() -> None:
    clear = Image.new("RGBA", (2000, 8), (*RED, 0))
    palette = halves().convert("P")
    for content in (encoded(clear), encoded(palette, transparency=palette.getpixel((1, 1)))):
        shown = opened(render(content, None)["large"].content)
        assert shown.mode == "RGBA"
        assert shown.getpixel((1, 1))[3] == 0  # type: ignore[index]  # of RGBA it is four figures


def test_color_profiles_are_applied() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    for profile in (lab, b"no profile at all"):  # of no use for such a picture: the colours are taken as they come
        content = encoded(halves(), "JPEG", icc_profile=profile)
        assert is_near(opened(render(content, None)["large"].content).getpixel((4, 4)), RED)


def test_only_the_first_frame_is_rendered() -> None:
    frames = [Image.new("RGB", (16, 16), colour) for colour in (RED, BLUE, BLUE)]
    for kind in ("PNG", "WEBP", "MPO"):
        content = encoded(frames[0], kind, save_all=True, append_images=frames[1:])
        assert opened(content).n_frames > 1  # type: ignore[attr-defined]
        shown = opened(render(content, {"MPO": "image/jpeg"}.get(kind))["large"].content)
        assert getattr(shown, "n_frames", 1) == 1
        assert is_near(shown.getpixel((8, 8)), RED)


def test_a_wrong_media_type_is_rejected() -> None:
    for real, kind in KINDS.items():
        for said in KINDS:
            if said != real:
                assert refusal(sound(kind=kind), said) == "type_mismatch"


FOLDED = zlib.compress(bytes(30 * 10**6), 9)
HTML = b"<!doctype html><script>alert(1)</script>"
OTHERS = {
    "gif": encoded(halves(), "GIF"),
    "bmp": encoded(halves(), "BMP"),
    "tiff": encoded(halves(), "TIFF"),
    "ico": encoded(halves(), "ICO"),
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "html": HTML,
    "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
    "zip": b"PK\x03\x04" + bytes(40),
    "nothing": b"\0",
    "a head alone": b"\x89PNG\r\n\x1a\n",
    "half a PNG": sound(512, 512)[:-40],
    "half a JPEG": sound(512, 512, "JPEG")[:-200],
    "half a WebP": sound(512, 512, "WEBP")[:-20],
    "a PNG without pixels": png_of(head(64, 64), (b"IEND", b"")),
    "a PNG with a wrong checksum": sound()[:40] + b"\xff" + sound()[41:],
    "a PNG of no size": png_of(head(0, 0), (b"IDAT", b""), (b"IEND", b"")),
}


@pytest.mark.parametrize("content", OTHERS.values(), ids=OTHERS)
def test_an_invalid_picture_is_rejected(content: bytes) -> None:
    for said in (None, "image/png", "image/jpeg", "image/webp"):
        assert refusal(content, said) in ("unreadable_image", "type_mismatch")


@settings(max_examples=150)
@given(st.sampled_from(sorted(KINDS.values())), st.data())
def test_a_damaged_picture_is_rendered_or_rejected(kind: str, data: st.DataObject) -> None:
    content = bytearray(sound(40, 40, kind))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    assert outcome(bytes(content)) in ("shown", "unreadable_image", "too_many_pixels")


@pytest.mark.parametrize(
    "content",
    [
        png_of(head(50_000, 50_000), (b"IDAT", zlib.compress(bytes(2**20)))),
        png_of(head(2**31 - 1, 2**31 - 1), (b"IDAT", b"")),
        bomb(5_001, 5_000),
        sound(8, 8, "WEBP").replace(b"VP8 ", b"VP8X")[:20] + struct.pack("<IBHBHB", 0, 0, 0xFFFF, 0xFF, 0xFFFF, 0xFF),
    ],
    ids=["50,000 x 50,000", "all that can be said", "one row too many", "a WebP of 16 million a side"],
)
def test_decompression_bombs_are_rejected_by_their_header(content: bytes) -> None:
    assert refusal(content) in ("too_many_pixels", "unreadable_image")


def test_the_largest_accepted_picture_is_rendered() -> None:
    rendered = render(bomb(5_000, 5_000), "image/png")
    assert (rendered["large"].width, rendered["large"].height) == (1600, 1600)


@pytest.mark.parametrize("kind", [b"tEXt", b"zTXt", b"iTXt", b"iCCP", b"eXIf"])
def test_compressed_text_chunks_do_not_exhaust_memory(kind: bytes) -> None:
    """Thirty million bytes in thirty thousand."""
    start = b"k\0\1\0\0\0" if kind == b"iTXt" else b"k\0\0"
    content = png_of(head(8, 8), (kind, start + FOLDED), (b"IDAT", zlib.compress(bytes(72))), (b"IEND", b""))
    assert outcome(content) in ("shown", "unreadable_image")


@pytest.mark.parametrize("tail", [HTML, b"PK\x05\x06" + bytes(18), b"<?php system($_GET[0]);"])
def test_appended_data_is_removed(tail: bytes) -> None:
    hidden = encoded(halves(), "JPEG", comment=HTML) + tail
    for content in (sound() + tail, sound(kind="WEBP") + tail, hidden):
        for each in render(content, None).values():
            assert tail not in each.content
            assert HTML not in each.content
