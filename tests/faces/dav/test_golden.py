"""Whole requests with their whole answers; ``--update-golden`` records them anew.

A file is a story: ``### what happens``, then a request (``METHOD path who``, headers,
an empty line, a body), then ``--- status`` with the answer. What differs from run to
run is written as a word in braces, the same word for the same thing.
"""

import re
from functools import partial
from pathlib import Path

import pytest

from tests.faces.dav.asking import Answer, ask
from tests.faces.dav.conftest import Cast

GOLDEN = Path(__file__).with_name("golden")
STORIES = sorted(GOLDEN.glob("*.http"))

_CHANGING = {
    "guid": r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    "date": r"[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} 20(?:2[6-9]|[3-9].) [0-9:]{8} GMT",
    "time": r"20(?:2[6-9]|[3-9].)-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z",
    "reference": r"(?<=Reference: )[0-9a-f]{8}",
    "boundary": r"(?<=boundary=)[0-9a-f]{32}|(?<=--)[0-9a-f]{32}",
    "left": r"(?<=Second-)[0-9]+",
}


class Story:
    """One run of a file: the same guid is the same word in all its answers."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.words: dict[str, str] = {}

    def play(self, text: str) -> str:
        """The text with the answers as they are now."""
        parts = re.split(r"^(### .*)$", text, flags=re.MULTILINE)
        told = [parts[0]]
        for title, part in zip(parts[1::2], parts[2::2], strict=True):
            request = part.partition("\n--- ")[0].strip("\n")
            told.append(f"{title}\n{request}\n{self.answer_to(request)}\n")
        return "".join(told).rstrip("\n") + "\n"

    def answer_to(self, request: str) -> str:
        head, _, body = request.partition("\n\n")
        first, *lines = head.split("\n")
        method, path, who = first.split(" ")
        headers = dict(line.split(": ", 1) for line in lines)
        headers = {name: self.real(value) for name, value in headers.items()}
        token = "" if who == "nobody" else getattr(self.cast, who).token
        return self.shown(
            ask(method, path, token=token, body=self.real(body), **headers)
        )

    def real(self, text: str) -> str:
        """Text with the words put back to what they stand for."""
        for thing, word in self.words.items():
            text = text.replace(word, thing)
        return text

    def shown(self, answer: Answer) -> str:
        assert answer.status != 500, answer.text
        lines = [f"--- {answer.status}"]
        lines += [f"{name}: {value}" for name, value in sorted(answer.headers.items())]
        lines = [line for line in lines if not line.startswith("content-length")]
        if answer.body:
            lines += ["", answer.text.replace("><", ">\n<").replace("\r", "")]
        text = "\n".join(lines)
        for kind, pattern in _CHANGING.items():
            text = re.sub(pattern, partial(self.word, kind), text)
        return text.rstrip("\n") + "\n"

    def word(self, kind: str, found: re.Match[str]) -> str:
        if kind != "guid":
            return f"{{{kind}}}"
        return self.words.setdefault(found[0], f"{{{kind}-{len(self.words) + 1}}}")


@pytest.mark.parametrize("file", STORIES, ids=[one.stem for one in STORIES])
def test_a_story_is_answered_as_recorded(
    file: Path, cast: Cast, request: pytest.FixtureRequest
) -> None:
    recorded = file.read_text()
    now = Story(cast).play(recorded)
    if request.config.getoption("--update-golden"):
        file.write_text(now)
    assert now == file.read_text()


def test_there_are_stories() -> None:
    assert len(STORIES) >= 8
