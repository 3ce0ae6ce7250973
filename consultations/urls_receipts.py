"""Receipts of decisions: made for staff, verified by anybody who holds one."""

from django.urls import path

from consultations.views import receipts

urlpatterns = [
    path("review/<str:ref>/receipt/<int:pk>/", receipts.receipt, name="review_receipt"),
    path("verify/", receipts.verify, name="verify"),
]
