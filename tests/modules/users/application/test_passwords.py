"""Changing a known password and resetting a forgotten one."""

from dataclasses import replace

import pytest

from modules.users.application.passwords.change_password import ChangePasswordCommand
from modules.users.application.passwords.prune_resets import PruneResets
from modules.users.application.passwords.request_password_reset import RequestPasswordResetCommand
from modules.users.application.passwords.reset_password import ResetPasswordCommand
from modules.users.domain.roles import Role
from modules.users.domain.user import User
from shared.kernel.errors import Invalid, Unauthenticated
from shared.kernel.idempotency import Idempotency, IdempotencyKey, ReplayedResponse, StoredResponse
from shared.kernel.principal import SYSTEM, Principal
from tests.modules.users.application.conftest import METADATA, PASSWORD, UseCases, principal

NEW = "staple of the horse"


async def forgotten(use_cases: UseCases, address: str = "ada@example.com") -> int:
    """The id of the reset request, from its event."""
    await use_cases.request_reset(RequestPasswordResetCommand(principal=SYSTEM, metadata=METADATA, email=address))
    recorded = use_cases.in_memory.memory.events[-1]
    assert recorded.event.type == "users.password_reset.requested"
    return int(recorded.aggregate_id)


async def mailed(use_cases: UseCases, address: str = "ada@example.com") -> str:
    """The token that the mail would contain."""
    reset = await use_cases.reset_token(await forgotten(use_cases, address))
    assert reset
    return reset.token


async def refused_token(use_cases: UseCases, token: str, new: str = NEW) -> str:
    with pytest.raises(Invalid) as caught:
        await use_cases.reset(ResetPasswordCommand(principal=SYSTEM, metadata=METADATA, token=token, new=new))
    (error,) = caught.value.errors
    return error.code


async def signs_in(use_cases: UseCases, password: str, name: str = "ada") -> bool:
    try:
        await use_cases.signed_in(name, password)
    except Unauthenticated:
        return False
    return True


async def here(use_cases: UseCases, user: User, password: str = PASSWORD) -> tuple[Principal, str]:
    """The user's principal with a session, and its refresh token."""
    issued = await use_cases.signed_in(user.username.text, password)
    return await use_cases.authenticate(issued.access_token), str(issued.refresh_token)


async def test_a_new_password_replaces_the_old_one(use_cases: UseCases) -> None:
    ada = await use_cases.user()
    caller, _ = await here(use_cases, ada)
    changed = await use_cases.change_password(
        ChangePasswordCommand(principal=caller, metadata=METADATA, current=PASSWORD, new=NEW)
    )
    assert changed.id == ada.id
    assert [await signs_in(use_cases, password) for password in (PASSWORD, NEW)] == [False, True]
    assert use_cases.event_types()[-1] == "users.user.password_changed"
    assert [line.action for line in use_cases.in_memory.memory.audit] == ["user.password_changed"]


async def test_a_change_ends_the_other_sessions(use_cases: UseCases) -> None:
    ada = await use_cases.user()
    caller, kept = await here(use_cases, ada)
    _, other = await here(use_cases, ada)
    bob = await use_cases.user("bob")
    _, bobs = await here(use_cases, bob)
    await use_cases.change_password(
        ChangePasswordCommand(principal=caller, metadata=METADATA, current=PASSWORD, new=NEW)
    )
    assert await use_cases.refreshed(kept)
    assert await use_cases.refreshed(bobs)
    with pytest.raises(Unauthenticated):
        await use_cases.refreshed(other)


async def test_a_change_invalidates_mailed_tokens(use_cases: UseCases) -> None:
    ada = await use_cases.user()
    token, waiting = await mailed(use_cases), await forgotten(use_cases)
    caller, _ = await here(use_cases, ada)
    await use_cases.change_password(
        ChangePasswordCommand(principal=caller, metadata=METADATA, current=PASSWORD, new=NEW)
    )
    assert await refused_token(use_cases, token) == "token_invalid"
    assert await use_cases.reset_token(waiting) is None


@pytest.mark.parametrize("wrong", ["wrong horse", "", "x" * 200, NEW])
async def test_a_wrong_password_changes_nothing(use_cases: UseCases, wrong: str) -> None:
    ada = await use_cases.user()
    caller, _ = await here(use_cases, ada)
    with pytest.raises(Unauthenticated) as error:
        await use_cases.change_password(
            ChangePasswordCommand(principal=caller, metadata=METADATA, current=wrong, new=NEW)
        )
    assert error.value.code == "invalid_credentials"
    assert await signs_in(use_cases, PASSWORD)


async def test_a_right_and_a_wrong_password_are_verified_alike(use_cases: UseCases) -> None:
    ada = await use_cases.user()
    caller, _ = await here(use_cases, ada)
    use_cases.hasher.verified.clear()
    for current in ("wrong horse", PASSWORD):
        try:
            await use_cases.change_password(
                ChangePasswordCommand(principal=caller, metadata=METADATA, current=current, new=NEW)
            )
        except Unauthenticated:
            assert current == "wrong horse"
    assert use_cases.hasher.verified == [f"plain:{PASSWORD}"] * 2


@pytest.mark.parametrize("new", ["short", "x" * 129, "password"])
async def test_an_invalid_password_is_rejected(use_cases: UseCases, new: str) -> None:
    ada = await use_cases.user()
    caller, _ = await here(use_cases, ada)
    with pytest.raises(Invalid) as caught:
        await use_cases.change_password(
            ChangePasswordCommand(principal=caller, metadata=METADATA, current=PASSWORD, new=new)
        )
    assert [error.pointer for error in caught.value.errors] == ["/new_password"]
    token = await mailed(use_cases)
    assert await refused_token(use_cases, token, new) in ("password_length", "password_too_common")
    assert await use_cases.reset(ResetPasswordCommand(principal=SYSTEM, metadata=METADATA, token=token, new=NEW)), (
        "the token was not spent"
    )


async def test_a_repeated_change_is_replayed(use_cases: UseCases) -> None:
    ada = await use_cases.user()
    caller, _ = await here(use_cases, ada)
    idempotency: Idempotency[User] = Idempotency(
        IdempotencyKey("s", "k", b"f"), lambda user: StoredResponse(200, {}, str(user.id).encode())
    )
    command = ChangePasswordCommand(principal=caller, metadata=METADATA, current=PASSWORD, new=NEW)
    await use_cases.change_password(replace(command, idempotency=idempotency))
    with pytest.raises(ReplayedResponse) as again:
        await use_cases.change_password(replace(command, idempotency=idempotency))
    assert again.value.response.body == str(ada.id).encode()


async def test_a_reset_request_looks_the_same_for_any_address(use_cases: UseCases) -> None:
    boss, ada = await use_cases.user("boss", Role.ADMIN), await use_cases.user()
    out = await use_cases.user("out")
    use_cases.in_memory.memory.users[out.id].is_active = False
    before = len(use_cases.in_memory.memory.events)
    ids = [await forgotten(use_cases, f"{name}@example.com") for name in ("ada", "unknown", "out")]
    reported = use_cases.in_memory.memory.events[before:]
    assert [recorded.event.type for recorded in reported] == ["users.password_reset.requested"] * 3
    assert len(use_cases.in_memory.memory.reset_requests) == 3
    sent = [await use_cases.reset_token(id_) for id_ in ids]
    assert [reset.customer.id if reset else None for reset in sent] == [ada.id, None, None]
    assert principal(boss).is_known
    with pytest.raises(Invalid):
        await use_cases.request_reset(
            RequestPasswordResetCommand(principal=SYSTEM, metadata=METADATA, email="no address")
        )


async def test_a_mailed_token_sets_a_password_once(use_cases: UseCases) -> None:
    ada = await use_cases.user()
    _, refresh = await here(use_cases, ada)
    token = await mailed(use_cases)
    assert (
        await use_cases.reset(ResetPasswordCommand(principal=SYSTEM, metadata=METADATA, token=token, new=NEW))
    ).id == ada.id
    assert [await signs_in(use_cases, password) for password in (PASSWORD, NEW)] == [False, True]
    with pytest.raises(Unauthenticated):
        await use_cases.refreshed(refresh)
    assert await refused_token(use_cases, token) == "token_invalid"
    assert use_cases.event_types().count("users.user.password_changed") == 1
    assert [line.action for line in use_cases.in_memory.memory.audit] == ["user.password_reset"]


async def test_a_token_is_long_and_stored_as_a_digest(use_cases: UseCases) -> None:
    await use_cases.user()
    reset = await use_cases.reset_token(await forgotten(use_cases))
    assert reset
    assert len(reset.token) == 43, "256 bits"
    assert reset.token not in repr(reset) + repr(use_cases.in_memory.memory)
    assert reset.minutes == 30


async def test_a_token_expires_half_an_hour_after_the_mail(use_cases: UseCases) -> None:
    await use_cases.user()
    reset_request = await forgotten(use_cases)
    use_cases.in_memory.pass_time(hours=5)
    late = await use_cases.reset_token(reset_request)
    assert late, "the mail server was away for long"
    use_cases.in_memory.pass_time(minutes=30)
    assert await refused_token(use_cases, late.token) == "token_invalid"


async def test_a_newer_mail_replaces_the_older_one(use_cases: UseCases) -> None:
    await use_cases.user()
    first = await mailed(use_cases)
    use_cases.in_memory.pass_time(minutes=6)
    second = await mailed(use_cases)
    assert await refused_token(use_cases, first) == "token_invalid"
    assert await use_cases.reset(ResetPasswordCommand(principal=SYSTEM, metadata=METADATA, token=second, new=NEW))


@pytest.mark.parametrize("token", ["", "x" * 43, "sk_dev_x.y"])
async def test_an_unknown_token_is_rejected_without_hashing(use_cases: UseCases, token: str) -> None:
    await use_cases.user()
    await mailed(use_cases)
    hashed: list[str] = []
    use_cases.hasher.hash = hashed.append  # type: ignore[method-assign, assignment]
    assert await refused_token(use_cases, token) == "token_invalid"
    assert hashed == []


async def test_a_user_without_a_password_can_set_one(use_cases: UseCases) -> None:
    ada = await use_cases.user()
    use_cases.in_memory.memory.users[ada.id].password_hash = None
    await use_cases.reset(
        ResetPasswordCommand(principal=SYSTEM, metadata=METADATA, token=await mailed(use_cases), new=NEW)
    )
    assert await signs_in(use_cases, NEW)


async def test_reset_requests_are_deleted_after_two_days(use_cases: UseCases) -> None:
    await forgotten(use_cases, "unknown@example.com")
    use_cases.in_memory.pass_time(days=1)
    await PruneResets(use_cases.in_memory.begin)()
    assert use_cases.in_memory.memory.reset_requests
    use_cases.in_memory.pass_time(days=2)
    await PruneResets(use_cases.in_memory.begin)()
    assert not use_cases.in_memory.memory.reset_requests
