"""Who is signed in, read together with their site: every page's frame shows both."""

from __future__ import annotations

from django.contrib.auth.backends import ModelBackend

from clinic.fixed_query import FixedQuery, Given
from clinic.models import User

_STAFF = FixedQuery(
    lambda: User.objects.select_related("site").filter(pk=Given("pk"), is_active=True)[:1]
)


class StaffBackend(ModelBackend):
    def get_user(self, user_id: int) -> User | None:
        """Nobody once they may no longer sign in."""
        return _STAFF.first(pk=user_id)
