"""Booking a treatment, and the day list."""

from django.urls import path

from consultations.views import booking, booking_changes, booking_confirm, days

urlpatterns = [
    path("book/<str:ref>/", booking.gate, name="book"),
    path("book/<str:ref>/confirm/", booking_confirm.confirm, name="book_confirm"),
    path("book/<str:ref>/move/", booking.move_gate, name="book_move"),
    path("book/<str:ref>/move/confirm/", booking_confirm.confirm_move, name="book_move_confirm"),
    path("book/<str:ref>/again/", booking_changes.confirm_again, name="book_again"),
    path("book/<str:ref>/cancel/", booking_changes.cancel_booking, name="book_cancel"),
    path("day/", days.today_list, name="today_list"),
    path("day/<str:day>/", days.day_list, name="day"),
    path("day/<str:day>/offer/", days.offer, name="time_offer"),
    path("free-time/<int:pk>/withdraw/", days.withdraw, name="time_withdraw"),
]
