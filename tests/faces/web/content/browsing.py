"""A browser without script: cookies, forms, files; through the whole application."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlencode

from tests.faces.dav.asking import Answer, ask

HTML = "text/html,application/xhtml+xml,*/*;q=0.8"
BOUNDARY = "----hallway"


@dataclass
class Browser:
    """Keeps cookies; fills in the hidden token of forms as a person's browser does."""

    cookies: dict[str, str] = field(default_factory=dict)
    accept: str = HTML

    def get(self, path: str, **headers: str) -> Answer:
        return self._ask("GET", path, **headers)

    def post(self, path: str, data: Mapping[str, object] | None = None) -> Answer:
        fields = {"csrfmiddlewaretoken": self.token(), **(data or {})}
        return self._ask(
            "POST",
            path,
            body=urlencode(fields, doseq=True),
            Content_Type="application/x-www-form-urlencoded",
        )

    def send(
        self,
        path: str,
        files: dict[str, bytes],
        *,
        token: str | None = None,
        fields: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send files, and fields, as a form does."""
        body = _part('name="csrfmiddlewaretoken"', (token or self.token()).encode())
        for name, text in (fields or {}).items():
            body += _part(f'name="{name}"', text.encode())
        for name, content in files.items():
            body += _part(f'name="files"; filename="{name}"', content)
        body += f"--{BOUNDARY}--\r\n".encode()
        return self.send_raw(path, body)

    def send_raw(self, path: str, body: bytes, **headers: str) -> Answer:
        return self._ask(
            "POST",
            path,
            body=body,
            Content_Type=f"multipart/form-data; boundary={BOUNDARY}",
            **headers,
        )

    def follow(self, answer: Answer) -> Answer:
        """Go where an answer leads."""
        assert answer.status in (301, 302, 303), answer.text[:400]
        return self.get(answer.headers["location"])

    def token(self) -> str:
        """The token of forms, from a page that has one."""
        page = self.get("/").text
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert found is not None, page[:400]
        return found[1]

    def _ask(self, method: str, path: str, **more: str | bytes) -> Answer:
        if self.cookies:
            more["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        more.setdefault("Accept", self.accept)
        answer = ask(method, path, **more)  # type: ignore[arg-type]
        for line in re.split(r", (?=[\w-]+=)", answer.headers.get("set-cookie", "")):
            name, _, rest = line.partition("=")
            value = rest.partition(";")[0].strip('"')
            if name and value:
                self.cookies[name] = value
            elif name:
                self.cookies.pop(name, None)
        return answer


def _part(head: str, content: bytes) -> bytes:
    disposition = f"--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n"
    return disposition.encode() + content + b"\r\n"


def names(page: Answer) -> list[str]:
    """The names in a folder's list, in their order."""
    found = re.findall(r'class="cellname__link"[^>]*>(.*?)<', page.text)
    return [unescape(name) for name in found]


def words(page: Answer) -> str:
    """What a page says, without its marks and the sheet of keys."""
    text = re.sub(r"(?s)<hw-keys.*?</hw-keys>", " ", page.text)
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text)))
