"""The forms about people."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from hallway.core.people.queries import (
    list_organisations,
)
from hallway.faces.web.parse import Call

ROLE = "member"


class AddForm(forms.Form):
    """Somebody new."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=255)
    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)
    organisation = forms.TypedChoiceField(
        label=gettext_lazy("Organisation"), coerce=int
    )

    def __init__(self, *args: Any, choices: list[tuple[int, str]], **more: Any) -> None:
        """A form that offers these organisations."""
        super().__init__(*args, **more)
        field: Any = self.fields["organisation"]
        field.choices = choices


class EditForm(forms.Form):
    """What a person is called, and whom he reports to."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=255)
    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)
    manager = forms.EmailField(
        label=gettext_lazy("Manager"),
        required=False,
        help_text=gettext_lazy("The address of the person above; empty: nobody."),
    )
    is_admin = forms.BooleanField(
        label=gettext_lazy("Administrator: may do everything"), required=False
    )


class PasswordForm(forms.Form):
    """A new password."""

    password = forms.CharField(
        label=gettext_lazy("New password"),
        help_text=gettext_lazy("Tell it to the person, who should change it."),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class MemberForm(forms.Form):
    """An organisation to belong to."""

    organisation = forms.TypedChoiceField(
        label=gettext_lazy("Organisation"), coerce=int
    )
    role = forms.CharField(
        label=gettext_lazy("Role"), max_length=40, initial=ROLE, required=False
    )

    def __init__(self, *args: Any, choices: list[tuple[int, str]], **more: Any) -> None:
        """A form that offers these organisations."""
        super().__init__(*args, **more)
        field: Any = self.fields["organisation"]
        field.choices = choices


class ExplainForm(forms.Form):
    """What somebody may do at an address."""

    url = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=4096,
        help_text=gettext_lazy("Copied from the browser, or a path such as /sites/hr."),
    )


def choices_of(call: Call) -> list[tuple[int, str]]:
    """The organisations somebody can be put into."""
    return [(int(one.id), one.name) for one in list_organisations(call.actor)]
