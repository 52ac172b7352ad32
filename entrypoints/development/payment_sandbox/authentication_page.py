"""The authentication page (3-D Secure) on which a buyer approves or rejects a payment."""

from pathlib import Path
from urllib.parse import urlencode, urlsplit

from jinja2 import Environment, FileSystemLoader
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from entrypoints.development.payment_sandbox.context import CommandContext
from entrypoints.development.payment_sandbox.payments import charges
from entrypoints.development.payment_sandbox.payments.cards import CARDS
from entrypoints.development.payment_sandbox.sandbox import Sandbox
from entrypoints.development.payment_sandbox.stripe_api.errors import StripeError
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
        return _render(await self._sandbox.read(lambda context: _pending_intent(context, id_, page)))

    async def _decide(self, request: Request) -> Response:
        id_, page = request.path_params["id"], request.path_params["page"]
        async with request.form(max_files=0, max_fields=5) as form:
            decision = form.get("decision")
        if decision not in ("approve", "refuse"):
            return _render(None, status=400)
        intent = await self._sandbox.write(lambda context: decide(context, id_, page, approved=decision == "approve"))
        if intent is None:
            return _render(None, status=410)
        if intent["_return_url"] is None:
            return _render(intent)
        return RedirectResponse(_return_location(intent), 303, {"Referrer-Policy": "no-referrer"})


def decide(context: CommandContext, id_: str, page: str, *, approved: bool) -> Body | None:
    """Apply the buyer's decision and return the intent; None if no authentication is pending."""
    intent = _pending_intent(context, id_, page)
    if intent is None:
        return None
    try:
        if approved:
            charges.charge(context, intent, CARDS[intent["_card"]])
        else:
            charges.fail(
                context,
                intent,
                {
                    "type": "invalid_request_error",
                    "code": "payment_intent_authentication_failure",
                    "message": "The provided PaymentMethod has failed authentication. "
                    "You can provide payment_method_data or a new PaymentMethod to attempt to fulfill this "
                    "PaymentIntent again.",
                },
            )
    except StripeError:
        pass  # the bank declined the approved payment; the intent and an event record it
    return intent


def _pending_intent(context: CommandContext, id_: str, page: str) -> Body | None:
    intent = context.records.get("payment_intent", id_)
    return intent if intent is not None and intent.get("_page") == page else None


def _return_location(intent: Body) -> str:
    succeeded = intent["status"] in ("succeeded", "requires_capture")
    parameters = {
        "payment_intent": intent["id"],
        "payment_intent_client_secret": intent["client_secret"],
        "redirect_status": "succeeded" if succeeded else "failed",
    }
    url = str(intent["_return_url"])
    return f"{url}{'&' if urlsplit(url).query else '?'}{urlencode(parameters)}"


def _render(intent: Body | None, status: int | None = None) -> Response:
    back = urlsplit(intent["_return_url"]) if intent and intent["_return_url"] else None
    page = _TEMPLATES.get_template("authentication.html").render(
        intent=intent,
        amount=f"{intent['amount'] / 100:.2f} {intent['currency'].upper()}" if intent else "",
        waits=intent is not None and intent["status"] == "requires_action",
    )
    headers = {
        # Browsers also apply form-action to the redirect after a form.
        "Content-Security-Policy": "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; "
        f"form-action 'self'{f' {back.scheme}://{back.netloc}' if back else ''}",
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
    return HTMLResponse(page, status or (200 if intent else 404), headers)


async def _style(_request: Request) -> Response:
    return Response(STYLE, media_type="text/css", headers={"X-Content-Type-Options": "nosniff"})
