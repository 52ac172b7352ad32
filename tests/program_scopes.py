"""The scopes of the whole program and of its roles."""

from entrypoints.program import Program
from modules.users.domain.scope_catalog import ScopeCatalog
from tests.settings import settings_of

CATALOG = ScopeCatalog(Program(settings_of, "test").scopes())
SCOPES = CATALOG.names
