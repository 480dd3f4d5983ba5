"""How Discover weighs. What people have seen, and what they do not want to see, is not here."""

from django.contrib import admin

from .models import DiscoverSettings


@admin.register(DiscoverSettings)
class DiscoverSettingsAdmin(admin.ModelAdmin):
    list_display = ["__str__", "floor", "tags", "people", "popularity", "recency", "half_life"]
    list_filter = ["half_life"]
    search_fields = ["half_life"]

    def has_add_permission(self, request):
        return super().has_add_permission(request) and not DiscoverSettings.objects.exists()

    def has_delete_permission(self, request, obj=None):
        return False
