"""News, pages, events and links; the list of contracts; customers and requests."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from hallway.core import clock
from hallway.core.access.groups.commands import add_member
from hallway.core.access.groups.queries import list_groups
from hallway.core.changes.journal import all_or_none
from hallway.core.items import queries
from hallway.core.items.commands import create_item, put_file
from hallway.core.items.records import ItemId
from hallway.core.lists.commands import add_column, add_list
from hallway.core.lists.queries import list_columns
from hallway.core.lists.records import ListRecord
from hallway.core.people.commands import add_brand
from hallway.core.people.queries import find_brand
from hallway.core.sites.queries import get_site
from hallway.faces.cli.demo import scenes
from hallway.faces.cli.demo.load import HOUR, LIBRARY, Loader
from hallway.kinds.events.commands import add_event
from hallway.kinds.links.commands import add_link
from hallway.kinds.news.commands import draft_post, publish_post
from hallway.kinds.news.home import make_home
from hallway.kinds.pages.commands import draft_page, publish_page
from hallway.kinds.requests import commands as desk
from hallway.kinds.requests.records import CustomerRecord, File, RequestRecord

BRAND = "Nordwind Service"


def load_house(loader: Loader) -> None:
    """The home site and what stands on it, and news and pages of other sites."""
    make_home(loader.system)
    loader.sites["/"] = get_site(loader.system, "/")
    told = scenes.read("news")
    _appoint(loader, told["editors"])
    for post in sorted(told["posts"], key=lambda one: -one.get("ago", 0.0)):
        _load_post(loader, post)
    for one in told["pages"]:
        _load_page(loader, one)
    for one in told["events"]:
        _load_event(loader, one)
    for position, one in enumerate(told["links"], 1):
        _load_link(loader, one, position)


def _appoint(loader: Loader, editors: list[str]) -> None:
    _enlist(loader, "/", "Members", editors)
    _enlist(loader, "/", "Owners", ["k.broemmelmeier"])
    # Who writes pages edits them too; the administrator does so by his office.
    loader.forget_actors()


def _enlist(loader: Loader, site: str, ending: str, keys: Iterable[str]) -> None:
    """Put people into a group of a site that nobody made for himself."""
    groups = list_groups(loader.system, site=loader.sites[site].id)
    group = next(one.id for one in groups if one.title.endswith(f" {ending}"))
    for key in keys:
        add_member(loader.system, group, loader.people[key])


def _list(loader: Loader, site: str, name: str, kind: str) -> ListRecord:
    """A list of a site, made where it is missing."""
    found = loader.lists(site).get(f"Lists/{name}")
    if found is not None:
        return found
    return add_list(loader.system, loader.sites[site].id, name=name, kind=kind)


def titles_of(loader: Loader, found: ListRecord) -> dict[str, int]:
    """The titles of what a list holds already, and their numbers."""
    root = queries.get_item(loader.system, ItemId(found.root))
    titles: dict[str, int] = {}
    for page in queries.iter_children(loader.system, root):
        values = queries.list_values_of(loader.system, page)
        titles |= {
            str(values[one.id]["Title"]): one.number
            for one in page
            if "Title" in values[one.id]
        }
    return titles


def _load_post(loader: Loader, post: dict[str, Any]) -> None:
    found = _list(loader, post.get("site", "/"), "News", "news")
    if post["title"] in titles_of(loader, found):
        return
    author = loader.actor(post["author"])
    ago = int(post.get("ago", 1.0) * HOUR)
    values: dict[str, Any] = {
        "Title": post["title"],
        "Summary": post["summary"],
        "Body": post["body"],
        "Picture": post.get("picture"),
        "MustRead": post.get("must_read"),
    }
    if "company" in post:
        values["Organisation"] = loader.companies[post["company"]]
    if "alert_for" in post:
        values["Priority"] = "alert"
        values["AlertUntil"] = clock.now() + int(post["alert_for"] * HOUR)
    elif post.get("must_read"):
        values["Priority"] = "high"
    with clock.turned_back(ago), all_or_none():
        made = draft_post(author, found.id, values=_there(values))
        if not post.get("is_draft"):
            publish_post(author, made.id)
    loader.made += 1


def _load_page(loader: Loader, page: dict[str, Any]) -> None:
    found = _list(loader, page.get("site", "/"), "Pages", "pages")
    titles = titles_of(loader, found)
    if page["title"] in titles:
        return
    values = {
        "Title": page["title"],
        "Summary": page["summary"],
        "Body": page["body"],
        "Owner": loader.people[page["owner"]],
        "Parent": titles.get(page.get("above", "")),
    }
    with clock.turned_back(40 * 24 * HOUR), all_or_none():
        made = draft_page(loader.system, found.id, values=_there(values))
        publish_page(loader.system, made.id)
    loader.made += 1


def _load_event(loader: Loader, event: dict[str, Any]) -> None:
    found = _list(loader, "/", "Events", "events")
    if event["title"] in titles_of(loader, found):
        return
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    begins = today + timedelta(days=event["days"], hours=event["hour"])
    starts = int(begins.timestamp()) * clock.SECOND
    values: dict[str, Any] = {
        "Title": event["title"],
        "Starts": starts,
        "Ends": starts + int(event["lasts"] * HOUR),
        "AllDay": event.get("all_day"),
        "Place": event["place"],
    }
    if "company" in event:
        values["Organisation"] = loader.companies[event["company"]]
    with clock.turned_back(9 * 24 * HOUR):
        add_event(loader.system, found.id, values=_there(values))
    loader.made += 1


def _load_link(loader: Loader, link: dict[str, Any], position: int) -> None:
    found = _list(loader, "/", "Links", "links")
    if link["title"] in titles_of(loader, found):
        return
    values = {
        "Title": link["title"],
        "Address": link["address"],
        "Icon": link["icon"],
        "Position": position,
    }
    with clock.turned_back(50 * 24 * HOUR):
        add_link(loader.system, found.id, values=values)
    loader.made += 1


def load_contracts(loader: Loader) -> None:
    """The list of supplier contracts."""
    told = scenes.read("contracts")
    found = loader.lists("/sites/procurement").get("Lists/Supplier contracts")
    owner = loader.actor("j.weissenborn")
    if found is None:
        site = loader.sites["/sites/procurement"].id
        found = add_list(owner, site, name="Supplier contracts", kind="generic")
        loader.made += 1
    held = {one.internal_name for one in list_columns(loader.system, found.id)}
    for column in told["columns"]:
        if column["name"] in held:
            continue
        choices = column.get("choices")
        add_column(
            owner,
            found.id,
            internal_name=column["name"],
            title=column["title"],
            type=column["type"],
            required=column["name"] == "Title",
            settings={"choices": choices} if choices else {},
        )
        loader.made += 1
    titles = titles_of(loader, found)
    for number, row in enumerate(told["rows"]):
        if row["Title"] in titles:
            continue
        values = {**row, "Owner": loader.people[row["Owner"]]}
        with clock.turned_back((30 - number) * 24 * HOUR):
            create_item(loader.actor("m.oeztuerk"), found.id, values=values)
        loader.made += 1


def load_desk(loader: Loader, *, host: str) -> None:
    """Customers with their documents, agents, and every request with its talk."""
    told = scenes.read("requests")
    customers = {
        name: desk.open_customer(loader.system, loader.companies[name])
        for name in scenes.CUSTOMERS
    }
    for customer in customers.values():
        loader.sites[customer.site_path] = get_site(loader.system, customer.site_path)
        _enlist(loader, customer.site_path, "Owners", ["m.oeztuerk"])
    for key in told["agents"]:
        desk.add_agent(loader.system, loader.people[key])
    loader.forget_actors()
    for one in scenes.read("files")["clients"]:
        _load_shared(loader, customers[one["customer"]], one)
    for one in sorted(told["requests"], key=lambda one: -one["ago"]):
        _load_request(loader, customers[one["customer"]], one)
    load_brand(loader, host)


def load_brand(loader: Loader, host: str) -> None:
    """The look of a host that has none of its own."""
    # An IPv6 address cannot have one.
    if ":" in host or find_brand(loader.system, host) is not None:
        return
    add_brand(
        loader.system,
        host=host,
        organisation=loader.companies[scenes.OWN[0]],
        name=BRAND,
        colours={"hue": "6"},
    )
    loader.made += 1


def _load_shared(
    loader: Loader, customer: CustomerRecord, told: dict[str, Any]
) -> None:
    path = (*customer.site_path.strip("/").split("/"), LIBRARY)
    root = queries.resolve(loader.system, path).item
    if root is None or queries.resolve(loader.system, (*path, told["path"])).item:
        return
    with clock.turned_back(int(told["ago"] * HOUR)):
        put_file(
            loader.actor(told["who"]),
            root.id,
            name=told["path"],
            body=loader.body(told["path"], told["path"]),
        )
    loader.made += 1


def _load_request(
    loader: Loader, customer: CustomerRecord, told: dict[str, Any]
) -> None:
    found = _requests_of(loader, customer)
    if told["subject"] in titles_of(loader, found):
        return
    files = _files(loader, told)
    talk = [(said, _files(loader, said)) for said in told.get("said", ())]
    with all_or_none():
        made = _open(loader, customer, told, files)
        for said, shown in talk:
            _say(loader, made, said, shown)
    loader.made += 1


def _open(
    loader: Loader, customer: CustomerRecord, told: dict[str, Any], files: list[File]
) -> RequestRecord:
    with clock.turned_back(int(told["ago"] * HOUR)):
        made = desk.open_request(
            loader.actor(told["who"]),
            customer.organisation,
            subject=told["subject"],
            body=told["text"],
            files=files,
        )
    agent = loader.actor("f.yildirim")
    with clock.turned_back(int(max(told["ago"] - 0.05, 0.0) * HOUR)):
        if "priority" in told:
            desk.set_priority(agent, made.item, priority=told["priority"])
        if "assignee" in told:
            person = loader.people[told["assignee"]]
            desk.assign(agent, made.item, person=person)
    return made


def _say(
    loader: Loader, request: RequestRecord, said: dict[str, Any], files: list[File]
) -> None:
    who = loader.actor(said["who"])
    with clock.turned_back(int(said["ago"] * HOUR)):
        if said.get("way") == "note":
            desk.note(who, request.item, body=said["text"], files=files)
        else:
            then = said.get("then")
            desk.reply(who, request.item, body=said["text"], files=files, then=then)


def _requests_of(loader: Loader, customer: CustomerRecord) -> ListRecord:
    loader.sites[customer.site_path] = get_site(loader.system, customer.site_path)
    return loader.lists(customer.site_path)["Lists/Requests"]


def _files(loader: Loader, told: dict[str, Any]) -> list[File]:
    name = told.get("file")
    return [File(name, loader.body(name, name))] if name else []


def _there(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
