"""Settings for tests, independent of the environment."""

from entrypoints.configuration.environment import load
from entrypoints.settings import Settings

NO_DATABASE = "postgresql://unknown@127.0.0.1:1/nothing"
NO_REDIS = "redis://127.0.0.1:1/0"


def settings_of(database_url: str = NO_DATABASE, redis_url: str = NO_REDIS, **variables: str) -> Settings:
    """Settings from the given variables only; the environment and `.env` are ignored."""
    return load({"DATABASE_URL": database_url, "REDIS_URL": redis_url, **variables})
