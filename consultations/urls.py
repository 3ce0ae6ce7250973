"""The addresses of patients, consultations and bookings, a file for each place of work."""

from django.urls import include, path

from consultations.views.help import help_page

app_name = "consultations"

urlpatterns = [
    path("help/", help_page, name="help"),
    path("", include("consultations.urls_letters")),
    path("", include("consultations.urls_desk")),
    path("", include("consultations.urls_review")),
    path("", include("consultations.urls_waiting")),
    path("", include("consultations.urls_booking")),
    path("", include("consultations.urls_receipts")),
    path("", include("consultations.urls_records")),
    path("", include("consultations.urls_catalogue")),
]
