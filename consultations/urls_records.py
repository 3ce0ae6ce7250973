"""Who looked at a record or changed it: for the auditor and the clinic lead."""

from django.urls import path

from consultations.views import who_saw, who_saw_export, who_saw_staff

urlpatterns = [
    path("records/", who_saw.records, name="records"),
    path("records/find/", who_saw.find, name="records_find"),
    path("records/staff/<int:pk>/", who_saw_staff.staff, name="staff_record"),
    path("records/<str:ref>/", who_saw.record, name="record"),
    path("records/<str:ref>/export/", who_saw_export.export, name="record_export"),
]
