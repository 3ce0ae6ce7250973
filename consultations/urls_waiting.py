"""What a case waits for: asking the patient again, and what has come."""

from django.urls import path

from consultations.views import again, asking

urlpatterns = [
    path("c/<str:ref>/again/", again.again, name="again"),
    path("c/<str:ref>/again/private/", again.again_in_private, name="again_private"),
    path("c/<str:ref>/here/", again.here, name="here"),
    path("review/<str:ref>/ask/", asking.ask, name="review_ask"),
    path("review/<str:ref>/ask/back/", asking.take_questions_back, name="review_ask_back"),
]
