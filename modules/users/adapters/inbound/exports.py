"""Table export of users."""

from modules.users.adapters.inbound.http.models import RoleName, UserOut, user_out
from modules.users.domain.roles import Role
from modules.users.domain.user import User
from modules.users.ports.user_queries import UserFilter, UserQueries
from shared.infra.http.csv.export import exportable
from shared.infra.http.requests.fields import InModel
from shared.infra.http.requests.search_query import SearchText
from shared.kernel.import_export import Exportable
from shared.kernel.paging import Page, PageRequest


class CustomerFilters(InModel):
    """Filters of the export. The default role is `customer`."""

    q: SearchText | None = None
    role: RoleName = "customer"
    is_active: bool | None = None


def exports(user_queries: UserQueries) -> list[Exportable]:
    async def customers(where: CustomerFilters, wanted: PageRequest) -> Page[User]:
        return await user_queries.list_page(wanted, UserFilter(where.q, Role(where.role), where.is_active))

    return [
        exportable(
            "customers",
            ["users:read"],
            CustomerFilters,
            columns=UserOut,
            page=customers,
            out=user_out,
            sort=["id"],
            personal=True,
        )
    ]
