"""HTML pages that explain each error code and what to do next."""

from html import escape

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from shared.infra.http.app_services import service_of
from shared.infra.http.responses.html_page import html_page
from shared.infra.http.responses.problem_code import ProblemCode
from shared.infra.http.responses.problem_codes import ProblemCodes


def install(app: FastAPI) -> None:
    """Serve `/problems` and `/problems/{code}`."""
    app.add_route("/problems", _index, include_in_schema=False)
    app.add_route("/problems/{code}", _one, include_in_schema=False)


async def _one(request: Request) -> Response:
    problem = service_of(request.scope, ProblemCodes).get(request.path_params["code"])
    if problem is None:
        raise HTTPException(404)
    body = (
        f"<h1>{escape(problem.title)}</h1>\n"
        f"<p>Status {problem.status}, code <code>{problem.code}</code></p>\n"
        f"<h2>What to do next</h2>\n<p>{_marked(problem.advice)}</p>\n"
        '<p><a href="/problems">All codes</a></p>'
    )
    return html_page(problem.title, body)


async def _index(request: Request) -> Response:
    lines = "\n".join(_line(problem) for problem in service_of(request.scope, ProblemCodes).values())
    body = f"<h1>Error codes</h1>\n<ul>\n{lines}\n</ul>"
    return html_page("Error codes", body)


def _line(problem: ProblemCode) -> str:
    link = f'<a href="/problems/{problem.code}"><code>{problem.code}</code></a>'
    return f"<li>{problem.status} {link}: {escape(problem.title)}</li>"


def _marked(advice: str) -> str:
    """`words` in backquotes become code."""
    parts = escape(advice).split("`")
    return "".join(f"<code>{part}</code>" if index % 2 else part for index, part in enumerate(parts))
