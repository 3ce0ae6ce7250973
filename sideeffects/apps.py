from django.apps import AppConfig


class SideEffectsConfig(AppConfig):
    name = "sideeffects"
    verbose_name = "Side effects and contraindications"
