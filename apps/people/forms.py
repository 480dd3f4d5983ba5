from django import forms
from django.utils.translation import gettext_lazy as _

from apps.accounts.names import check_not_like_staff
from apps.shared.forms import WebsiteField
from apps.shared.names import LineField, NameField
from apps.tags.models import split

from .models import Profile


class ProfileForm(forms.ModelForm):
    class Meta:
        model = Profile
        fields = ["picture", "cover", "name", "pronouns", "headline", "bio", "place", "website", "is_private"]
        widgets = {"bio": forms.Textarea({"rows": 5})}
        field_classes = {"name": NameField, "pronouns": LineField, "headline": LineField, "place": LineField}

    website = WebsiteField(label=_("Website"), required=False, max_length=200)
    skills = forms.CharField(
        label=_("Skills"),
        required=False,
        max_length=400,
        help_text=_("What people may ask you about, parted by commas."),
    )
    field_order = [
        "picture",
        "cover",
        "name",
        "pronouns",
        "headline",
        "bio",
        "skills",
        "place",
        "website",
        "is_private",
    ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["skills"].initial = ", ".join(skill.tag.name for skill in self.instance.skill_rows.with_tags())

    def clean_name(self):
        """Whoever has a name keeps it, whoever else has come to be staff since."""
        name = self.cleaned_data["name"]
        if name != self.initial.get("name"):
            check_not_like_staff(name, self.instance.user)
        return name

    def clean_skills(self):
        return split(self.cleaned_data["skills"])

    def _save_m2m(self):
        super()._save_m2m()
        self.instance.set_skills(self.cleaned_data["skills"])


class PrivacyForm(forms.ModelForm):
    class Meta:
        model = Profile
        fields = ["admits", "shows_seen"]
        widgets = {"admits": forms.RadioSelect}

    def save(self):
        """These alone: what is remembered of a person has not changed."""
        self.instance.save(update_fields=self._meta.fields)
