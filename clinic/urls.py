"""The map of the site."""

from django.contrib import admin
from django.urls import include, path

handler400 = "clinic.views.errors.bad_request"
handler403 = "clinic.views.errors.forbidden"
handler404 = "clinic.views.errors.not_found"
handler500 = "clinic.views.errors.server_error"

urlpatterns = [
    path("", include("clinic.pages")),
    path("", include("clinic.allauth_names")),
    path("admin/", admin.site.urls),
    path("", include("sideeffects.urls")),
    path("", include("consultations.urls")),
]
