"""Django's admin, for system administrators only, behind our own sign-in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import URLPattern, URLResolver, path, reverse

from clinic.access import Declared, StaffRequest, access, allowed_by, may, open_to_strangers
from clinic.once import nothing
from clinic.signing_in import to_sign_in
from clinic.views.sign_in import sign_out

PERMISSION = "site.admin"
METHODS = "GET POST"


@open_to_strangers("sign-in: leads to the sign-in page", methods="GET POST")
def admin_sign_in(request: HttpRequest) -> HttpResponseBase:
    return to_sign_in(request)


@access(PERMISSION, methods="POST", once=nothing("Who is signed out stays so."))
def admin_sign_out(request: StaffRequest) -> HttpResponseBase:
    return sign_out(request)


@access(PERMISSION)
def admin_password(request: StaffRequest) -> HttpResponseBase:
    return HttpResponseRedirect(reverse("clinic:password"))


class ScalpwiseAdminSite(AdminSite):
    site_header = "Scalpwise administration"
    site_title = "Scalpwise administration"
    index_title = "People, sites and rows"
    site_url = "/preferences/"
    enable_nav_sidebar = False
    declared = Declared(PERMISSION, methods=allowed_by(METHODS))

    def has_permission(self, request: HttpRequest) -> bool:
        return may(request.user, PERMISSION)

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Any:
        """Every page of the admin gets our guard: strangers sign in, others find nothing."""
        return access(PERMISSION, methods=METHODS)(super().admin_view(view, cacheable))

    def get_urls(self) -> list[URLPattern | URLResolver]:
        ours: list[URLPattern | URLResolver] = [
            path("login/", admin_sign_in, name="login"),
            path("logout/", admin_sign_out, name="logout"),
            path("password_change/", admin_password, name="password_change"),
        ]
        names = {"login", "logout", "password_change", "password_change_done"}
        return ours + [url for url in super().get_urls() if getattr(url, "name", "") not in names]
