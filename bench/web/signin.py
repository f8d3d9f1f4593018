"""Signing in as a browser does: the form, its token, the session."""

import http.client
import re
from http.cookies import SimpleCookie
from urllib.parse import urlencode

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_PATH = "/accounts/login/"


class SignInError(RuntimeError):
    """The form was refused."""


def sign_in(port: int, *, email: str, password: str) -> str:
    """The Cookie header of a new session of somebody at Hallway."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        line.request("GET", _PATH)
        answer = line.getresponse()
        token = _TOKEN.search(answer.read().decode())
        cookies = _cookies(answer)
        form = {
            "login": email,
            "password": password,
            "csrfmiddlewaretoken": token[1] if token else "",
        }
        line.request(
            "POST",
            _PATH,
            urlencode(form),
            {
                "Content-Type": "application/x-www-form-urlencoded",
                "Cookie": _header(cookies),
                "Referer": f"http://127.0.0.1:{port}{_PATH}",
            },
        )
        answer = line.getresponse()
        answer.read()
        if answer.status != 302:
            raise SignInError(f"sign-in was answered with {answer.status}")
        return _header(cookies | _cookies(answer))
    finally:
        line.close()


def _cookies(answer: http.client.HTTPResponse) -> dict[str, str]:
    found: SimpleCookie = SimpleCookie()
    for value in answer.headers.get_all("Set-Cookie", []):
        found.load(value)
    return {name: one.value for name, one in found.items()}


def _header(cookies: dict[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in cookies.items())
