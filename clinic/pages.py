"""The addresses of the clinic's own pages."""

from django.urls import path

from clinic.views import (
    health,
    home,
    invitation,
    preferences,
    proving,
    second_factor,
    sign_in,
    staff,
)

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
    path("invitation/", invitation.invitation, name="invitation"),
    path("invitation/<str:token>/", invitation.link, name="invitation_link"),
    path("staff/", staff.staff, name="staff"),
    path("staff/invite/", staff.invite, name="invite"),
    path("staff/<int:pk>/", staff.person, name="person"),
    path("staff/<int:pk>/change/", staff.change, name="change_person"),
    path("staff/<int:pk>/link/", staff.new_link, name="new_link"),
    path("staff/<int:pk>/disable/", staff.disable, name="disable"),
    path("staff/<int:pk>/enable/", staff.enable, name="enable"),
    path(
        "staff/<int:pk>/second-factor/",
        staff.take_off_second_factor,
        name="take_off_second_factor",
    ),
    path("staff/<int:pk>/sessions/", staff.end_sessions, name="end_sessions"),
    path("preferences/", preferences.preferences, name="preferences"),
    path("keys/", preferences.keys, name="keys"),
    path("healthz", health.alive, name="alive"),
    path("readyz", health.ready, name="ready"),
]
