"""``python -m bench.web.wagtail_site.seed COUNTS``: fills the site, prints a session.

COUNTS is JSON: how many people, news, sections, files in one library, messages.
"""

import json
import os
import sys
from datetime import timedelta
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.web.wagtail_site.settings"


def main() -> None:
    """Make every page through Wagtail's own calls."""
    import django

    package = Path(os.environ["WAGTAIL_PLACE"]) / "bench_migrations"
    package.mkdir(exist_ok=True)
    (package / "__init__.py").touch()
    django.setup()
    from django.contrib.auth import get_user_model
    from django.contrib.sessions.backends.db import SessionStore
    from django.core.management import call_command
    from django.utils import timezone
    from wagtail.models import Page, PageViewRestriction, Site

    from bench.web.wagtail_site import models

    counts = json.loads(sys.argv[1])
    call_command("makemigrations", "bench_site", verbosity=0)
    call_command("migrate", verbosity=0)
    now = timezone.now()
    Page.objects.filter(depth=2).delete()
    root = Page.objects.get(depth=1)
    home = root.add_child(instance=models.HomePage(title="Home", slug="home"))
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "127.0.0.1", "root_page": home}
    )
    PageViewRestriction.objects.create(page=home, restriction_type="login")
    people = []
    folder = home.add_child(instance=models.SectionPage(title="People", slug="people"))
    for n in range(counts["people"]):
        person = models.PersonPage(
            title=f"Person {n}",
            slug=f"p{n}",
            job="Engineer",
            department="Service",
            phone="+49 40 0199",
            about="<p>Keeps what is cold cold.</p>",
            manager=people[(n - 1) // 5] if n else None,
        )
        people.append(folder.add_child(instance=person))
    for n in range(counts["news"]):
        home.add_child(
            instance=models.NewsPage(
                title=f"News {n}",
                slug=f"n{n}",
                summary="What changes, and when.",
                body="<p>Text.</p>" * 10,
                first_published_at=now - timedelta(hours=n),
            )
        )
    for n in range(counts["sections"]):
        section = home.add_child(
            instance=models.SectionPage(title=f"Section {n}", slug=f"s{n}")
        )
        library = section.add_child(
            instance=models.LibraryPage(title="Documents", slug="documents")
        )
        for number in range(counts["files"] if n == 0 else counts["few"]):
            library.add_child(
                instance=models.FilePage(
                    title=f"{number + 1}.txt",
                    slug=f"f{number}",
                    size=4096,
                    changed=now - timedelta(minutes=number),
                    editor=people[number % len(people)],
                )
            )
    request = home.add_child(
        instance=models.RequestPage(
            title="Cold room 2 does not hold temperature",
            slug="request",
            state="open",
            requester=people[1],
        )
    )
    for number in range(counts["messages"]):
        models.Message.objects.create(
            request=request,
            author=people[number % 2],
            at=now - timedelta(minutes=number),
            body="<p>It has been climbing since four.</p>",
        )
    user = get_user_model().objects.create_superuser("lena", "lena@example.com", "x")
    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session["_auth_user_backend"] = "django.contrib.auth.backends.ModelBackend"
    session["_auth_user_hash"] = user.get_session_auth_hash()
    session.create()
    sys.stdout.write(str(session.session_key))


if __name__ == "__main__":
    main()
