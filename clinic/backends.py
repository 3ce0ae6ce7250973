"""Who is signed in, read together with their site: every page's frame shows both."""

from __future__ import annotations

from django.contrib.auth.backends import ModelBackend

from clinic.models import User


class StaffBackend(ModelBackend):
    def get_user(self, user_id: int) -> User | None:
        """Nobody once they may no longer sign in."""
        try:
            return User.objects.select_related("site").get(pk=user_id, is_active=True)
        except User.DoesNotExist:
            return None
