"""Static files: one address for the whole tree, named after its contents, kept by browsers for good."""

import hashlib
import logging
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, has_request_context, redirect, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response
from whitenoise import WhiteNoise

from app import paths
from app.config import Config
from app.web.server.static_copies import files_in, static_copy

log = logging.getLogger(__name__)
BUNDLES = {"web/main.js": "bundle/chunk.mjs", "web/main.css": "bundle/main.css"}
"""What a page asks for in place of the sources."""
APART = {"bundle", "fonts", "vendor"}
"""Folders whose files are no sources of the bundle."""


def install(app: Flask, config: Config) -> Callable[[str], str]:
    """Serve static/ under /static/<digest>/; returns what says the address of a file there.

    The digest covers every file, so a script may import its neighbours by relative paths and all of them may be cached.
    """
    prefix = files_prefix()
    root = _copied(app, config.instance / "static", Path(prefix).name) if config.compressed else paths.STATIC
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=root,
        prefix=prefix,
        immutable_file_test=lambda _path, _url: True,
        add_headers_function=_headers,
    )
    app.add_url_rule("/static/<digest>/<path:file>", "static", _outdated(prefix))
    return Assets(prefix, bundled=config.bundled and is_fresh(paths.STATIC))


def _copied(app: Flask, shelf: Path, digest: str) -> Path:
    """The copy is held for as long as there is the application; where none can be written, plain files do."""
    try:
        copy = app.extensions["downhill.static_copy"] = static_copy(paths.STATIC, shelf, digest)
    except OSError as error:
        log.warning("static files are served without compression: %s", error)
        return paths.STATIC
    return copy.folder


def files_prefix() -> str:
    """What the files' addresses begin with; pages that are made without the site ask for it too."""
    return _prefix(paths.STATIC)


@cache
def _prefix(folder: Path) -> str:
    return f"/static/{digest_of(folder)}/"


def digest_of(folder: Path) -> str:
    """Sixteen characters that change when any file under the folder does."""
    total = hashlib.sha256()
    for file in files_in(folder):
        total.update(f"{file.relative_to(folder).as_posix()}\0{file.stat().st_size}\0".encode())
        total.update(file.read_bytes())
    return total.hexdigest()[:16]


class Assets:
    """The addresses of static files, as templates ask for them: `asset(path)`. bundled: one script, one style sheet."""

    def __init__(self, prefix: str, *, bundled: bool) -> None:
        self._prefix, self.bundled = prefix, bundled

    def __call__(self, path: str) -> str:
        path = BUNDLES.get(path, path) if self.bundled else path
        if not (paths.STATIC / path).is_file():
            raise FileNotFoundError(f"static/{path}")
        return _root() + self._prefix + path


def is_fresh(folder: Path) -> bool:
    """Whether the bundle in this folder was made from the sources as they are; who changes one sees the sources."""
    told = folder / "bundle" / "SOURCES"
    return told.is_file() and told.read_text().strip() == digest_of_sources(folder)


def digest_of_sources(folder: Path) -> str:
    """Of the styles and scripts that the bundle is made of, as static/bundle/build.mjs reckons it too."""
    total = hashlib.sha256()
    found = {
        file.relative_to(folder).as_posix(): file for suffix in ("css", "js") for file in folder.glob(f"*/*.{suffix}")
    }
    for name in sorted(found):
        if name.partition("/")[0] not in APART:
            body = found[name].read_bytes()
            total.update(f"{name}\0{len(body)}\0".encode())
            total.update(body)
    return total.hexdigest()


def _outdated(prefix: str) -> Callable[[str, str], Response]:
    """A page kept open over an upgrade asks under the old digest: send it on to today's file.

    The names are compared, never looked up: an address must not tell what else is on the disk.
    """
    known = frozenset(file.relative_to(paths.STATIC).as_posix() for file in files_in(paths.STATIC))

    def view(digest: str, file: str) -> Response:
        if f"/static/{digest}/" == prefix or file not in known:
            raise NotFound
        return redirect(_root() + prefix + file, code=302)

    return view


def _root() -> str:
    """The path under which a proxy shows the site."""
    return request.root_path if has_request_context() else ""


def _headers(headers: Any, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    del headers["Access-Control-Allow-Origin"]
