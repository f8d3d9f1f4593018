"""Pages of the kinds that Hallway's pages are compared with."""

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page

_SHOWN = 200


class HomePage(Page):
    """News, sections, and the files changed last."""

    def get_context(self, request, *args, **kwargs):
        """With what the page lists."""
        return super().get_context(request, *args, **kwargs) | {
            "news": NewsPage.objects.live().order_by("-first_published_at")[:8],
            "sections": SectionPage.objects.live().order_by("title")[:8],
            "recent": FilePage.objects.live()
            .select_related("editor")
            .order_by("-changed")[:12],
        }


class NewsPage(Page):
    """A post."""

    summary = models.TextField()
    body = RichTextField()


class SectionPage(Page):
    """A site: what is below it, what changed lately."""

    def get_context(self, request, *args, **kwargs):
        """With what the page lists."""
        return super().get_context(request, *args, **kwargs) | {
            "contents": self.get_children().live().specific(),
            "recent": FilePage.objects.descendant_of(self)
            .live()
            .select_related("editor")
            .order_by("-changed")[:8],
        }


class LibraryPage(Page):
    """A folder: its first files by name."""

    def get_context(self, request, *args, **kwargs):
        """With the rows of the first page, and how many there are."""
        files = FilePage.objects.child_of(self).live()
        return super().get_context(request, *args, **kwargs) | {
            "files": files.select_related("editor").order_by("title")[:_SHOWN],
            "count": files.count(),
        }


class PersonPage(Page):
    """Somebody who works here."""

    job = models.CharField(max_length=100)
    department = models.CharField(max_length=100)
    phone = models.CharField(max_length=40)
    about = RichTextField()
    manager = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="reports"
    )

    def get_context(self, request, *args, **kwargs):
        """With the chain of managers, those who report, and recent files."""
        chain, above = [], self.manager
        while above is not None:
            chain.append(above)
            above = above.manager
        return super().get_context(request, *args, **kwargs) | {
            "chain": chain,
            "team": self.reports.live(),
            "recent": FilePage.objects.live()
            .filter(editor=self)
            .order_by("-changed")[:6],
        }


class FilePage(Page):
    """A file's entry."""

    size = models.BigIntegerField()
    changed = models.DateTimeField()
    editor = models.ForeignKey(
        PersonPage, null=True, blank=True, on_delete=models.SET_NULL
    )


class RequestPage(Page):
    """A customer's request with its messages."""

    state = models.CharField(max_length=20)
    requester = models.ForeignKey(
        PersonPage, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    def get_context(self, request, *args, **kwargs):
        """With the conversation."""
        messages = self.messages.select_related("author")
        return super().get_context(request, *args, **kwargs) | {"messages": messages}


class Message(Orderable):
    """What one of them wrote."""

    request = ParentalKey(RequestPage, related_name="messages")
    author = models.ForeignKey(
        PersonPage, null=True, blank=True, on_delete=models.SET_NULL
    )
    at = models.DateTimeField()
    body = RichTextField()
