"""The catalogue desk's pages that look at consultations: what a draft would do to them."""

from django.urls import path

from consultations.views import impact, impact_runs, past_case, publishing, rule_health, trials

urlpatterns = [
    path("catalogue/desk/try/past/", past_case.past_cases, name="past_cases"),
    path("catalogue/desk/try/past/<str:link>/", past_case.make, name="past_case_make"),
    path("catalogue/desk/impact/", impact.impact, name="impact"),
    path("catalogue/desk/impact/case/<str:link>/", impact.case, name="impact_case"),
    path("catalogue/desk/impact/runs/", impact_runs.start, name="impact_start"),
    path("catalogue/desk/impact/runs/<int:pk>/", impact_runs.run, name="impact_run"),
    path("catalogue/desk/impact/runs/<int:pk>/stop/", impact_runs.stop, name="impact_stop"),
    path(
        "catalogue/desk/impact/runs/<int:pk>/case/<int:place>/",
        impact_runs.case,
        name="impact_run_case",
    ),
    path("catalogue/desk/publish/", publishing.publish, name="publish"),
    path("catalogue/desk/publish/propose/", publishing.propose_it, name="propose"),
    path("catalogue/desk/publish/back-to/<int:number>/", publishing.back, name="go_back"),
    path("catalogue/desk/publish/<int:pk>/", publishing.proposal, name="proposal"),
    path("catalogue/desk/publish/<int:pk>/approve/", publishing.approve, name="proposal_approve"),
    path("catalogue/desk/publish/<int:pk>/back/", publishing.send_back, name="proposal_back"),
    path("catalogue/desk/health/", rule_health.rule_health, name="rule_health"),
    path(
        "catalogue/desk/health/note/<int:pk>/settle/", rule_health.settle_note, name="note_settle"
    ),
    path("catalogue/desk/trials/", trials.trials, name="trials"),
    path("catalogue/desk/trials/start/", trials.start, name="trial_start"),
    path("catalogue/desk/trials/<int:pk>/stop/", trials.stop, name="trial_stop"),
]
