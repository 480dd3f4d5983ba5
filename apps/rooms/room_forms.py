"""What makes a room, and what its owner fills in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import SiteSettings
from apps.accounts.names import check_room_not_like_staff
from apps.shared.names import NameField
from apps.tags.models import split

from .models import Room


class RoomForm(forms.ModelForm):
    """Visitors are asked about only where the site lets them read rooms."""

    class Meta:
        model = Room
        fields = ["name", "description", "kind", "is_public", "admits_guests", "picture"]

    name = NameField(label=_("Name"), max_length=60, help_text=_("What people will call it: Studio, Kitchen, Bikes."))
    description = forms.CharField(
        label=_("What it is for"), max_length=240, required=False, widget=forms.Textarea({"rows": 2})
    )
    topics = forms.CharField(
        label=_("Topics"), required=False, max_length=200, help_text=_("A few tags, parted by commas.")
    )
    kind = forms.ChoiceField(
        label=_("Who may come in"),
        initial=Room.Kind.OPEN,
        widget=forms.RadioSelect,
        choices=[
            (Room.Kind.OPEN, _("Open: everybody here may read and write")),
            (Room.Kind.CLOSED, _("Closed: only its members know that it exists")),
        ],
    )
    is_public = forms.BooleanField(
        label=_("Visitors may read it"),
        required=False,
        help_text=_("People without an account, and search engines. For open rooms only."),
    )
    admits_guests = forms.BooleanField(
        label=_("Guests may come in"),
        required=False,
        help_text=_("Whoever has the link types a name and talks, without an account. Not in closed rooms."),
    )
    field_order = ["name", "description", "topics", "kind", "is_public", "admits_guests", "picture"]

    def __init__(self, *args, user=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        if not SiteSettings.current().visitors_read_rooms:
            self.where_visitors_stay_out()
        if not SiteSettings.current().guests_allowed:
            del self.fields["admits_guests"]

    def where_visitors_stay_out(self):
        del self.fields["is_public"]

    def clean_name(self):
        """A room that has a name keeps it."""
        name = self.cleaned_data["name"]
        if self.user is not None and name != self.initial.get("name"):
            check_room_not_like_staff(name, self.user)
        return name

    def clean_topics(self):
        return split(self.cleaned_data["topics"])

    def clean(self):
        if self.cleaned_data.get("kind") == Room.Kind.CLOSED:
            self.cleaned_data |= {name: False for name in ("is_public", "admits_guests") if name in self.fields}
        return self.cleaned_data

    def open(self, owner):
        return Room.objects.open_by(owner, **self.cleaned_data)


class SettingsForm(RoomForm):
    """A room of one's own is called after its owner; it opens and closes, and stays personal."""

    personal_is_closed = forms.BooleanField(label=_("Only those whom I add may come in"), required=False)
    field_order = ["name", "description", "topics", "kind", "is_public", "personal_is_closed", "admits_guests"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["topics"].initial = ", ".join(tag.name for tag in self.instance.topics.all())
        if self.instance.archived_at:  # nobody comes in, whatever is chosen here, and waking it leaves the door shut
            self.fields.pop("admits_guests", None)
        personal = self.instance.kind == Room.Kind.PERSONAL
        for name in ("name", "kind", "is_public", "picture") if personal else ("personal_is_closed",):
            del self.fields[name]

    def where_visitors_stay_out(self):
        self.fields["is_public"].help_text = _(
            "This site keeps visitors out of its rooms at present. What you choose here counts as soon as its owner "
            "lets them in. For open rooms only."
        )

    def change(self):
        self.instance.change(**self.cleaned_data)


class HandOverForm(forms.Form):
    username = forms.CharField(
        label=_("Hand it over to"), max_length=40, help_text=_("The name with the @, of somebody who is a member.")
    )

    def __init__(self, *args, room=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.room, self.member = room, None

    def clean_username(self):
        username = self.cleaned_data["username"].strip().lstrip("@").lower()
        if self.room.kind == Room.Kind.PERSONAL:
            raise forms.ValidationError(_("A personal room stays with its person."))
        members = self.room.memberships.with_rows().filter(user__username=username, user__is_active=True)
        membership = members.first()
        if membership is None:
            raise forms.ValidationError(_("No member is called that. Add them to the room first."))
        self.member = membership.user
        return username


class DeleteForm(forms.Form):
    name = forms.CharField(label=_("The room’s name"), max_length=60)

    def __init__(self, *args, room, **kwargs):
        super().__init__(*args, **kwargs)
        self.room = room

    def clean_name(self):
        if self.room.kind == Room.Kind.PERSONAL:
            raise forms.ValidationError(_("A personal room cannot be deleted. You may close it."))
        if self.cleaned_data["name"].strip() != self.room.name.strip():
            raise forms.ValidationError(_("That is not its name. Nothing was deleted."))
        return self.cleaned_data["name"]
