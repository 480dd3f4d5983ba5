from django.urls import path

from .views import incoming, settings

app_name = "bots"

urlpatterns = [
    path("hooks/<str:secret>/", incoming.hook, name="hook"),
    path("settings/bots/", settings.bots, name="bots"),
    path("settings/bots/<str:username>/", settings.bot, name="bot"),
    path("settings/bots/<str:username>/tokens/<int:pk>/", settings.token, name="token"),
    path("settings/bots/<str:username>/incoming/<int:pk>/", settings.incoming, name="incoming"),
    path("settings/bots/<str:username>/outgoing/<int:pk>/", settings.outgoing, name="outgoing"),
    path("settings/bots/<str:username>/deliveries/", settings.delivery_list, name="deliveries"),
    path("settings/bots/<str:username>/deliveries/<uuid:pk>/", settings.delivery, name="delivery"),
]
