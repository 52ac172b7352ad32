"""The export of a user's personal data."""

from typing import Any

import orjson
from pydantic import Field

from modules.users.application.accounts.export_user import Export
from shared.infra.http.requests.fields import OutModel
from shared.infra.http.responses.rendered import ok
from shared.kernel.idempotency import StoredResponse


class ExportOut(OutModel):
    """Personal data by section. Further sections may be added."""

    user_id: int
    sections: dict[str, Any] = Field(
        description="Sections by name: `account`, `sessions`, `api_keys`, `password_resets`, `orders`, `shipments`, "
        "`returns`, `mails`, `webhook_messages`, `jobs`, `audit`.",
        examples=[{"account": {"id": 7, "username": "ada"}, "sessions": [], "orders": []}],
    )


def exported(export: Export) -> StoredResponse:
    body = orjson.dumps({"user_id": export.user_id, "sections": export.sections}, option=orjson.OPT_UTC_Z)
    disposition = f'attachment; filename="user-{export.user_id}.json"'
    return ok(body, headers={"Content-Disposition": disposition, "Cache-Control": "no-store"})
