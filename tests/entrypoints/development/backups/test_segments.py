"""Names and compression of WAL segments."""

from entrypoints.development.backups.segments import (
    SEGMENT_BYTES,
    compress,
    contiguous,
    decompress,
    next_segment,
    segment_of,
)


def test_a_position_lies_in_a_segment() -> None:
    assert segment_of("0/2000028", 1) == "000000010000000000000002"
    assert segment_of("1A/FF000000", 0xB) == "0000000B0000001A000000FF"


def test_segments_are_counted_across_the_file_number() -> None:
    assert next_segment("000000010000000000000002") == "000000010000000000000003"
    assert next_segment("0000000100000000000000FF") == "000000010000000100000000"


def test_segments_up_to_the_first_gap_are_contiguous() -> None:
    first, second, fourth = (f"00000001000000000000000{number}" for number in (1, 2, 4))
    assert list(contiguous(first, {fourth, second, first})) == [first, second]
    assert list(contiguous("000000010000000000000003", {first, fourth})) == []


def test_a_segment_is_compressed_without_its_unwritten_end() -> None:
    segment = (b"record\0" * 1000).ljust(SEGMENT_BYTES, b"\0")
    assert decompress(compress(segment)) == segment
    assert compress(segment) == compress(segment)
    assert len(compress(segment)) < 1000
