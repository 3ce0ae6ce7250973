"""The front desk: find, add, start, ask, check, send."""

from django.urls import path

from consultations.views import (
    answer,
    consultation,
    desk,
    health,
    intake,
    outgoing,
    patients,
    private,
    sending,
)

urlpatterns = [
    path("desk/", desk.today, name="desk"),
    path("desk/<slug:kind>/", desk.to_do, name="desk_list"),
    path("patients/find/", patients.find, name="find"),
    path("patients/find/rows/", patients.find_rows, name="find_rows"),
    path("patients/add/", patients.add, name="patient_add"),
    path("patients/<str:ref>/", patients.patient, name="patient"),
    path("patients/<str:ref>/correct/", patients.correct, name="patient_correct"),
    path("patients/<str:ref>/start/", intake.start, name="start"),
    path("c/<str:ref>/", consultation.overview, name="consultation"),
    path("c/<str:ref>/plan/", intake.plan, name="plan"),
    path("c/<str:ref>/health/", health.health, name="health"),
    path("c/<str:ref>/answer/", answer.answer, name="answer"),
    path("c/<str:ref>/private/", private.private, name="private"),
    path("c/<str:ref>/check/", sending.check, name="check"),
    path("c/<str:ref>/note/", sending.note, name="note"),
    path("c/<str:ref>/send/", sending.send_answers, name="send"),
    path("c/<str:ref>/sent/", sending.sent, name="sent"),
    path("c/<str:ref>/told/", outgoing.message_told, name="message_told"),
    path("c/<str:ref>/send-again/", outgoing.message_again, name="message_again"),
    path("c/<str:ref>/reopen/", consultation.reopen_answers, name="reopen"),
]
