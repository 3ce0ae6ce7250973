"""The addresses of the clinic's own pages."""

from django.urls import path

from clinic.views import health, home, preferences, sign_in

app_name = "clinic"

urlpatterns = [
    path("", home.home, name="home"),
    path("pages/", home.pages, name="pages"),
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("preferences/", preferences.preferences, name="preferences"),
    path("keys/", preferences.keys, name="keys"),
    path("healthz", health.alive, name="alive"),
    path("readyz", health.ready, name="ready"),
]
