"""Patterns of texts, and what they ask for in words: a refusal says it, for few callers read patterns."""

_DESCRIPTIONS: dict[str, str] = {}


def described_pattern(pattern: str, words: str) -> str:
    """The pattern, whose refusals say the words from now on."""
    _DESCRIPTIONS[pattern] = words
    return pattern


def pattern_description(pattern: str) -> str:
    """What a text of this pattern is: in words where there are any."""
    return _DESCRIPTIONS.get(pattern) or f"it has the pattern {pattern}"


LOCATION_CODE = described_pattern(r"^[A-Z0-9-]{1,10}$", "1 to 10 capital letters, digits or hyphens, like MAIN")
PRINTABLE = described_pattern(
    r"^[\x20-\x7e]*[\x21-\x7e][\x20-\x7e]*$", "printable ASCII characters, at least one of them no blank"
)
"""Texts that are read aloud, scanned or typed in again."""
