"""What `/design/` shows: the components in their groups, and the frame.

Nothing here is translated but the groups' names.
"""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from hallway.design import assets
from hallway.design.frame import Brand, Entry, Frame, Group, MenuItem, Who
from hallway.design.samples import samples

_GROUPS = (
    (gettext_noop("Actions"), "button icon fileicon menu theme dialog cmdbar keys"),
    (
        gettext_noop("Forms"),
        (
            "field fields select editor check switch pick picker searchbox drop tray "
            "files setting"
        ),
    ),
    (
        gettext_noop("Frame"),
        (
            "topbar launcher hubbar rail bottombar crumbs tabs pager letters titlebar "
            "sitehead head signin denied portal"
        ),
    ),
    (
        gettext_noop("Lists and details"),
        (
            "table filerow rows link result facets tree pane props timeline versions "
            "access verdict stats"
        ),
    ),
    (
        gettext_noop("People and marks"),
        "avatar person personcard org company sitelogo badge pill chip",
    ),
    (
        gettext_noop("Messages"),
        "toast banner empty progress skeleton comment msg ticket desk steps",
    ),
    (gettext_noop("Reading"), "story article prose event tile panel"),
)


class SampleForm(forms.Form):
    """A Django form with a message."""

    title = forms.CharField(label="Title", help_text="Shown in search and links")
    mail = forms.EmailField(label="Contact")
    text = forms.CharField(label="Purpose", widget=forms.Textarea, required=False)
    kind = forms.ChoiceField(
        label="Kind", choices=[("team", "Team"), ("news", "Communication")]
    )
    follow = forms.BooleanField(label="Follow this site", required=False)
    privacy = forms.ChoiceField(
        label="Privacy",
        choices=[("private", "Private"), ("open", "Everybody in both companies")],
        widget=forms.RadioSelect,
    )


def names() -> list[str]:
    """Every component on show."""
    return [name for _title, words in _GROUPS for name in words.split()]


def context() -> dict[str, Any]:
    """The variables of ``design/gallery.html``."""
    groups: list[dict[str, Any]] = [
        {
            "id": f"g-{number}",
            "title": _(title),
            "names": words.split(),
            "folder": "design/examples/",
        }
        for number, (title, words) in enumerate(_GROUPS)
    ]
    form = SampleForm(
        {"title": "Procurement", "mail": "miriam.oeztuerk", "kind": "team"},
        initial={"privacy": "private"},
    )
    rail = Group(
        entries=tuple(
            Entry(label=group["title"], href=f"#{group['id']}", icon="components")
            for group in groups
        )
    )
    return {
        "groups": groups,
        "frame": _frame(rail),
        "s": samples(),
        "form": form,
        "icons": icons(),
    }


def icons() -> list[str]:
    """The names of the sprite's icons, without file types and marks."""
    sprite = assets.bundle().assets["icons/icons.svg"].body.decode()
    found = re.findall(r'<symbol id="([^"]+)"', sprite)
    return [name for name in found if not name.startswith("ft-") and name != "mark"]


def _frame(rail: Group) -> Frame:
    places = [
        ("Home", "home"),
        ("Sites", "building-community"),
        ("Files", "folders"),
        ("Lists", "list-details"),
        ("News", "news"),
        ("People", "users"),
        ("Helpdesk", "headset"),
        ("Portal", "door-enter"),
        ("Admin", "settings"),
    ]
    apps = tuple(Entry(label=a, href="#", icon=b) for a, b in places)
    me = Entry(label="Me", href="#", icon="user-circle")
    search = Entry(label="Search", href="#", icon="search")
    tasks = Entry(label="Tasks", href="#", icon="checkbox", count=5)
    return Frame(
        brand=Brand(href="/design/"),
        person=Who(
            name="Katharina Brömmelmeier", mail="k.broemmelmeier@nordwind.example"
        ),
        apps=apps,
        search_action="#",
        search_hint="Search files, people, news and sites",
        create=(
            MenuItem(label="Document", href="#", icon="file-plus"),
            MenuItem(label="News post", href="#", icon="news"),
            MenuItem(rule=True),
            MenuItem(label="Site", href="#", icon="building-community"),
        ),
        tasks=Entry(label="Tasks", spoken="Tasks, 5 open", href="#", count=5),
        bell=Entry(label="Bell", spoken="Notifications, 2 new", href="#", count=2),
        mine=(
            MenuItem(label="My profile", href="#", icon="user-circle"),
            MenuItem(label="Settings", href="#", icon="adjustments"),
            MenuItem(
                label="Keys", href="#keys", icon="keyboard", key="?", dialog="keys"
            ),
        ),
        sign_out="#",
        rail=(rail,),
        rail_label=_("On this page"),
        bottom=(
            Entry(label="Home", href="#", icon="home", current=True),
            Entry(label="Files", href="#", icon="folder"),
            search,
            tasks,
            me,
        ),
    )
