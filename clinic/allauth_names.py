"""The names by which django-allauth looks for our pages."""

from django.urls import path

from clinic.views import proving, sign_in

urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="account_login"),
    path("sign-in/code/", sign_in.second_step, name="mfa_authenticate"),
    path("sign-in/again/", proving.prove, name="account_reauthenticate"),
]
