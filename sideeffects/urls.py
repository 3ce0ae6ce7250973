from django.urls import URLPattern, URLResolver

app_name = "sideeffects"

urlpatterns: list[URLPattern | URLResolver] = []
