"""Plain pages without scripts, light and dark, for people who open a URL of the API in a browser."""

from html import escape

from starlette.responses import HTMLResponse

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark }}
body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 42rem; margin: 3rem auto; padding: 0 1rem }}
</style>
</head>
<body>
{body}
</body>
</html>
"""


def html_page(title: str, body: str) -> HTMLResponse:
    """`title` is text, `body` is HTML."""
    headers = {"Content-Security-Policy": _POLICY, "Cache-Control": "public, max-age=3600"}
    return HTMLResponse(_PAGE.format(title=escape(title), body=body), headers=headers)
