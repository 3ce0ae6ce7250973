"""The technicians: what is to be decided, one case, the decision."""

from django.urls import path

from consultations.views import (
    agreement,
    looks_wrong,
    outgoing,
    patch_tests,
    photos,
    review,
    review_decide,
    review_list,
    review_locks,
    review_print,
    review_work,
    second_look,
)

urlpatterns = [
    path("review/", review_list.to_decide, name="review_list"),
    path("review/waiting/", review_list.waiting, name="review_waiting"),
    path("review/holds/", review_list.holds, name="review_holds"),
    path("review/decided/", review_list.decided, name="review_decided"),
    path("review/next/", review_locks.take_next, name="review_next"),
    path("review/task/<int:pk>/done/", review_list.task_done, name="task_done"),
    path("review/figures/", agreement.figures, name="figures"),
    path("review/<str:ref>/", review.review, name="review"),
    path("review/<str:ref>/print/", review_print.print_review, name="review_print"),
    path("review/<str:ref>/saved/", review.saved, name="review_saved"),
    path("review/<str:ref>/decide/", review_decide.decide_case, name="review_decide"),
    path("review/<str:ref>/take-over/", review_locks.take_over, name="review_take_over"),
    path("review/<str:ref>/let-go/", review_locks.let_go, name="review_let_go"),
    path("review/<str:ref>/set-aside/", review_locks.set_aside, name="review_set_aside"),
    path("review/<str:ref>/bring-back/", review_locks.bring_back, name="review_bring_back"),
    path("review/<str:ref>/examination/", review_work.examination, name="review_examination"),
    path("review/<str:ref>/letter/", review_work.letter, name="review_letter"),
    path(
        "review/<str:ref>/letter/<int:pk>/withdraw/", review_work.withdraw, name="review_withdraw"
    ),
    path("review/<str:ref>/patch-test/", patch_tests.record, name="patch_test"),
    path("review/<str:ref>/patch-test/<int:pk>/read/", patch_tests.read, name="patch_test_read"),
    path(
        "review/<str:ref>/patch-test/<int:pk>/withdraw/",
        patch_tests.withdraw,
        name="patch_test_withdraw",
    ),
    path(
        "review/<str:ref>/patch-reading/<int:pk>/withdraw/",
        patch_tests.take_back,
        name="patch_reading_withdraw",
    ),
    path("review/<str:ref>/second/", second_look.answer, name="review_second"),
    path("review/<str:ref>/photo/", photos.add_photo, name="review_photo"),
    path("review/<str:ref>/step/", review_work.step, name="review_step"),
    path("review/<str:ref>/looks-wrong/", looks_wrong.note, name="review_looks_wrong"),
    path("review/<str:ref>/undo/", outgoing.undo_decision, name="review_undo"),
    path("review/<str:ref>/look-again/", review_work.look_again, name="review_look_again"),
    path("review/<str:ref>/screen-again/", review_work.screen_again, name="review_screen_again"),
]
