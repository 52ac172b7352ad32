"""URLs of PostgreSQL are checked without connecting."""

import pytest

from shared.infra.sql.connections.database_url import PARAMETERS, DatabaseUrl

SECRET = "geheim"


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("postgres://u:p@db.example/shop", "db.example:5432/shop"),
        ("postgresql+asyncpg://u@db/shop", "db:5432/shop"),
        ("postgresql://u:p%40%2F%3A%23@one:5433,two:5434/shop", "one:5433,two:5434/shop"),
        ("postgresql:///shop?host=/run/postgresql", "/run/postgresql/shop"),
        ("postgresql://u@%2Frun%2Fpostgresql/shop", "/run/postgresql/shop"),
        ("postgresql://u@[2001:db8::1]:6432/shop", "[2001:db8::1]:6432/shop"),
        ("postgresql://u@[::1]/shop", "[::1]:5432/shop"),
        ("postgresql://u@db", "db:5432/u"),
        ("postgresql://u@/shop?host=db&port=7000", "db:7000/shop"),
    ],
)
def test_the_place_is_host_port_and_database(url: str, place: str) -> None:
    assert DatabaseUrl.parse(url).place == place


def test_the_driver_gets_neither_foreign_parameters_nor_a_scheme_it_does_not_know() -> None:
    url = DatabaseUrl.parse(
        "postgresql+asyncpg://u:a%20b@db/shop?sslmode=require&channel_binding=require&connect_timeout=9&options=-c%20a=b"
    )
    assert url.dsn == "postgresql://u:a%20b@db/shop?sslmode=require&options=-c%20a%3Db"
    assert (url.connect_seconds, url.demands_channel_binding) == (9, True)


def test_the_authorities_of_the_system_replace_the_drivers_tls_parameters() -> None:
    url = DatabaseUrl.parse("postgresql://u@db/shop?sslmode=verify-full&sslrootcert=system&sslnegotiation=direct")
    assert url.dsn == "postgresql://u@db/shop?sslnegotiation=direct"
    context = url.tls()
    assert context is not None
    assert context.check_hostname
    assert DatabaseUrl.parse("postgresql://u@db/shop?sslmode=verify-full").tls() is None


@pytest.mark.parametrize("password", ["a@geheim", "a/geheim", "a#geheim", "a?geheim", "1/geheim", "a[geheim"])
def test_a_password_that_is_not_encoded_is_reported_without_it(password: str) -> None:
    with pytest.raises(ValueError, match="%40") as caught:
        DatabaseUrl.parse(f"postgresql://u:{password}@db/shop")
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("sslmod=require", "`sslmod` is not a parameter"),
        ("sslmode=required", "`sslmode` is one of disable, allow, prefer, require, verify-ca, verify-full"),
        ("connect_timeout=soon", "`connect_timeout` is a number of seconds"),
        ("channel_binding=yes", "`channel_binding` is one of"),
        ("target_session_attrs=master", "`target_session_attrs` is one of"),
        ("sslrootcert=system&sslmode=require", "needs `sslmode=verify-full`"),
        ("sslrootcert=system&sslcrl=crl.pem", "cannot be combined with `sslcrl`"),
    ],
)
def test_a_wrong_parameter_is_named_with_what_is_possible(query: str, said: str) -> None:
    with pytest.raises(ValueError, match="`") as caught:
        DatabaseUrl.parse(f"postgresql://u:{SECRET}@db/shop?{query}")
    assert said in str(caught.value)
    if "not a parameter" in said:
        assert all(name in str(caught.value) for name in PARAMETERS)
    assert SECRET not in str(caught.value)


def test_no_password_is_shown() -> None:
    shown = repr(DatabaseUrl.parse(f"postgresql://u:{SECRET}@db/shop?password={SECRET}&sslpassword={SECRET}"))
    assert "db:5432/shop" in shown
    assert SECRET not in shown
