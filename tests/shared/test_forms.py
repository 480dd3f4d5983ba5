"""Controls of forms that are drawn in our own way."""

import pytest
from django import forms
from pytest_django.asserts import assertHTMLEqual

from apps.shared.forms import LongSelect

CHOICES = [("", "as the site"), (7, "seven"), ("Asia", [("Asia/Tokyo", "Tokyo"), ('"><b>', "<i>Ona & co</i>")])]


@pytest.mark.parametrize("value", [None, "", 7, "7", "Asia/Tokyo", '"><b>', "Asia", "nowhere"])
def test_a_long_select_is_djangos(value):
    ours, djangos = (
        widget(attrs={"form": "told"}, choices=CHOICES).render("zone", value, {"id": "id_zone"})
        for widget in (LongSelect, forms.Select)
    )
    assertHTMLEqual(ours, djangos)
