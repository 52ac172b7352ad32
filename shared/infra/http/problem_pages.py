"""A page for each code that errors carry: what it means and what to do next."""

from html import escape

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from shared.infra.http.problem_codes import PROBLEM_CODES, ProblemCode

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Cache-Control": "public, max-age=3600",
}
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


def install(app: FastAPI) -> None:
    """Serve `/problems` and `/problems/{code}`."""
    app.add_route("/problems", _index, include_in_schema=False)
    app.add_route("/problems/{code}", _one, include_in_schema=False)


async def _one(request: Request) -> Response:
    problem = PROBLEM_CODES.get(request.path_params["code"])
    if problem is None:
        raise HTTPException(404)
    body = (
        f"<h1>{escape(problem.title)}</h1>\n"
        f"<p>Status {problem.status}, code <code>{problem.code}</code></p>\n"
        f"<h2>What to do next</h2>\n<p>{_marked(problem.advice)}</p>\n"
        '<p><a href="/problems">All codes</a></p>'
    )
    return HTMLResponse(_PAGE.format(title=escape(problem.title), body=body), headers=_HEADERS)


async def _index(_request: Request) -> Response:
    lines = "\n".join(_line(problem) for problem in PROBLEM_CODES.values())
    body = f"<h1>Codes of errors</h1>\n<ul>\n{lines}\n</ul>"
    return HTMLResponse(_PAGE.format(title="Codes of errors", body=body), headers=_HEADERS)


def _line(problem: ProblemCode) -> str:
    link = f'<a href="/problems/{problem.code}"><code>{problem.code}</code></a>'
    return f"<li>{problem.status} {link}: {escape(problem.title)}</li>"


def _marked(advice: str) -> str:
    """`words` in backquotes become code."""
    parts = escape(advice).split("`")
    return "".join(f"<code>{part}</code>" if index % 2 else part for index, part in enumerate(parts))
