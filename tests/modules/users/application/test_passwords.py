"""Another password: for who knows the old one, and for who forgot it."""

import pytest

from modules.users.application.passwords.change_password import PasswordChange
from modules.users.application.passwords.prune_resets import PruneResets
from modules.users.application.passwords.request_password_reset import ForgottenPassword
from modules.users.application.passwords.reset_password import PasswordResetting
from modules.users.domain.roles import Role
from modules.users.domain.user import User
from shared.kernel.errors import Invalid, Unauthenticated
from shared.kernel.idempotency import IdempotencyKey, ReplayedResponse, Reply, StoredResponse
from shared.kernel.principal import Principal
from tests.modules.users.application.conftest import CAUSE, PASSWORD, House, principal

NEW = "staple of the horse"


async def forgotten(house: House, address: str = "ada@example.com") -> int:
    """The id of the wish, as its event tells it."""
    await house.request_reset(ForgottenPassword(CAUSE, address))
    recorded = house.twins.memory.events[-1]
    assert recorded.event.type == "users.password_reset.requested"
    return int(recorded.aggregate_id)


async def mailed(house: House, address: str = "ada@example.com") -> str:
    """The token that a mail would carry."""
    reset = await house.reset_token(await forgotten(house, address))
    assert reset
    return reset.token


async def refused_token(house: House, token: str, new: str = NEW) -> str:
    with pytest.raises(Invalid) as refusal:
        await house.reset(PasswordResetting(CAUSE, token, new))
    (error,) = refusal.value.errors
    return error.code


async def signs_in(house: House, password: str, name: str = "ada") -> bool:
    try:
        await house.signed_in(name, password)
    except Unauthenticated:
        return False
    return True


async def here(house: House, user: User, password: str = PASSWORD) -> tuple[Principal, str]:
    """The user as signed in by a session, and its refresh token."""
    issued = await house.signed_in(user.username.text, password)
    return await house.authenticate(issued.access_token), str(issued.refresh_token)


async def test_a_new_password_takes_the_place_of_the_old(house: House) -> None:
    ada = await house.user()
    caller, _ = await here(house, ada)
    changed = await house.change_password(PasswordChange(caller, CAUSE, PASSWORD, NEW))
    assert changed.id == ada.id
    assert [await signs_in(house, password) for password in (PASSWORD, NEW)] == [False, True]
    assert house.event_types()[-1] == "users.user.password_changed"
    assert [line.action for line in house.twins.memory.audit] == ["user.password_changed"]


async def test_a_change_ends_the_other_sessions(house: House) -> None:
    ada = await house.user()
    caller, kept = await here(house, ada)
    _, other = await here(house, ada)
    bob = await house.user("bob")
    _, bobs = await here(house, bob)
    await house.change_password(PasswordChange(caller, CAUSE, PASSWORD, NEW))
    assert await house.refreshed(kept)
    assert await house.refreshed(bobs)
    with pytest.raises(Unauthenticated):
        await house.refreshed(other)


async def test_a_change_ends_what_was_mailed(house: House) -> None:
    ada = await house.user()
    token, waiting = await mailed(house), await forgotten(house)
    caller, _ = await here(house, ada)
    await house.change_password(PasswordChange(caller, CAUSE, PASSWORD, NEW))
    assert await refused_token(house, token) == "token_invalid"
    assert await house.reset_token(waiting) is None


@pytest.mark.parametrize("wrong", ["wrong horse", "", "x" * 200, NEW])
async def test_a_wrong_password_changes_nothing(house: House, wrong: str) -> None:
    ada = await house.user()
    caller, _ = await here(house, ada)
    with pytest.raises(Unauthenticated) as refusal:
        await house.change_password(PasswordChange(caller, CAUSE, wrong, NEW))
    assert refusal.value.code == "invalid_credentials"
    assert await signs_in(house, PASSWORD)


async def test_a_right_and_a_wrong_password_are_verified_alike(house: House) -> None:
    ada = await house.user()
    caller, _ = await here(house, ada)
    house.hasher.verified.clear()
    for current in ("wrong horse", PASSWORD):
        try:
            await house.change_password(PasswordChange(caller, CAUSE, current, NEW))
        except Unauthenticated:
            assert current == "wrong horse"
    assert house.hasher.verified == [f"plain:{PASSWORD}"] * 2


@pytest.mark.parametrize("new", ["short", "x" * 129, "password"])
async def test_a_bad_password_is_not_taken(house: House, new: str) -> None:
    ada = await house.user()
    caller, _ = await here(house, ada)
    with pytest.raises(Invalid) as refusal:
        await house.change_password(PasswordChange(caller, CAUSE, PASSWORD, new))
    assert [error.pointer for error in refusal.value.errors] == ["/new_password"]
    token = await mailed(house)
    assert await refused_token(house, token, new) in ("password_length", "password_too_common")
    assert await house.reset(PasswordResetting(CAUSE, token, NEW)), "the token was not spent"


async def test_a_repeated_change_is_answered_again(house: House) -> None:
    ada = await house.user()
    caller, _ = await here(house, ada)
    reply: Reply[User] = Reply(
        IdempotencyKey("s", "k", b"f"), lambda user: StoredResponse(200, {}, str(user.id).encode())
    )
    command = PasswordChange(caller, CAUSE, PASSWORD, NEW)
    await house.change_password(command, reply)
    with pytest.raises(ReplayedResponse) as again:
        await house.change_password(command, reply)
    assert again.value.answer.body == str(ada.id).encode()


async def test_one_wish_is_like_another_whoever_has_the_address(house: House) -> None:
    boss, ada = await house.user("boss", Role.ADMIN), await house.user()
    out = await house.user("out")
    house.twins.memory.users[out.id].is_active = False
    before = len(house.twins.memory.events)
    ids = [await forgotten(house, f"{name}@example.com") for name in ("ada", "nobody", "out")]
    told = house.twins.memory.events[before:]
    assert [recorded.event.type for recorded in told] == ["users.password_reset.requested"] * 3
    assert len(house.twins.memory.wishes) == 3
    sent = [await house.reset_token(id_) for id_ in ids]
    assert [reset.customer.id if reset else None for reset in sent] == [ada.id, None, None]
    assert principal(boss).is_known
    with pytest.raises(Invalid):
        await house.request_reset(ForgottenPassword(CAUSE, "no address"))


async def test_what_was_mailed_sets_a_password_once(house: House) -> None:
    ada = await house.user()
    _, refresh = await here(house, ada)
    token = await mailed(house)
    assert (await house.reset(PasswordResetting(CAUSE, token, NEW))).id == ada.id
    assert [await signs_in(house, password) for password in (PASSWORD, NEW)] == [False, True]
    with pytest.raises(Unauthenticated):
        await house.refreshed(refresh)
    assert await refused_token(house, token) == "token_invalid"
    assert house.event_types().count("users.user.password_changed") == 1
    assert [line.action for line in house.twins.memory.audit] == ["user.password_reset"]


async def test_a_token_is_long_secret_and_kept_as_a_digest(house: House) -> None:
    await house.user()
    reset = await house.reset_token(await forgotten(house))
    assert reset
    assert len(reset.token) == 43, "256 bits"
    assert reset.token not in repr(reset) + repr(house.twins.memory)
    assert reset.minutes == 30


async def test_it_lasts_half_an_hour_from_the_mail(house: House) -> None:
    await house.user()
    wish = await forgotten(house)
    house.twins.pass_time(hours=5)
    late = await house.reset_token(wish)
    assert late, "the mail server was away for long"
    house.twins.pass_time(minutes=30)
    assert await refused_token(house, late.token) == "token_invalid"


async def test_a_newer_mail_replaces_the_older_one(house: House) -> None:
    await house.user()
    first = await mailed(house)
    house.twins.pass_time(minutes=6)
    second = await mailed(house)
    assert await refused_token(house, first) == "token_invalid"
    assert await house.reset(PasswordResetting(CAUSE, second, NEW))


@pytest.mark.parametrize("token", ["", "x" * 43, "sk_dev_x.y"])
async def test_what_was_not_mailed_opens_nothing_and_costs_no_hash(house: House, token: str) -> None:
    await house.user()
    await mailed(house)
    hashed: list[str] = []
    house.hasher.hash = hashed.append  # type: ignore[method-assign, assignment]
    assert await refused_token(house, token) == "token_invalid"
    assert hashed == []


async def test_who_never_had_a_password_sets_the_first(house: House) -> None:
    ada = await house.user()
    house.twins.memory.users[ada.id].password_hash = None
    await house.reset(PasswordResetting(CAUSE, await mailed(house), NEW))
    assert await signs_in(house, NEW)


async def test_wishes_are_forgotten_after_two_days(house: House) -> None:
    await forgotten(house, "nobody@example.com")
    house.twins.pass_time(days=1)
    await PruneResets(house.twins.begin)()
    assert house.twins.memory.wishes
    house.twins.pass_time(days=2)
    await PruneResets(house.twins.begin)()
    assert not house.twins.memory.wishes
