from importlib import import_module

from django.apps import AppConfig


class ConsultationsConfig(AppConfig):
    name = "consultations"

    def ready(self) -> None:
        import_module("consultations.jobs")  # needs the models, so not earlier
