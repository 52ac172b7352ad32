"""Descriptions that other shops keep as HTML, as the text a reader sees.

Read in one pass by a pattern that never looks past the next `<`: the standard library's parser takes minutes for
128 KiB of tags that are never closed, and anybody may send those.
"""

import re
from collections.abc import Iterator
from html import unescape

_TAG = re.compile(r"""<(/?)([A-Za-z][A-Za-z0-9-]*)(?:(?:[^<>"']|"[^"<]*"|'[^'<]*')*|[^<>]*)>|<[!?][^<>]*>""")
MAX_CHARACTERS = 10_001
"""Characters: one more than a description may have, so that a longer one is refused and yet not carried along."""

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
    """Paragraphs and list items on lines of their own; text without markup stays as it is."""
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
    """A line break in the source is a blank to the reader."""
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
    """One that is never closed hides all that follows."""
    first, *others = source.split(_COMMENT)
    shown = [first]
    for other in others:
        _, closed, rest = other.partition(_COMMENT_END)
        shown.append(rest if closed else "")
    return "".join(shown)
