from __future__ import annotations

from django.contrib.auth.views import LoginView
from django.urls import path

from bench.rulers import views

urlpatterns = [
    path("", views.hello, name="hello"),
    path("sign-in/", LoginView.as_view(template_name="sign_in.html"), name="sign_in"),
    path("store/", views.store, name="store"),
    path("submit/", views.submit, name="submit"),
    path("queue/", views.queue, name="queue"),
    path("queue/<str:reference>/", views.queue, name="one"),
]
