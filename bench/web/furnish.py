"""``python -m bench.web.furnish COUNTS``: news, a person and a request, like Wagtail's.

COUNTS is JSON, as for `bench.web.wagtail_site.seed`. Prints the addresses as JSON.
"""

import json
import os
import sys
from datetime import timedelta

os.environ["DJANGO_SETTINGS_MODULE"] = "hallway.config.settings"


def main() -> None:
    """Make everything by the core's commands, as a face does."""
    import django

    django.setup()
    from bench.servers import USER
    from hallway.core import clock
    from hallway.core.access.actors import PrincipalId, System
    from hallway.core.lists.queries import list_lists
    from hallway.core.people.actors import get_actor
    from hallway.core.people.commands import add_organisation, add_person, set_manager
    from hallway.core.people.profiles.commands import update_profile
    from hallway.core.people.queries import find_person
    from hallway.kinds.news.commands import draft_post, publish_post
    from hallway.kinds.news.home import make_home
    from hallway.kinds.requests.commands import (
        add_agent,
        open_customer,
        open_request,
        reply,
    )

    counts = json.loads(sys.argv[1])
    system = System("fills the site that is measured")
    people = [find_person(system, f"p{n}@example.com") for n in range(counts["people"])]
    user = find_person(system, USER)
    about = {
        "job_title": "Engineer",
        "department": "Service",
        "phone": "+49 40 0199",
        "about": "Keeps what is cold cold.",
    }
    update_profile(system, user.id, fields=about)
    for n, person in enumerate(people[1:], 1):
        update_profile(system, person.id, fields=about)
        set_manager(system, person.id, manager=people[(n - 1) // 5].id)
    # The user has somebody above him, and five who report.
    set_manager(system, user.id, manager=people[0].id)
    for person in people[1:6]:
        set_manager(system, person.id, manager=user.id)
    home = make_home(system)
    news = next(one for one in list_lists(system, home.id) if one.kind == "news")
    hour = int(timedelta(hours=1).total_seconds()) * clock.SECOND
    for n in range(counts["news"]):
        values = {
            "Title": f"News {n}",
            "Summary": "What changes, and when.",
            "Body": "Text.\n\n" * 10,
        }
        post = draft_post(system, news.id, values=values)
        publish_post(system, post.id, at=clock.now() - n * hour)
    customer = add_organisation(system, name="Acme", kind="customer")
    open_customer(system, customer.id)
    asking = add_person(
        system, email="anna@acme.example", name="Anna", organisation=customer.id
    )
    add_agent(system, user.id)
    both = [get_actor(PrincipalId(one.id), face="bench") for one in (asking, user)]
    body = "It has been climbing since four."
    request = open_request(
        both[0],
        customer.id,
        subject="Cold room 2 does not hold temperature",
        body=body,
    )
    for n in range(1, counts["messages"]):
        reply(both[n % 2], request.item, body=body)
    sys.stdout.write(
        json.dumps(
            {"person": f"/people/{user.id}", "request": f"/desk/requests/{request.ref}"}
        )
    )


if __name__ == "__main__":
    main()
