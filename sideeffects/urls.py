from django.urls import include, path

from sideeffects.views import (
    blank_form,
    catalogue,
    editions,
    exports,
    imports,
    questionnaire,
    search,
)

app_name = "sideeffects"

urlpatterns = [
    path("catalogue/", catalogue.home, name="home"),
    path("catalogue/desk/", include("sideeffects.urls_desk")),
    path("catalogue/desk/export/", exports.choose, name="export"),
    path("catalogue/desk/export/draft/", exports.draft, name="export_draft"),
    path("catalogue/desk/export/<int:number>/", exports.edition, name="export_edition"),
    path("catalogue/desk/import/", imports.send, name="import"),
    path("catalogue/desk/import/<int:pk>/", imports.folder, name="import_folder"),
    path("catalogue/desk/import/<int:pk>/use/", imports.use, name="import_use"),
    path("catalogue/editions/", editions.editions, name="editions"),
    path("catalogue/editions/<int:number>/", editions.edition, name="edition"),
    path("catalogue/editions/<int:number>/approval/", editions.approve, name="edition_approval"),
    path("catalogue/search/", search.search, name="search"),
    path("catalogue/side-effects/", catalogue.side_effects, name="side_effects"),
    path("catalogue/side-effects/<str:key>/", catalogue.side_effect, name="side_effect"),
    path("catalogue/contraindications/", catalogue.contraindications, name="contraindications"),
    path(
        "catalogue/contraindications/<str:key>/",
        catalogue.contraindication,
        name="contraindication",
    ),
    path("catalogue/blank-form/", blank_form.blank, name="blank_form"),
    path("catalogue/questionnaire.json", questionnaire.questionnaire, name="questionnaire"),
    path("catalogue/claims/", catalogue.claims, name="claims"),
    path("catalogue/sources/", catalogue.sources, name="sources"),
    path("catalogue/sources/<str:key>/", catalogue.source, name="source"),
]
