"""A WSGI application that stores a body and says what came of it."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hallway.faces._common.body import declared_length, read_body
from hallway.platform.storage.contract import BodyError
from hallway.platform.storage.local import LocalStore

# The test hands the directory over; this is a program of the tests' own.
STORE = LocalStore(Path(os.environ["BODY_APP_STORE"]))


def application(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
    if environ["PATH_INFO"] == "/refuse":
        answer = "refused"
    else:
        try:
            length = declared_length(environ)
            blob = STORE.stage(read_body(environ), length=length, limit=2**40)
            answer = f"stored {blob.size} {blob.sha256}"
        except BodyError as error:
            answer = type(error).__name__
    with (STORE.root / "answers").open("a") as answers:
        answers.write(f"{answer}\n")
    start("200 OK", [("Content-Type", "text/plain"), ("X-Hash", hashlib.__name__)])
    return [answer.encode()]
