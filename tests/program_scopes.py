"""The scopes of the whole program and of its roles."""

from entrypoints.program import Program
from modules.users.domain.scope_catalogue import ScopeCatalogue
from tests.settings import settings_of

CATALOGUE = ScopeCatalogue(Program(settings_of, "test").scopes())
SCOPES = CATALOGUE.names
