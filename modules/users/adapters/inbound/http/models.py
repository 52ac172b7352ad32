"""Request and response models of users."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from modules.users.adapters.inbound.http.secret_text import PasswordText
from modules.users.domain.user import User
from shared.infra.http.requests.described_patterns import described_pattern
from shared.infra.http.requests.fields import InModel, Line, OutModel, Text, optional_field

RoleName = Literal["customer", "warehouse", "support", "manager", "admin"]
EmailText = Annotated[Text, StringConstraints(max_length=254), Field(json_schema_extra={"format": "email"})]
_USERNAME = described_pattern(
    r"^[A-Za-z0-9_.-]+$", "letters of the Latin alphabet, digits, dots, hyphens or underscores"
)
UsernameText = Annotated[str, StringConstraints(min_length=3, max_length=50, pattern=_USERNAME)]


class RegistrationIn(InModel):
    """A new account."""

    email: EmailText = Field(examples=["ada@example.com"])
    username: UsernameText = Field(examples=["ada"])
    password: PasswordText | None = Field(
        None, examples=["correct horse battery"], description="May be omitted with the scope `users:write`."
    )
    full_name: Line | None = Field(None, examples=["Ada Lovelace"])


class UserChangeIn(InModel):
    """A merge patch: omitted fields are unchanged."""

    role: RoleName = optional_field(example="support")
    is_active: bool = optional_field(example=True)


class ProfileIn(InModel):
    """A merge patch: omitted fields are unchanged, `null` removes the full name."""

    username: UsernameText = optional_field(example="ada")
    full_name: Line | None = Field(None, examples=["Ada King"])


class UserOut(OutModel):
    """A user account."""

    id: int
    email: str
    username: str
    full_name: str | None
    role: RoleName
    is_active: bool
    is_admin: bool
    email_verified_at: datetime | None
    created_at: datetime
    updated_at: datetime
    version: int


def user_out(user: User) -> UserOut:
    return UserOut(
        id=user.id,
        email=user.email.address,
        username=user.username.text,
        full_name=user.full_name,
        role=user.role.value,
        is_active=user.is_active,
        is_admin=user.is_admin,
        email_verified_at=user.email_verified_at,
        created_at=user.created_at,
        updated_at=user.updated_at,
        version=user.version,
    )
