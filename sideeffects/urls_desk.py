"""The catalogue desk: the draft, its checks, and what is edited where."""

from django.urls import path, register_converter

from sideeffects.desk.kinds import KINDS
from sideeffects.views import desk, desk_entry, desk_question, source_check, try_it


class PartConverter:
    """A part of the catalogue, as its folder names it."""

    regex = "|".join(KINDS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(PartConverter, "part")

urlpatterns = [
    path("", desk.home, name="desk"),
    path("changes/", desk.changes, name="desk_changes"),
    path("changes/discard/", desk.discard, name="desk_discard"),
    path("checks/", desk.checks, name="desk_checks"),
    path("try/", try_it.samples, name="try_it"),
    path("try/rule/<str:key>/", try_it.rule, name="try_rule"),
    path("<part:part>/", desk.entries, name="desk_list"),
    path("<part:part>/new/", desk_entry.new, name="desk_new"),
    path("<part:part>/<str:key>/", desk_entry.entry, name="desk_entry"),
    path("sources/<str:key>/check/", source_check.check, name="source_check"),
    path("questions/<str:key>/move/", desk_question.move, name="desk_move"),
    path("questions/<str:key>/new-meaning/", desk_question.new_meaning, name="desk_new_meaning"),
    path("<part:part>/<str:key>/preview/", desk_entry.preview, name="desk_preview"),
    path("<part:part>/<str:key>/retire/", desk_entry.retire, name="desk_retire"),
    path("<part:part>/<str:key>/bring-back/", desk_entry.bring_back, name="desk_bring_back"),
    path("<part:part>/<str:key>/put-back/", desk_entry.put_back, name="desk_put_back"),
    path("<part:part>/<str:key>/undo/", desk_entry.undo, name="desk_undo"),
    path("<part:part>/<str:key>/take-over/", desk_entry.take_over, name="desk_take_over"),
    path("<part:part>/<str:key>/leave/", desk_entry.leave, name="desk_leave"),
]
