"""The addresses of the clinic's own pages."""

from django.urls import path

from clinic.views import health, home, preferences, proving, second_factor, sign_in

app_name = "clinic"

urlpatterns = [
    path("", home.home, name="home"),
    path("pages/", home.pages, name="pages"),
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-in/code/", sign_in.second_step, name="second_step"),
    path("sign-in/passkey/", sign_in.passkey, name="passkey"),
    path("sign-in/again/", proving.prove, name="prove"),
    path("still-here/", proving.still_here, name="still_here"),
    path("second-factor/", second_factor.second_factor, name="second_factor"),
    path("second-factor/app/", second_factor.add_app, name="add_app"),
    path("second-factor/app/remove/", second_factor.remove_app, name="remove_app"),
    path("second-factor/passkey/", second_factor.add_passkey, name="add_passkey"),
    path(
        "second-factor/passkey/<int:pk>/remove/",
        second_factor.remove_passkey,
        name="remove_passkey",
    ),
    path("second-factor/codes/", second_factor.recovery_codes, name="recovery_codes"),
    path("password/", second_factor.password, name="password"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("preferences/", preferences.preferences, name="preferences"),
    path("keys/", preferences.keys, name="keys"),
    path("healthz", health.alive, name="alive"),
    path("readyz", health.ready, name="ready"),
]
