from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db.models import F
from django.forms import ModelForm
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.live import log
from apps.shared.admin import Discreet, FoldedSearch, FormClasses, LargeTableAdmin, LookOnlyAdmin, SaysWhenGone, cursor
from apps.shared.markdown import is_blank
from apps.shared.names import NameField
from apps.shared.parameters import whole_number

from .models import (
    Attachment,
    Draft,
    Guest,
    Membership,
    Mention,
    Message,
    Reaction,
    Removal,
    Rests,
    Revision,
    Room,
    Shut,
    Stays,
)
from .search import Question, in_all_rooms

RESTS = _("The room is archived, or gone. Nobody writes there any more.")
DIRECT = _("Nobody else speaks in a direct conversation, or takes away what is said there.")
SHUT = _("Only its members speak in this room. Make the author one first.")
STAYS = _("Whoever keeps a room stays its member: %s. Give the room to somebody else first.")


class SaysWhyNot(SaysWhenGone):
    """A room may rest, or not admit somebody, by the time that a form about it is filled in."""

    def changeform_view(self, request, *args, **kwargs):
        try:
            return super().changeform_view(request, *args, **kwargs)
        except (Rests, Shut) as refusal:
            self.message_user(request, SHUT if isinstance(refusal, Shut) else RESTS, messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())


class DiscreetOfWords(Discreet):
    """Unless the site's settings let the admin read direct conversations."""

    secret = ["body", "body_html"]

    def secrets(self):
        return [] if settings.ADMIN_READS_DIRECT else self.secret


class WithoutSecrets:
    """Nothing of direct conversations, unless the site's settings let the admin read them; they say so then."""

    room = "message__room"

    def get_queryset(self, request):
        found = super().get_queryset(request)
        if settings.ADMIN_READS_DIRECT:
            return found
        return found.exclude(**{f"{self.room}__kind": Room.Kind.DIRECT})


@admin.register(Room)
class RoomAdmin(SaysWhenGone, FormClasses, FoldedSearch, LargeTableAdmin):
    list_display = ["name", "slug", "kind", "owner", "member_count", "message_count", "last_message_at"]
    list_filter = ["kind", "opened_at"]
    list_select_related = ["owner"]
    search_fields = ["slug__startswith", "search_text__startswith"]
    autocomplete_fields = ["owner", "topics"]
    readonly_fields = ["opened_at", "last_message_at", "member_count", "message_count"]
    form_classes = {"name": NameField}

    def has_change_permission(self, request, room=None):
        """A conversation stays what it is: made into anything else, others would read it."""
        return super().has_change_permission(request, room) and not (room and room.is_direct)

    def formfield_for_choice_field(self, field, request, **kwargs):
        if field.name == "kind":
            kwargs["choices"] = [choice for choice in Room.Kind.choices if choice[0] != Room.Kind.DIRECT]
        return super().formfield_for_choice_field(field, request, **kwargs)

    def save_model(self, request, room, form, change):
        if change:  # the room's own verb, so that whoever is shut out hears no more
            room.keep(set(form.changed_data) - {"topics"})
        else:
            room.save()

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        form.instance.join(form.instance.owner)

    def delete_queryset(self, request, rooms):
        for room in rooms:
            room.delete()


@admin.register(Membership)
class MembershipAdmin(SaysWhyNot, LargeTableAdmin):
    list_display = ["user", "room", "joined_at"]
    list_filter = ["room", "user", "joined_at"]
    times_follow_keys = ["joined_at"]
    actions = ["delete_selected"]
    list_select_related = ["user", "room"]
    search_fields = ["user__username__startswith", "room__slug__startswith"]
    autocomplete_fields = ["user", "room"]

    def get_readonly_fields(self, request, membership=None):
        return ["user", "room"] if membership else []

    def save_model(self, request, membership, form, change):
        if change:  # and nothing else: its person may have answered meanwhile
            membership.save(update_fields=form.changed_data)
        else:  # the room's own verbs, so that its members are counted
            membership.room.take_in(membership.user, request.user)
            membership.pk = membership.room.memberships.get(user=membership.user).pk
            membership.save(force_update=True)

    # Not by has_delete_permission: it is asked too where a whole room or account is deleted, and that would forbid it.
    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context["show_delete"] = obj is None or not obj.is_of_owner
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def delete_view(self, request, object_id, *args, **kwargs):
        membership = self.get_object(request, unquote(object_id))
        try:
            if membership and membership.is_of_owner:
                raise Stays
            return super().delete_view(request, object_id, *args, **kwargs)
        except Stays:
            self.say_who_stays(request, [membership])
            return HttpResponseRedirect(reverse("admin:rooms_membership_change", args=[membership.pk]))

    def delete_model(self, request, membership):
        membership.room.leave(membership.user)

    @admin.action(permissions=["delete"], description=delete_selected.short_description)
    def delete_selected(self, request, memberships):
        """As Django's, without those who stay."""
        staying = memberships.filter(room__owner=F("user")).select_related("room", "user")
        if staying:
            self.say_who_stays(request, staying)
        leaving = memberships.exclude(pk__in=[membership.pk for membership in staying])
        return delete_selected(self, request, leaving) if leaving.exists() else None

    def delete_queryset(self, request, memberships):
        for membership in memberships.select_related("room", "user"):
            try:
                membership.room.leave(membership.user)
            except Stays:  # has been given the room since we looked
                self.say_who_stays(request, [membership])

    def say_who_stays(self, request, memberships):
        rows = ", ".join(f"{membership.user} ({membership.room})" for membership in memberships)
        self.message_user(request, STAYS % rows, messages.ERROR)


class MessageForm(ModelForm):
    def clean_room(self):
        room = self.cleaned_data["room"]
        if room.archived_at:
            raise ValidationError(RESTS, code="rests")
        if room.is_direct:
            raise ValidationError(DIRECT, code="direct")
        return room

    def clean_body(self):
        body = self.cleaned_data["body"]
        if is_blank(body):
            raise ValidationError(_("A message can’t be empty."))
        return body


@admin.register(Guest)
class GuestAdmin(FoldedSearch, LookOnlyAdmin):
    """Who came in without an account; with a stay that is deleted goes what was written in it."""

    list_display = ["user", "room", "entered_at", "left_at", "banned_at"]
    list_filter = ["room", "entered_at"]
    list_select_related = ["user", "room"]
    search_fields = ["=room__slug", "user__profile__sort_name__startswith"]
    fields = readonly_fields = ["user", "room", "entered_at", "seen_at", "left_at", "muted_at", "banned_at"]


@admin.register(Message)
class MessageAdmin(SaysWhyNot, DiscreetOfWords, LargeTableAdmin):
    """Of a direct conversation it shows who spoke and when."""

    form = MessageForm
    list_display = ["pk", "room", "author", "sent_at", "line"]
    list_filter = ["room", "author", "sent_at"]
    list_select_related = ["author", "room"]
    times_follow_keys = ["sent_at"]
    search_fields = ["author__username__startswith", "=room__slug"]
    search_help_text = _("Words of messages, or from:ada; or else a username or a room’s address.")
    autocomplete_fields = ["room", "author"]
    readonly_fields = ["sent_at", "edited_at", "body_html"]
    exclude = ["reply_to"]

    def get_readonly_fields(self, request, message=None):
        fields = [*self.readonly_fields, "room", "author"] if message else self.readonly_fields
        return [name for name in fields if name not in self.get_exclude(request, message)]

    def get_exclude(self, request, message=None):
        secret = message and message.room.is_secret
        return [*self.exclude, "body", "body_html"] if secret else self.exclude

    def has_change_permission(self, request, message=None):
        return super().has_change_permission(request, message) and not (message and message.room.is_direct)

    def get_search_results(self, request, messages, text):
        """By their words, as in a room. What people say to each other alone is not found by its words."""
        question = Question.parsed(text)
        if question.author:
            messages = messages.filter(author__username=question.author)
        if not question.has_terms:
            return (messages, False) if question.author else super().get_search_results(request, messages, text)
        readable = messages if settings.ADMIN_READS_DIRECT else messages.exclude(room__kind=Room.Kind.DIRECT)
        if question.author or in_all_rooms(readable, question)[:1]:
            way, key = cursor(request)
            sides = {"next": "before", "previous": "after"}
            return in_all_rooms(readable, question, **{sides[way]: whole_number(key)} if way in sides else {}), False
        return super().get_search_results(request, messages, text)

    @admin.display(description=_("text"))
    def line(self, message):
        return _("(between them)") if message.room.is_secret else message.line

    def save_model(self, request, message, form, change):
        if change:
            message.edit(request.user, message.body)
        else:  # the room's own verb, so that its readers see it
            message.__dict__ |= message.room.post(message.author, message.body).__dict__  # as it was stored

    # Not by has_delete_permission: it is asked too where a whole room or account is deleted, and that would forbid it.
    def delete_model(self, request, message):
        """What people say to each other alone, nobody else takes away; the room or an account can go as a whole."""
        if message.room.is_direct:
            self.message_user(request, DIRECT, messages.ERROR)
        else:
            message.room.remove(message)

    def delete_queryset(self, request, said):
        for message in said.select_related("room"):
            self.delete_model(request, message)


@admin.register(Reaction)
class ReactionAdmin(SaysWhyNot, WithoutSecrets, LargeTableAdmin):
    list_display = ["emoji", "user", "message_id", "made_at"]
    list_filter = ["user", "made_at"]
    times_follow_keys = ["made_at"]
    list_select_related = ["user"]
    search_fields = ["user__username__startswith"]
    raw_id_fields = ["message"]
    autocomplete_fields = ["user"]
    readonly_fields = ["made_at"]

    def save_model(self, request, reaction, form, change):
        if reaction.message.room.is_direct:
            raise Shut
        log.take_turn()
        super().save_model(request, reaction, form, change)
        reaction.message.tell_reactions(True)

    def delete_model(self, request, reaction):
        """Past the verb, which asks whether its person may act there now."""
        log.take_turn()
        message = reaction.message
        reaction.delete()
        message.tell_reactions(True)

    def delete_queryset(self, request, reactions):
        for reaction in reactions.select_related("message", "user"):
            self.delete_model(request, reaction)


@admin.register(Revision)
class RevisionAdmin(WithoutSecrets, LookOnlyAdmin):
    """To look at, never to change: it is what was said."""

    list_display = ["message_id", "replaced_by", "replaced_at"]
    list_filter = ["replaced_at"]
    times_follow_keys = ["replaced_at"]
    list_select_related = ["replaced_by"]
    search_fields = ["=message__id", "replaced_by__username__startswith"]
    readonly_fields = ["message", "body", "replaced_by", "replaced_at"]


@admin.register(Attachment)
class AttachmentAdmin(WithoutSecrets, LookOnlyAdmin):
    """To find and to delete; files come with messages."""

    room = "room"
    list_display = ["name", "content_type", "size", "message_id"]
    list_select_related = ["room"]
    list_filter = ["room", "message__author", "message__sent_at"]
    times_follow_keys = ["message__sent_at"]
    search_fields = ["=message__id", "message__author__username__startswith"]
    fields = readonly_fields = ["name", "content_type", "size", "width", "height", "message"]

    def delete_model(self, request, attachment):
        attachment.remove()

    def delete_queryset(self, request, attachments):
        for attachment in attachments.select_related("room", "message__room"):
            attachment.remove()


@admin.register(Draft)
class DraftAdmin(DiscreetOfWords, LookOnlyAdmin):
    """That there is one, and not what it says: nobody has said it yet."""

    list_display = ["user", "room", "changed_at"]
    list_filter = ["changed_at"]
    list_select_related = ["user", "room"]
    search_fields = ["user__username__startswith", "=room__slug"]
    fields = readonly_fields = ["user", "room", "changed_at"]


@admin.register(Removal)
class RemovalAdmin(LookOnlyAdmin):
    """That something was removed; what it said is gone."""

    list_display = ["author", "room", "removed_at"]
    list_filter = ["room", "removed_at"]
    times_follow_keys = ["removed_at"]
    list_select_related = ["author", "room"]
    search_fields = ["author__username__startswith", "=room__slug"]
    fields = readonly_fields = ["author", "room", "removed_at"]


@admin.register(Mention)
class MentionAdmin(LookOnlyAdmin):
    """Whom messages concern: it follows from what they say."""

    list_display = ["user", "message_id", "why"]
    list_filter = ["user", "why"]
    list_select_related = ["user"]
    search_fields = ["user__username__startswith", "=message__id"]
    fields = readonly_fields = ["user", "message", "why"]
