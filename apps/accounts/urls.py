from django.urls import path

from . import views

app_name = "accounts"

urlpatterns = [
    path("welcome/", views.first_run, name="first_run"),
    path("join/<str:code>/", views.invitation, name="invitation"),
    path("accounts/signup/", views.Signup.as_view(), name="signup"),  # before allauth's at the same address
    path("settings/invitations/", views.invitations, name="invitations"),
    path("settings/invitations/<int:pk>/end/", views.end_invitation, name="end_invitation"),
    path("settings/appearance/", views.appearance, name="appearance"),
    path("accounts/sessions/<int:pk>/end/", views.end_session, name="end_session"),
]
