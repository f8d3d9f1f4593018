"""``/people/<person>/edit``: one's own profile, or anybody's for an administrator."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hallway.core.access.actors import PrincipalId
from hallway.core.changes.journal import together
from hallway.core.errors import Conflict, Forbidden, Invalid
from hallway.core.people.commands import set_manager
from hallway.core.people.finding.queries import resolve_principals
from hallway.core.people.finding.records import Wanted
from hallway.core.people.profiles.commands import update_profile
from hallway.core.people.profiles.queries import get_profile
from hallway.core.people.profiles.records import PersonPage, Profile
from hallway.core.people.profiles.rules import OWN_FIELDS
from hallway.core.people.rules import is_self
from hallway.faces.web.errors import field_errors
from hallway.faces.web.frame import company_frame
from hallway.faces.web.parse import Call, person_href
from hallway.faces.web.people.shown import shown
from hallway.faces.web.render import page, see_other
from hallway.faces.web.staff import method_not_allowed, staff_page

_LISTS = ("skills", "languages")


class ProfileForm(forms.Form):
    """A profile as a form; what only administrators change comes first."""

    job_title = forms.CharField(label=gettext_lazy("Job title"))
    department = forms.CharField(label=gettext_lazy("Department"))
    former_email = forms.CharField(
        label=gettext_lazy("Former e-mail address"),
        help_text=gettext_lazy("It still finds the person."),
    )
    office = forms.CharField(label=gettext_lazy("Office"))
    phone = forms.CharField(label=gettext_lazy("Phone"))
    mobile = forms.CharField(label=gettext_lazy("Mobile phone"))
    pronouns = forms.CharField(label=gettext_lazy("Pronouns"))
    skills = forms.CharField(
        label=gettext_lazy("Skills"), help_text=gettext_lazy("Apart by commas.")
    )
    languages = forms.CharField(
        label=gettext_lazy("Languages"), help_text=gettext_lazy("Apart by commas.")
    )
    about = forms.CharField(
        label=gettext_lazy("About"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("What colleagues may ask you about. Markdown works."),
    )
    working_days = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Working days"),
        coerce=int,
        choices=[(number + 1, name) for number, name in WEEKDAYS.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    working_hours = forms.CharField(
        label=gettext_lazy("Working hours"),
        help_text=gettext_lazy("As you would say it: 8 to 16:30."),
    )

    def __init__(self, *args: Any, only: frozenset[str] | None, **kwargs: Any) -> None:
        """A form with the fields in ``only``; None for all."""
        super().__init__(*args, **kwargs)
        for name in list(self.fields):
            if only is not None and name not in only:
                del self.fields[name]
            else:
                self.fields[name].required = False

    def given(self) -> dict[str, Any]:
        """The fields as the core wants them."""
        return {
            name: value.split(",") if name in _LISTS else value
            for name, value in self.cleaned_data.items()
        }


@staff_page
def edit(call: Call, person: int) -> HttpResponse:
    """The form of a profile."""
    found = get_profile(call.actor, person)
    _demand_own(call, found)
    match call.request.method:
        case "GET" | "HEAD":
            return _form(call, found, _blank(call, found.profile))
        case "POST":
            return _save(call, found)
        case _:
            return method_not_allowed("GET", "HEAD", "POST")


def refused_photo(call: Call, person: int, message: str) -> HttpResponse:
    """The form with a message beside the photo."""
    found = get_profile(call.actor, person)
    _demand_own(call, found)
    form = _blank(call, found.profile)
    return _form(call, found, form, status=400, photo_error=message)


def _demand_own(call: Call, found: PersonPage) -> None:
    if call.actor.everything is None and not is_self(call.actor, found.card.id):
        raise Forbidden("Only the person himself or an administrator may do this.")


def _only(call: Call) -> frozenset[str] | None:
    return None if call.actor.everything is not None else OWN_FIELDS


def _blank(call: Call, profile: Profile) -> ProfileForm:
    initial = {
        name: ", ".join(value) if name in _LISTS else value
        for name, value in (
            (name, getattr(profile, name)) for name in profile.__slots__
        )
    }
    return ProfileForm(initial=initial, only=_only(call))


def _mark(found: PersonPage) -> str:
    """What a form was filled from: another one where that changed meanwhile."""
    said_then = f"{found.profile!r} {found.manager}"
    return hashlib.sha256(said_then.encode()).hexdigest()[:16]


def _save(call: Call, found: PersonPage) -> HttpResponse:
    form, who = ProfileForm(call.request.POST, only=_only(call)), found.card.id
    if not form.is_valid():
        return _form(call, found, form, status=400)
    if call.value("was") != _mark(found) and not _is_same(form, found.profile):
        form.add_error(
            None,
            _("Somebody changed this profile meanwhile. Save again to keep yours."),
        )
        return _form(call, found, form, status=409)
    try:
        steps: list[Callable[[], object]] = [
            partial(update_profile, call.actor, who, fields=form.given())
        ]
        if call.actor.everything is not None:
            manager = _read_manager(call, found)
            steps.append(partial(set_manager, call.actor, who, manager=manager))
        together(call.actor, *steps)
    except (Conflict, Invalid) as error:
        # A profile conflicts with nothing: it is the manager.
        fields = field_errors(error, "manager")
        manager_error = _(fields.pop("manager")) if "manager" in fields else ""
        _add(form, fields)
        return _form(call, found, form, status=400, manager_error=manager_error)
    return see_other(call.request, person_href(who), text=_("Profile saved"))


def _is_same(form: ProfileForm, profile: Profile) -> bool:
    kept = {
        name: [part.strip() for part in value if part.strip()]
        if name in _LISTS
        else value
        for name, value in form.given().items()
    }
    return all(
        (list(now) if isinstance(now := getattr(profile, name), tuple) else now)
        == value
        for name, value in kept.items()
    )


def _add(form: ProfileForm, fields: Mapping[str, str]) -> None:
    for name, message in fields.items():
        form.add_error(name if name in form.fields else None, _(message))


def _read_manager(call: Call, found: PersonPage) -> PrincipalId | None:
    """Who is named as the one above; Invalid says what is wrong with that."""
    given = call.request.POST.getlist("manager")
    if given == [f"#{found.manager}"]:
        return found.manager
    # Without script the one there cannot be taken out: who types another means him.
    typed = [text for text in given if text.strip() and not text.startswith("#")]
    answers = resolve_principals(call.actor, typed or given, wanted=Wanted.PEOPLE)
    if len(answers) > 1:
        raise Invalid({"manager": _("A person works for one manager.")})
    if not answers:
        return None
    if answers[0].match is None:
        raise Invalid({"manager": answers[0].message})
    return answers[0].match.id


def _manager_chips(call: Call, found: PersonPage) -> list[dict[str, str]]:
    """Who is chosen: by the form that was sent, else by the profile."""
    chosen = [] if found.manager is None else [f"#{found.manager}"]
    if "manager" in call.request.POST:
        posted = call.request.POST.getlist("manager")
        chosen = [text for text in posted if text.startswith("#")]
    answers = resolve_principals(call.actor, chosen, wanted=Wanted.PEOPLE)
    return [
        {"value": f"#{one.match.id}", "name": one.match.title}
        for one in answers
        if one.match is not None
    ]


def _days(form: ProfileForm) -> list[dict[str, Any]]:
    chosen = {str(day) for day in form["working_days"].value() or ()}
    return [
        {"value": number + 1, "label": name, "checked": str(number + 1) in chosen}
        for number, name in WEEKDAYS.items()
    ]


def _form(
    call: Call,
    found: PersonPage,
    form: ProfileForm,
    *,
    status: int = 200,
    photo_error: str = "",
    manager_error: str = "",
) -> HttpResponse:
    (who,) = shown(call, [found.card])
    typed = [one for one in call.values("manager") if not one.startswith("#")]
    return page(
        call.request,
        "web/people/edit.html",
        frame=company_frame(call.actor, current="/people"),
        status=status,
        who=who,
        form=form,
        days=_days(form),
        mark=_mark(found),
        is_admin=call.actor.everything is not None,
        chips=_manager_chips(call, found),
        manager_typed=", ".join(one for one in typed if one.strip()),
        manager_error=manager_error,
        photo_error=photo_error,
    )
