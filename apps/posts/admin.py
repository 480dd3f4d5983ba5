"""Posts at the admin: to find, to look at and to take away. Whoever wrote something changes it.

What is for somebody's followers, or archived, is seen here too: this is where it is moderated. What somebody has for
themselves alone is not: of a draft one sees that there is one, of a former caption when it was replaced, and what
somebody saved, or when they looked at their feed, is not here at all.
"""

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from apps.shared.admin import DeletesByVerb, Discreet, FoldedSearch, LookOnlyAdmin

from .models import Comment, CommentLike, Draft, Like, Mention, Photo, Post, Revision, Tagging


class WithAllThatHangsOnIt(DeletesByVerb):
    """What goes along needs no right of its own, and is not told: who likes or keeps a post is no matter here."""

    def get_deleted_objects(self, rows, request):
        name, names = self.opts.verbose_name, self.opts.verbose_name_plural
        return [f"{capfirst(name)} {row}" for row in rows], {names: len(rows)}, set(), []

    def delete_model(self, request, row):
        row.remove()


@admin.register(Post)
class PostAdmin(WithAllThatHangsOnIt, LookOnlyAdmin):
    list_display = ["pk", "author", "published_at", "audience", "line", "like_count", "comment_count"]
    list_filter = ["author", "audience", "published_at"]
    times_follow_keys = ["published_at"]
    list_select_related = ["author"]
    search_fields = ["author__username__startswith", "=id"]
    fields = readonly_fields = [
        *("author", "photographs", "body", "audience", "takes_comments", "like_count", "comment_count"),
        *("published_at", "edited_at", "archived_at"),
    ]

    @admin.display(description=_("photos"))
    def photographs(self, post):
        photos = [(photo.large.url, photo.small.url, photo.description) for photo in post.photos.all()]
        return format_html_join(" ", '<a href="{}"><img src="{}" alt="{}" height="160"></a>', photos)


@admin.register(Photo)
class PhotoAdmin(DeletesByVerb, LookOnlyAdmin):
    """Of posts alone; a draft's are its author's, and a project's are on the page of the project."""

    list_display = ["pk", "post_id", "position", "content_type", "description"]
    list_filter = ["post__author", "post__published_at"]
    times_follow_keys = ["post__published_at"]
    list_select_related = ["post"]
    search_fields = ["=post__id", "post__author__username__startswith"]
    fields = readonly_fields = ["post", "position", "description", "large", "content_type", "width", "height"]

    def get_queryset(self, request):
        return super().get_queryset(request).exclude(post=None)

    def delete_model(self, request, photo):
        photo.post.remove_photo(photo.pk)


@admin.register(Comment)
class CommentAdmin(WithAllThatHangsOnIt, LookOnlyAdmin):
    list_display = ["pk", "author", "post_id", "project_id", "said_at", "line", "like_count", "reply_count"]
    list_filter = ["author", "said_at"]
    times_follow_keys = ["said_at"]
    list_select_related = ["author", "post", "project"]
    search_fields = ["author__username__startswith", "=post__id", "=project__id"]
    fields = readonly_fields = ["author", "post", "project", "parent", "body", "said_at", "like_count", "reply_count"]


@admin.register(Like)
class LikeAdmin(DeletesByVerb, LookOnlyAdmin):
    list_display = ["user", "post_id", "project_id", "since"]
    list_filter = ["user", "since"]
    times_follow_keys = ["since"]
    list_select_related = ["user", "post", "project"]
    search_fields = ["user__username__startswith", "=post__id", "=project__id"]
    fields = readonly_fields = ["user", "post", "project", "since"]

    def delete_model(self, request, like):
        like.target.unlike(like.user)


@admin.register(CommentLike)
class CommentLikeAdmin(DeletesByVerb, LookOnlyAdmin):
    list_display = ["user", "comment_id", "since"]
    list_filter = ["user", "since"]
    times_follow_keys = ["since"]
    list_select_related = ["user", "comment__post", "comment__project"]
    search_fields = ["user__username__startswith", "=comment__id"]
    fields = readonly_fields = ["user", "comment", "since"]

    def delete_model(self, request, like):
        like.comment.unlike(like.user)


@admin.register(Tagging)
class TaggingAdmin(FoldedSearch, LookOnlyAdmin):
    """It follows from what a caption says."""

    list_display = ["tag", "post_id"]
    list_filter = ["tag", "post__published_at"]
    times_follow_keys = ["post__published_at"]
    list_select_related = ["tag"]
    search_fields = ["tag__search_text__startswith", "=post__id"]
    fields = readonly_fields = ["tag", "post"]


@admin.register(Mention)
class MentionAdmin(LookOnlyAdmin):
    """Whom captions and comments concern: it follows from what they say."""

    list_display = ["user", "post_id", "project_id", "comment_id", "why"]
    list_filter = ["user", "why"]
    list_select_related = ["user"]
    search_fields = ["user__username__startswith", "=post__id"]
    fields = readonly_fields = ["user", "post", "project", "comment", "why"]


class WithoutWords(Discreet):
    """That there is one, and not what it says."""

    secret = ("body", "photos", "key")


@admin.register(Draft)
class DraftAdmin(WithoutWords, LookOnlyAdmin):
    """Nobody has shown it yet."""

    list_display = ["author", "changed_at"]
    list_filter = ["changed_at"]
    list_select_related = ["author"]
    search_fields = ["author__username__startswith"]
    fields = readonly_fields = ["author", "changed_at"]


@admin.register(Revision)
class RevisionAdmin(WithoutWords, LookOnlyAdmin):
    """The page of former captions promises its author that nobody else sees them."""

    list_display = ["post_id", "replaced_at"]
    list_filter = ["replaced_at"]
    search_fields = ["=post__id", "post__author__username__startswith"]
    fields = readonly_fields = ["post", "replaced_at"]
