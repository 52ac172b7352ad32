"""Converts HTML descriptions of other shops to plain text.

One pass by a pattern that never looks past the next `<`: the standard library's parser takes minutes for
128 KiB of unclosed tags, which would allow a denial of service.
"""

import re
from collections.abc import Iterator
from html import unescape

_TAG = re.compile(r"""<(/?)([A-Za-z][A-Za-z0-9-]*)(?:(?:[^<>"']|"[^"<]*"|'[^'<]*')*|[^<>]*)>|<[!?][^<>]*>""")
MAX_CHARACTERS = 10_001
"""One more than a description may have, so that longer ones are rejected but not kept in memory."""

_COMMENT = "<!--"
_COMMENT_END = "-->"
_HIDDEN = frozenset({"script", "style", "head", "title", "template"})
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "dd", "div", "dl", "dt", "figcaption", "figure", "footer", "form",
    "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "main", "nav", "ol", "p", "pre", "section", "table", "tr", "ul",
})  # fmt: skip
_MARKUP = re.compile(r"<[A-Za-z/!]|&[A-Za-z#]")
_BLANKS = re.compile(r"[^\S\n]+")
_GAPS = re.compile(r"\n{3,}")


def plain_text(source: str) -> str:
    """Puts paragraphs and list items on separate lines. Text without markup does not change."""
    if _MARKUP.search(source) is None:
        return source.strip()[:MAX_CHARACTERS]
    text = "".join(_visible(_without_comments(source)))
    lines = [_BLANKS.sub(" ", line).strip() for line in text.splitlines()]
    return _GAPS.sub("\n\n", "\n".join(lines)).strip()[:MAX_CHARACTERS]


def _visible(source: str) -> Iterator[str]:
    hidden: str | None = None
    end = 0
    for tag in _TAG.finditer(source):
        if hidden is None:
            yield _text(source[end : tag.start()])
        end = tag.end()
        closes, name = tag[1] == "/", (tag[2] or "").lower()
        if hidden is not None:
            hidden = None if closes and name == hidden else hidden
        elif name in _HIDDEN:
            hidden = None if closes else name
        else:
            yield _mark(name, closes=closes)
    if hidden is None:
        yield _text(source[end:])


def _text(part: str) -> str:
    """Line breaks in HTML source are rendered as spaces."""
    return unescape(part.replace("\r", " ").replace("\n", " ")).replace("\0", " ")


def _mark(name: str, *, closes: bool) -> str:
    if name == "p":
        return "\n\n"
    if name == "br" or name in _BLOCKS:
        return "\n"
    if name == "li":
        return "" if closes else "\n- "
    return " " if name in ("td", "th") else ""


def _without_comments(source: str) -> str:
    """An unclosed comment hides the rest."""
    first, *others = source.split(_COMMENT)
    shown = [first]
    for other in others:
        _, closed, rest = other.partition(_COMMENT_END)
        shown.append(rest if closed else "")
    return "".join(shown)
