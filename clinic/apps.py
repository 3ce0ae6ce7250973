from importlib import import_module

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class ClinicConfig(AppConfig):
    name = "clinic"

    def ready(self) -> None:
        # Both need the models, so not earlier.
        import_module("clinic.checks")
        import_module("clinic.jobs")


class ScalpwiseAdminConfig(AdminConfig):
    default_site = "clinic.admin_site.ScalpwiseAdminSite"
