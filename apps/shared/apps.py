from django.apps import AppConfig


class SharedConfig(AppConfig):
    name = "apps.shared"
    label = "shared"
