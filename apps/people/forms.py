from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.accounts.names import check_not_like_staff
from apps.shared.forms import Day, WebsiteField
from apps.shared.link_forms import link_formset
from apps.shared.names import LineField, NameField
from apps.shared.text import tag_name
from apps.tags.models import check_tag_name, split

from .models import MOST_LINKS, Profile, ProfileField, ProfileLink, Skill
from .models.custom_fields import VALUE

EMPTY_SKILLS, MOST_SKILLS = 3, 60  # rows for new skills; skills of one person, as far as rows are sent


class ProfileForm(forms.ModelForm):
    class Meta:
        model = Profile
        fields = ["picture", "cover", "name", "pronouns", "headline", "bio", "place", "is_private", "shows_local_time"]
        widgets = {"bio": forms.Textarea({"rows": 5})}
        field_classes = {"name": NameField, "pronouns": LineField, "headline": LineField, "place": LineField}

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
        "shows_local_time",
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


LinkFormSet = link_formset(
    ProfileLink, MOST_LINKS, _("A profile has at most %(most)d links."), template_name="people/_link_rows.html"
)


class FieldValuesForm(forms.Form):
    """What a profile says in the fields that the site's owner has defined; `field_<pk>` each."""

    def __init__(self, data, profile):
        super().__init__(data)
        self.profile = profile
        self.definitions = {f"field_{field.pk}": field for field in ProfileField.objects.all()}
        values = dict(profile.field_values.values_list("field", "value")) if self.definitions else {}
        for name, field in self.definitions.items():
            value = values.get(field.pk, "")
            self.fields[name] = self.form_field(field, value)
            self.initial[name] = value

    @staticmethod
    def form_field(field, value):
        common = {"label": field.label, "required": field.is_required}
        if field.type == ProfileField.Type.CHOICE:
            choices = field.choice_list
            if value and value not in choices:
                choices.append(value)  # what was chosen stays, though the choices have changed
            return forms.ChoiceField(choices=[("", "—"), *((choice, choice) for choice in choices)], **common)
        if field.type == ProfileField.Type.DATE:
            return Day(**common)
        if field.type == ProfileField.Type.LINK:
            invalid = _("This isn’t a web address. Links start with https:// or http://.")
            widget = forms.TextInput({"inputmode": "url", "placeholder": "https://"})
            return WebsiteField(max_length=VALUE, widget=widget, error_messages={"invalid": invalid}, **common)
        return LineField(max_length=VALUE, **common)

    def save(self):
        values = {
            field: value.isoformat() if isinstance(value := self.cleaned_data[name], date) else value or ""
            for name, field in self.definitions.items()
        }
        self.profile.set_field_values(values)


class DetailsForm(forms.ModelForm):
    """What stands beside someone's name."""

    class Meta:
        model = Profile
        fields = ["headline", "pronouns", "place", "shows_local_time"]
        field_classes = {"pronouns": LineField, "headline": LineField, "place": LineField}


class BioForm(forms.ModelForm):
    class Meta:
        model = Profile
        fields = ["bio"]
        widgets = {"bio": forms.Textarea({"rows": 8})}


class SkillsForm(forms.Form):
    skills = ProfileForm.base_fields["skills"]

    def __init__(self, data, profile):
        names = ", ".join(skill.tag.name for skill in profile.skill_rows.with_tags())
        super().__init__(data, initial={"skills": names})
        self.profile = profile

    def clean_skills(self):
        return split(self.cleaned_data["skills"])

    def save(self):
        self.profile.set_skills(self.cleaned_data["skills"])


class SkillForm(forms.Form):
    name = LineField(
        label=_("Skill"), required=False, max_length=60, widget=forms.TextInput({"placeholder": _("Skill")})
    )
    level = forms.TypedChoiceField(
        label=_("Level"),
        choices=Skill.Level.choices,
        coerce=int,
        required=False,
        empty_value=Skill.Level.ABLE,
        initial=Skill.Level.ABLE,
    )
    description = LineField(
        label=_("Description"),
        required=False,
        max_length=Skill._meta.get_field("description").max_length,
        widget=forms.TextInput({"placeholder": _("What people can ask you about")}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs["aria-label"] = self[name].label
        self.fields["name"].widget.attrs["autocapitalize"] = "none"

    def clean_name(self):
        name = self.cleaned_data["name"]
        if name:
            check_tag_name(name)
        return tag_name(name)

    def clean(self):
        given = super().clean()
        if given.get("description") and not given.get("name") and "name" not in self.errors:
            self.add_error("name", _("Enter the name of this skill, or clear its description."))
        return given


class BaseSkillFormSet(forms.BaseFormSet):
    template_name = "people/_skill_rows.html"

    def __init__(self, data, profile):
        skills = profile.skill_rows.with_tags()
        rows = [{"name": one.tag.name, "level": one.level, "description": one.description} for one in skills]
        # Without those that are there once it is sent: an unchanged row counts as empty.
        super().__init__(data, initial=None if data else rows, prefix="skills")
        self.profile = profile

    def clean(self):
        if len(self.details()) > MOST_SKILLS:
            raise ValidationError(_("A profile has at most %(most)d skills.") % {"most": MOST_SKILLS})

    def details(self):
        """`{name: {"level": …, "description": …}}`, in order; of a skill that is there twice the first."""
        found = {}
        for form in self.forms:
            given = getattr(form, "cleaned_data", {})
            if given.get("name") and {"level", "description"} <= set(given):
                values = {"level": given["level"], "description": given["description"]}
                found.setdefault(given["name"], values)
        return found

    def save(self):
        details = self.details()
        self.profile.set_skills(list(details), details)


SkillFormSet = forms.formset_factory(
    SkillForm, formset=BaseSkillFormSet, extra=EMPTY_SKILLS, max_num=MOST_SKILLS, absolute_max=MOST_SKILLS + 10
)


def skill_forms(data, profile):
    """A row for each skill, with level and description, and some empty ones; or a list with commas, as it is sent."""
    if data is not None and "skills-TOTAL_FORMS" not in data:
        return SkillsForm(data, profile)
    return SkillFormSet(data, profile)


def profile_part_form(part, data, profile):
    """The form for one section of someone's About page, or None where there is no such section."""
    if part in ("details", "bio"):
        return {"details": DetailsForm, "bio": BioForm}[part](data, instance=profile)
    if part in ("skills", "fields"):
        return {"skills": skill_forms, "fields": FieldValuesForm}[part](data, profile)
    return LinkFormSet.of(data, profile) if part == "links" else None


class PrivacyForm(forms.ModelForm):
    class Meta:
        model = Profile
        fields = ["admits", "shows_seen"]
        widgets = {"admits": forms.RadioSelect}

    def save(self):
        """These alone: what is remembered of a person has not changed."""
        self.instance.save(update_fields=self._meta.fields)
