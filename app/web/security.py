"""What keeps the site safe on every answer: headers, limits, and the refusal of requests that other sites start."""

import logging
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from flask import Flask, abort, request
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response

from app.config import Config
from app.database.availability import COMMITTED
from app.errors import DomainError, ForbiddenError
from app.web.access import Access
from app.web.response_cache import ACCESS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = logging.getLogger(__name__)
LONGEST_ADDRESS = 8 * 1024
"""Bytes of a path with its query; the longest honest permalink has a tenth of this."""
LARGEST_BODY = 128 * 1024
"""Bytes of a request's body; a view that takes more sets `request.max_content_length` itself."""
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",  # Plotly writes its own style sheet
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "object-src 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class ForeignOriginError(ForbiddenError):
    """A change of state that no page of this site vouches for; or a proxy in front hides the site's name."""

    def __init__(self, origin: str | None, host: str) -> None:
        hint = ""
        if origin and origin != "null":
            log.warning("refused: sent by a page of %s to %s; is a proxy hiding the name? (PROXIES)", origin, host)
            hint = (
                f" It came from a page of {origin}, and this site was asked for as {host}. If these are the same site, "
                "a proxy in front hides its name: whoever runs it finds under PROXIES what the proxy has to pass on."
            )
        super().__init__(f"Go back to the page, load it again, and repeat what you did.{hint}")


class UnstorableTextError(DomainError):
    """The request holds text that not every database can keep."""

    def __init__(self) -> None:
        super().__init__("The request holds a character that cannot be kept (NUL). Nothing was changed.")


def flask_settings(config: Config) -> dict[str, Any]:
    """What Flask itself needs to be told."""
    return {
        "TRUSTED_HOSTS": list(config.hosts) or None,
        "MAX_CONTENT_LENGTH": LARGEST_BODY,
        "MAX_FORM_MEMORY_SIZE": LARGEST_BODY,
        "MAX_FORM_PARTS": 1000,
    }


def install(app: Flask, config: Config) -> None:
    """Check every request before its view, and put the headers on every answer."""
    app.before_request(forget_other_requests)
    app.before_request(refuse_long_addresses)
    app.before_request(refuse_other_origins)
    app.before_request(refuse_unstorable_text)
    app.after_request(_set_headers)
    if config.production:
        app.after_request(partial(_stay_on_https, "; includeSubDomains" if config.hsts_subdomains else ""))


def behind_proxies(app: Flask, config: Config) -> None:
    """Believe the X-Forwarded headers of as many reverse proxies as the settings name, and of no other."""
    if config.proxies:
        hops = config.proxies
        below = Mounted(app.wsgi_app)
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            below, x_for=hops, x_proto=hops, x_host=hops, x_port=hops, x_prefix=hops
        )


def seen_through(hops: int) -> "Callable[[WSGIEnvironment], object]":
    """Puts into a request what so many proxies say of its sender and its path, as the site itself will find them."""
    believed = ProxyFix(Mounted(lambda _environ, _start: ()), x_for=hops, x_proto=0, x_host=0, x_port=0, x_prefix=hops)
    return lambda environ: believed(environ, _never_started)


def _never_started(
    _status: str, _headers: list[tuple[str, str]], _problem: object = None, /
) -> Callable[[bytes], object]:
    raise NotImplementedError("nothing is answered here")


class Mounted:
    """WSGI middleware: a proxy that shows the site under a path may hand that path on, or cut it off."""

    def __init__(self, application: "WSGIApplication") -> None:
        self._application = application

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> "Iterable[bytes]":
        root, path = environ.get("SCRIPT_NAME", ""), environ.get("PATH_INFO", "")
        if root and path.startswith(f"{root}/"):
            environ["PATH_INFO"] = path.removeprefix(root)
        return self._application(environ, start_response)


def forget_other_requests() -> None:
    """A server may use one context for many requests."""
    COMMITTED.set(False)


def refuse_long_addresses() -> None:
    """414 for an address that no page of this site makes, before anything reads it."""
    if len(request.query_string) + len(request.path) > LONGEST_ADDRESS:
        abort(414)


def refuse_other_origins() -> None:
    """403 for a change of state unless the browser vouches that one of this site's own pages sent it.

    Browsers set Sec-Fetch-Site, and Origin on every POST, and no script can forge them; a request that carries
    neither proves nothing. With this check, and cookies that are SameSite, pages need no token.
    """
    if request.method in SAFE_METHODS:
        return
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site is not None:
        genuine = site == "same-origin"
    else:
        genuine = bool(request.host) and origin in (f"http://{request.host}", f"https://{request.host}")
    if not genuine:
        raise ForeignOriginError(origin, request.host)


def refuse_unstorable_text() -> None:
    """400 for a NUL anywhere in the address or the form: no keyboard types one, and not every database can hold one."""
    typed = (request.path, *request.args.values(), *request.args)
    if request.method not in SAFE_METHODS and (request.content_length or 0) <= LARGEST_BODY:  # larger: the view's own
        typed += (*request.form, *(value for values in request.form.listvalues() for value in values))
    if any("\0" in text for text in typed):
        raise UnstorableTextError


def _set_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", _keeping())
    if request.environ.get(ACCESS) == Access.INSIDE and response.headers["Cache-Control"].startswith("public"):
        response.headers["Cache-Control"] = "private, no-cache"
    return response


def _keeping() -> str:
    """A browser with a cookie may be shown something personal: nobody keeps that. Other pages are asked for anew."""
    return "no-store" if request.cookies else "no-cache"


def _stay_on_https(others: str, response: Response) -> Response:
    response.headers.setdefault("Strict-Transport-Security", f"max-age=31536000{others}")
    return response
