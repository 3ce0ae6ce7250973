from importlib import import_module

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class ClinicConfig(AppConfig):
    name = "clinic"

    def ready(self) -> None:
        import_module("clinic.checks")  # needs the models, so not earlier


class ScalpwiseAdminConfig(AdminConfig):
    default_site = "clinic.admin_site.ScalpwiseAdminSite"
