"""The page on which a buyer approves or refuses a payment, as a bank's would be."""

from pathlib import Path
from urllib.parse import urlencode, urlsplit

from jinja2 import Environment, FileSystemLoader
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from entrypoints.development.payment_sandbox.context import Desk
from entrypoints.development.payment_sandbox.payments import charges
from entrypoints.development.payment_sandbox.payments.cards import CARDS
from entrypoints.development.payment_sandbox.sandbox import Sandbox
from entrypoints.development.payment_sandbox.stripe_api.errors import Refusal
from entrypoints.development.payment_sandbox.stripe_api.objects import Body

PAGES = Path(__file__).parent / "pages"
STYLE = (PAGES / "page.css").read_text()
_TEMPLATES = Environment(loader=FileSystemLoader(PAGES), autoescape=True)


class AuthenticationPage:
    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def routes(self) -> list[Route]:
        path = f"{charges.PAGE}/{{id}}/{{page}}"
        return [
            Route(path, self._show, methods=["GET"]),
            Route(path, self._decide, methods=["POST"]),
            Route("/_sandbox/page.css", _style, methods=["GET"]),
        ]

    async def _show(self, request: Request) -> Response:
        id_, page = request.path_params["id"], request.path_params["page"]
        return _rendered(await self._sandbox.read(lambda desk: _waiting(desk, id_, page)))

    async def _decide(self, request: Request) -> Response:
        id_, page = request.path_params["id"], request.path_params["page"]
        async with request.form(max_files=0, max_fields=5) as form:
            decision = form.get("decision")
        if decision not in ("approve", "refuse"):
            return _rendered(None, status=400)
        intent = await self._sandbox.write(lambda desk: decide(desk, id_, page, approved=decision == "approve"))
        if intent is None:
            return _rendered(None, status=410)
        if intent["_return_url"] is None:
            return _rendered(intent)
        return RedirectResponse(_way_back(intent), 303, {"Referrer-Policy": "no-referrer"})


def decide(desk: Desk, id_: str, page: str, *, approved: bool) -> Body | None:
    """The intent after the buyer's word; None where nobody waits for it (any more)."""
    intent = _waiting(desk, id_, page)
    if intent is None:
        return None
    try:
        if approved:
            charges.charge(desk, intent, CARDS[intent["_card"]])
        else:
            charges.fail(
                desk,
                intent,
                {
                    "type": "invalid_request_error",
                    "code": "payment_intent_authentication_failure",
                    "message": "The provided PaymentMethod has failed authentication. "
                    "You can provide payment_method_data or a new PaymentMethod to attempt to fulfill this "
                    "PaymentIntent again.",
                },
            )
    except Refusal:
        pass  # the bank declined what the buyer approved: it is in the books, and the shop is told
    return intent


def _waiting(desk: Desk, id_: str, page: str) -> Body | None:
    intent = desk.records.get("payment_intent", id_)
    return intent if intent is not None and intent.get("_page") == page else None


def _way_back(intent: Body) -> str:
    went_well = intent["status"] in ("succeeded", "requires_capture")
    told = {
        "payment_intent": intent["id"],
        "payment_intent_client_secret": intent["client_secret"],
        "redirect_status": "succeeded" if went_well else "failed",
    }
    url = str(intent["_return_url"])
    return f"{url}{'&' if urlsplit(url).query else '?'}{urlencode(told)}"


def _rendered(intent: Body | None, status: int | None = None) -> Response:
    back = urlsplit(intent["_return_url"]) if intent and intent["_return_url"] else None
    page = _TEMPLATES.get_template("authentication.html").render(
        intent=intent,
        amount=f"{intent['amount'] / 100:.2f} {intent['currency'].upper()}" if intent else "",
        waits=intent is not None and intent["status"] == "requires_action",
    )
    headers = {
        # A browser holds the redirect after a form to form-action as well.
        "Content-Security-Policy": "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; "
        f"form-action 'self'{f' {back.scheme}://{back.netloc}' if back else ''}",
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
    return HTMLResponse(page, status or (200 if intent else 404), headers)


async def _style(_request: Request) -> Response:
    return Response(STYLE, media_type="text/css", headers={"X-Content-Type-Options": "nosniff"})
