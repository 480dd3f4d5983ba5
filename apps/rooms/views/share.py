"""Sharing a page of the site: its link, with a few words, into a room or a direct message."""

from uuid import uuid4

from django import forms
from django.conf import settings
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from apps.accounts.models import SiteSettings
from apps.accounts.user_rows import creates_missing_rows
from apps.people.models import Profile
from apps.shared.addresses import absolute
from apps.shared.forms import ClientId, Words
from apps.shared.http import HtmxRequest, way_back
from apps.shared.limits import over_limit
from apps.shared.markdown import is_blank

from ..models import Rests, Room, Shut, Silent, Unreachable

MOST_ROOMS = 200  # to choose from, the liveliest first


class ShareForm(forms.Form):
    """`room`: the slug of one of the rooms, `username`: someone to send it to instead."""

    room = forms.ChoiceField(label=_("Room"), required=False)
    username = forms.CharField(label=_("Or a person, by username"), required=False, max_length=60)
    body = Words(
        label=_("Message"), max_length=settings.MESSAGE_MAX_LENGTH, widget=forms.Textarea({"rows": 3}), strip=False
    )
    client_id = ClientId(required=False, widget=forms.HiddenInput)

    def __init__(self, data, user, rooms, **more):
        super().__init__(data, **more)
        self.user, self.person = user, None
        self.fields["room"].choices = [("", _("Choose a room")), *((room.slug, room.title) for room in rooms)]

    def clean_body(self):
        if is_blank(self.cleaned_data["body"]):
            raise forms.ValidationError(_("A message can’t be empty."))
        return self.cleaned_data["body"]

    def clean_username(self):
        username = self.cleaned_data["username"].strip().lstrip("@").lower()
        if username:
            people = Profile.objects.visible_to(self.user, SiteSettings.current()).exclude(pk=self.user.pk)
            profile = people.with_username(username)
            if profile is None:
                raise forms.ValidationError(_("There is no member with this username."))
            self.person = profile.user
        return username

    def clean(self):
        given = super().clean()
        if not self.errors and bool(given.get("room")) == bool(given.get("username")):
            self.add_error("room", _("Choose a room or a person."))
        return given


@require_http_methods(["GET", "HEAD", "POST"])
@creates_missing_rows
def share(request: HtmxRequest):
    """`?path=` is the page of this site that is shared."""
    path = way_back(request, request.GET.get("path", ""))
    if not path or request.user.is_guest:
        raise Http404
    rooms = Room.objects.of(request.user).not_direct().in_use().select_related("owner__profile")
    rooms = list(rooms.order_by("-stirred_at", "-pk")[:MOST_ROOMS])
    initial = {"body": f"{absolute(path)}\n", "client_id": uuid4()}
    form = ShareForm(request.POST or None, request.user, rooms, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            limited = over_limit(request, "messages") or (form.person and over_limit(request, "conversations"))
            if limited:
                form.add_error(None, limited.sentence)
                status = 429
            elif message := sent(request, form, rooms):
                return redirect(f"{message.room.get_absolute_url()}#message-{message.pk}")
    return render(request, "rooms/share.html", {"form": form, "path": path}, status=status)


def sent(request, form, rooms):
    """The message; None where it was not taken, which the form says then."""
    given = form.cleaned_data
    try:
        if form.person:
            room = Room.objects.begin(request.user, [form.person])
        else:
            room = next(room for room in rooms if room.slug == given["room"])
        return room.post(request.user, given["body"], given["client_id"])
    except (Rests, Shut, Silent, Unreachable):
        form.add_error("username" if form.person else "room", _("You can’t post there now."))
        return None
