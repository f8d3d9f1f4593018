"""The one view: reads the request, finds the place, hands over to the method."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from hallway.core.items import queries
from hallway.faces._common.credentials import BadCredentials, Caller
from hallway.faces._common.session import BadCsrf
from hallway.faces.dav import (
    auth,
    copy,
    delete,
    errors,
    get,
    lock,
    mkcol,
    move,
    options,
    propfind,
    proppatch,
    put,
    unlock,
)
from hallway.faces.dav.parse import Call, allowed
from hallway.wire.paths import split_path_info

logger = logging.getLogger(__name__)

METHODS: dict[str, Callable[[Call], HttpResponseBase]] = {
    "GET": get.answer,
    "HEAD": get.answer,
    "PUT": put.answer,
    "PROPFIND": propfind.answer,
    "PROPPATCH": proppatch.answer,
    "MKCOL": mkcol.answer,
    "DELETE": delete.answer,
    "COPY": copy.answer,
    "MOVE": move.answer,
    "LOCK": lock.answer,
    "UNLOCK": unlock.answer,
}
ALL = ("OPTIONS", *METHODS)
_BAD_CSRF = errors.Refused(
    403, "The page this came from is out of date: load it again, then try again."
)


# The middleware would also ask clients that send a token; auth.read asks the others.
@csrf_exempt
def serve(request: HttpRequest) -> HttpResponseBase:
    """Return the answer to any request of any method; never raises."""
    caller: Caller | None = None
    try:
        # RFC 3986 6.2.2.3: a path that plays tricks is refused before anything.
        # Django has decoded it already; the parser wants bytes as PEP 3333 has them.
        segments = split_path_info(request.path_info.encode().decode("latin-1"))
        caller = auth.read(request)
        response = _serve(request, segments, caller)
    except BadCredentials:
        return errors.Unauthorized()
    except BadCsrf:
        response = errors.answer(_BAD_CSRF, signed_in=True)
    except Exception as error:  # noqa: BLE001 - the last net: a 500 with an id
        signed_in = caller is not None and caller.actor.is_person
        response = errors.answer(error, signed_in=signed_in, path=request.path_info)
    if isinstance(response, errors.Unauthorized):
        return auth.challenge(request)
    if caller is not None and caller.secret:
        _when_sent(response, caller.note_use)
    return response


def _serve(
    request: HttpRequest, segments: tuple[str, ...], caller: Caller
) -> HttpResponseBase:
    method = request.method or ""
    if method == "OPTIONS":
        # Clients ask before they sign in: a stranger learns nothing of the place.
        if not caller.actor.is_person:
            return options.answer(ALL)
        return options.answer(allowed(queries.resolve(caller.actor, segments)))
    answer = METHODS.get(method)
    if answer is None:
        raise errors.Refused(405, f"{method[:20]} is not known here.", allow=ALL)
    place = queries.resolve(caller.actor, segments)
    if auth.must_sign_in(caller, place):
        return errors.Unauthorized()
    call = Call(
        actor=caller.actor,
        method=method,
        place=place,
        environ=request.META,
        request=request,
    )
    return answer(call)


def _when_sent(response: HttpResponseBase, work: Callable[[], None]) -> None:
    """Do ``work`` when the server closes the answer, which then is with the client."""
    close = response.close

    def close_then_work() -> None:
        try:
            work()
        except Exception:
            # The answer is sent; a lost note must not break the connection.
            logger.exception("token.use_not_noted")
        finally:
            close()

    response.close = close_then_work  # type: ignore[method-assign]
