from django.urls import include, path

from .views import docs, people, settings, tags, tokens

app_name = "api"

v1 = [
    path("token/", tokens.Token.as_view(), name="token"),
    path("token/refresh/", tokens.TokenRefresh.as_view(), name="token_refresh"),
    path("token/revoke/", tokens.TokenRevoke.as_view(), name="token_revoke"),
    path("me/", people.Me.as_view(), name="me"),
    path("people/", people.People.as_view(), name="people"),
    path("people/<str:username>/", people.Person.as_view(), name="person"),
    path("people/<str:username>/follow/", people.FollowOf.as_view(), name="follow"),
    path("people/<str:username>/followers/", people.Followers.as_view(), name="followers"),
    path("people/<str:username>/following/", people.Following.as_view(), name="following"),
    path("people/<str:username>/block/", people.BlockOf.as_view(), name="block"),
    path("me/followers/<str:username>/", people.Follower.as_view(), name="follower"),
    path("me/follow-requests/", people.FollowRequests.as_view(), name="follow_requests"),
    path("me/follow-requests/<str:username>/", people.FollowRequestOf.as_view(), name="follow_request"),
    path("me/blocks/", people.Blocks.as_view(), name="blocks"),
    path("tags/", tags.Tags.as_view(), name="tags"),
    path("tags/<str:name>/", tags.TagOf.as_view(), name="tag"),
    path("tags/<str:name>/follow/", tags.TagFollowOf.as_view(), name="tag_follow"),
]

urlpatterns = [
    path("api/v1/", include(v1)),
    path("api/schema/", docs.Schema.as_view(), name="schema"),
    path("api/docs/", docs.documentation, name="docs"),
    path("settings/tokens/", settings.tokens, name="tokens_page"),
    path("settings/tokens/<int:pk>/", settings.token, name="token_page"),
    path("settings/logins/<int:pk>/", settings.login, name="login_page"),
]
