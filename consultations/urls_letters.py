"""Letters to and from doctors, and the files of a record."""

from django.urls import path

from consultations.views import documents, letter_received, letters

urlpatterns = [
    path("document/<uuid:key>/", documents.document, name="document"),
    path("document/<uuid:key>/save/", documents.save, name="document_save"),
    path("c/<str:ref>/letter/", letter_received.letter_received, name="letter_received"),
    path("review/<str:ref>/letter/ask/", letters.ask, name="letter_ask"),
    path(
        "review/<str:ref>/asked/<int:pk>/not-needed/", letters.not_needed, name="letter_not_needed"
    ),
    path("review/<str:ref>/received/<int:pk>/accept/", letters.accept, name="letter_accept"),
    path(
        "review/<str:ref>/received/<int:pk>/turn-down/", letters.turn_down, name="letter_turn_down"
    ),
]
