"""A page as none of ours may be, so that the search for SQL injection can be seen to find one."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from clinic.access import open_to_strangers


@open_to_strangers("a test", methods="GET POST")
def hole(request: HttpRequest, name: str = "") -> HttpResponse:
    wanted = name or request.POST.get("name") or request.GET.get("sort", "")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT name FROM clinic_site WHERE town = '{wanted}'")
        return HttpResponse(f"{len(cursor.fetchall())} sites")


urlpatterns = [
    path("hole/", hole),
    path("hole/<str:name>/", hole),
    path("", include("clinic.urls")),
]
