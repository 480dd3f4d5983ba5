"""Projects and reviews in the admin: to find, add, change, hide and delete. A draft is its owner's alone."""

from contextlib import suppress

from django import forms
from django.contrib import admin
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.shared.admin import DeletesByVerb, FoldedSearch, FormClasses, LargeTableAdmin, LookOnlyAdmin
from apps.shared.forms import WebsiteField
from apps.shared.names import LineField, NameField

from .models import Collaborator, Endorsement, HelpNotice, Project, ProjectLink, ProjectTag, Review


class LinkInline(FormClasses, admin.TabularInline):
    model = ProjectLink
    fields = ["type", "label", "url"]
    formfield_overrides = {models.URLField: {"form_class": WebsiteField}}
    form_classes = {"label": LineField}
    extra = 0


class TagInline(admin.TabularInline):
    model = ProjectTag
    autocomplete_fields = ["tag"]
    extra = 0


@admin.register(Project)
class ProjectAdmin(FormClasses, DeletesByVerb, FoldedSearch, LargeTableAdmin):
    """A project that is added here is published at once; its owner may add pictures."""

    list_display = ["pk", "title", "owner", "published_at", "audience", "review_count", "positive_count", "like_count"]
    list_filter = ["owner", "audience", "published_at"]
    list_select_related = ["owner"]
    search_fields = ["sort_title__startswith", "owner__username__startswith", "=id"]
    autocomplete_fields = ["owner"]
    fields = [
        *("owner", "title", "summary", "body", "role", "started_on", "ended_on", "help_wanted", "audience"),
        *("takes_comments", "like_count", "comment_count", "review_count", "positive_count", "published_at"),
    ]
    readonly_fields = ["like_count", "comment_count", "review_count", "positive_count", "published_at"]
    inlines = [LinkInline, TagInline]
    form_classes = {"title": NameField, "summary": LineField, "role": LineField, "help_wanted": LineField}

    def get_queryset(self, request):
        return super().get_queryset(request).published()

    def get_readonly_fields(self, request, project=None):
        return [*self.readonly_fields, *(["owner"] if project else [])]

    def save_model(self, request, project, form, change):
        if change:
            project.edit(**{name: form.cleaned_data[name] for name in form.changed_data if name in self.fields})
        else:
            project.render(project.readers())
            project.save()
            project.show()

    def delete_model(self, request, project):
        project.remove()


@admin.register(Collaborator)
class CollaboratorAdmin(DeletesByVerb, LargeTableAdmin):
    list_display = ["user", "project", "invited_at", "accepted_at"]
    list_filter = ["user", "invited_at"]
    list_select_related = ["user", "project__owner"]
    search_fields = ["user__username__startswith", "=project__id"]
    autocomplete_fields = ["project", "user"]
    fields = ["project", "user", "accepted_at"]

    def save_model(self, request, collaborator, form, change):
        super().save_model(request, collaborator, form, change)
        if collaborator.accepted_at:  # no one reviews what they work on
            collaborator.project.reviews.filter(author=collaborator.user).withdraw()

    def delete_model(self, request, collaborator):
        collaborator.project.remove_collaborator(collaborator.user)


@admin.register(ProjectLink)
class ProjectLinkAdmin(FormClasses, LargeTableAdmin):
    list_display = ["project", "type", "label", "url"]
    list_filter = ["type"]
    list_select_related = ["project"]
    search_fields = ["url__startswith", "=project__id"]
    autocomplete_fields = ["project"]
    fields = ["project", "position", "type", "label", "url"]
    formfield_overrides = LargeTableAdmin.formfield_overrides | {models.URLField: {"form_class": WebsiteField}}
    form_classes = {"label": LineField}


@admin.register(ProjectTag)
class ProjectTagAdmin(FoldedSearch, LargeTableAdmin):
    list_display = ["tag", "project"]
    list_filter = ["tag"]
    list_select_related = ["tag", "project"]
    search_fields = ["tag__search_text__startswith", "=project__id"]
    autocomplete_fields = ["project", "tag"]


@admin.register(HelpNotice)
class HelpNoticeAdmin(LookOnlyAdmin):
    """To look at and to delete: then the person may be notified once more."""

    list_display = ["user", "project"]
    list_filter = ["user"]
    list_select_related = ["user", "project"]
    search_fields = ["user__username__startswith", "=project__id"]
    fields = readonly_fields = ["user", "project"]


@admin.register(Endorsement)
class EndorsementAdmin(DeletesByVerb, LookOnlyAdmin):
    """To look at and to delete: members endorse themselves."""

    list_display = ["endorser", "skill", "project", "created_at", "hidden_at"]
    list_filter = ["endorser", "created_at"]
    times_follow_keys = ["created_at"]
    list_select_related = ["endorser", "skill__tag", "project"]
    search_fields = ["endorser__username__startswith"]
    fields = readonly_fields = ["endorser", "skill", "project", "created_at", "hidden_at"]

    def delete_model(self, request, endorsement):
        endorsement.withdraw()


class ReviewForm(forms.ModelForm):
    def clean(self):
        """Not of one's own project: the page says so beside the field."""
        given = super().clean()
        project, author = given.get("project"), given.get("author")
        if project and author and (project.owner_id == author.pk or project.has_collaborator(author)):
            self.add_error("author", _("The owner and collaborators can’t review a project."))
        return given


@admin.register(Review)
class ReviewAdmin(DeletesByVerb, LargeTableAdmin):
    list_display = ["pk", "project", "author", "is_positive", "relation", "line", "created_at", "is_hidden"]
    list_filter = ["is_positive", "relation", "author", "created_at"]
    times_follow_keys = ["created_at"]
    list_select_related = ["project", "author"]
    search_fields = ["author__username__startswith", "=project__id"]
    autocomplete_fields = ["project", "author"]
    fields = [
        *("project", "author", "is_positive", "relation", "body", "answer", "answered_by", "answered_at"),
        *("created_at", "hidden_at", "hidden_by"),
    ]
    readonly_fields = ["answer", "answered_by", "answered_at", "created_at", "hidden_at", "hidden_by"]
    form = ReviewForm
    actions = ["hide", "show"]

    def get_readonly_fields(self, request, review=None):
        return [*self.readonly_fields, *(["project", "author"] if review else [])]

    def save_model(self, request, review, form, change):
        values = {name: form.cleaned_data[name] for name in ("is_positive", "body", "relation")}
        if change:
            review.edit(**values)
        else:
            saved = Review.objects.write(review.project, review.author, **values)
            review.pk = saved.pk

    def delete_model(self, request, review):
        review.withdraw()

    @admin.display(description=_("text"))
    def line(self, review):
        return review.line

    @admin.display(boolean=True, description=_("hidden"))
    def is_hidden(self, review):
        return review.is_hidden

    @admin.action(description=_("Hide selected reviews"), permissions=["change"])
    def hide(self, request, reviews):
        self.set_hidden(request, reviews, True)
        self.message_user(request, _("Reviews hidden"))

    @admin.action(description=_("Show selected reviews again"), permissions=["change"])
    def show(self, request, reviews):
        self.set_hidden(request, reviews, False)
        self.message_user(request, _("Reviews shown again"))

    def set_hidden(self, request, reviews, hidden):
        for review in reviews:
            with suppress(ObjectDoesNotExist):  # withdrawn meanwhile
                review.set_hidden(hidden, by=request.user)
