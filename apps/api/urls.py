from django.urls import include, path

from .views import comments, docs, feed, marks, people, posts, settings, tags, tokens

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
    path("posts/", posts.Posts.as_view(), name="posts"),
    path("posts/<int:pk>/", posts.PostOf.as_view(), name="post"),
    path("posts/<int:pk>/archive/", posts.PostArchive.as_view(), name="post_archive"),
    path("posts/<int:pk>/like/", marks.PostLike.as_view(), name="post_like"),
    path("posts/<int:pk>/likes/", marks.PostLikes.as_view(), name="post_likes"),
    path("posts/<int:pk>/save/", marks.PostSave.as_view(), name="post_save"),
    path("posts/<int:pk>/comments/", comments.PostComments.as_view(), name="post_comments"),
    path("comments/<int:pk>/", comments.CommentOf.as_view(), name="comment"),
    path("comments/<int:pk>/like/", comments.CommentLike.as_view(), name="comment_like"),
    path("feed/", feed.Feed.as_view(), name="feed"),
    path("me/archived/", feed.Archived.as_view(), name="archived"),
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
