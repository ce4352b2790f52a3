"""What docs/operating.md hands out is tried: units by systemd, the files of nginx and Caddy in front of a real site."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
import requests

from tests.conftest import ROOT, START_UP, Server, free_port, start_server, stop_server
from tests.web.test_server_adapter import soon

DEPLOY = ROOT / "deploy"
NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/bin")
CADDY = shutil.which("caddy")
SYSTEMD = shutil.which("systemd-analyze")
MAIN = """
worker_processes 1;
daemon off;
pid {folder}/pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


@pytest.mark.skipif(SYSTEMD is None, reason="there is no systemd-analyze")
def test_the_units_are_sound(tmp_path: Path) -> None:
    for unit in (*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")):
        text = re.sub(r"/opt/downhill/bin/course \w+", "/bin/true", unit.read_text())
        (tmp_path / unit.name).write_text(text)
    units = sorted(str(unit) for unit in tmp_path.iterdir())
    told = subprocess.run([SYSTEMD or "", "verify", *units], capture_output=True, text=True)

    assert len(units) == 3
    assert (told.returncode, [line for line in told.stderr.splitlines() if str(tmp_path) in line]) == (0, [])


def test_the_container_runs_what_the_package_gives() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()

    assert 'ENTRYPOINT ["/opt/downhill/bin/course"]' in lines
    assert "USER downhill" in lines
    assert not any(line.startswith("EXPOSE") and "8000" not in line for line in lines)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = start_server(tmp_path_factory.mktemp("served"), PROXIES="1", METRICS="1")
    yield server
    stop_server(server)


@contextmanager
def nginx(folder: Path, upstream: int, below: str = "") -> Iterator[str]:
    """The file that is handed out, but for its names and ports and its certificate."""
    port = free_port()
    text = (DEPLOY / "nginx.conf").read_text().replace("server 127.0.0.1:8000", f"server 127.0.0.1:{upstream}")
    plain, secure = re.findall(r"^server \{.*?^\}", text, flags=re.DOTALL | re.MULTILINE)
    served = re.sub(r"listen \[::\].*|ssl_certificate.*", "", secure).replace("443 ssl", f"127.0.0.1:{port}")
    served = served.replace("$host;", "$http_host;") if not below else _below(served, below)
    (folder / "site.conf").write_text(text.replace(plain, "").replace(secure, served))
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder))
    process = subprocess.Popen([NGINX or "nginx", "-c", str(folder / "nginx.conf"), "-p", str(folder)])
    try:
        soon(lambda: _answers(f"http://127.0.0.1:{port}{below}/healthz"))
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(START_UP)


def _below(served: str, below: str) -> str:
    """As the file says it: another location and address, and one more header."""
    served = served.replace("location / {", f"location {below}/ {{").replace("http://downhill;", "http://downhill/;")
    return served.replace("proxy_http_version", f"proxy_set_header X-Forwarded-Prefix {below};\n proxy_http_version")


@contextmanager
def caddy(folder: Path, upstream: int, below: str = "") -> Iterator[str]:
    """The file that is handed out, without HTTPS and its certificate, and with the lines for a path where it is one."""
    port = free_port()
    text = (DEPLOY / "Caddyfile").read_text().replace("course.example.org {", f"http://127.0.0.1:{port} {{")
    if below:
        text = re.sub(r"^\t# (\t*\S.*)$", r"\t\1", text, flags=re.MULTILINE).replace("Below a path", "# Below a path")
    text = text.replace("127.0.0.1:8000", f"127.0.0.1:{upstream}")
    (folder / "Caddyfile").write_text("{\n\tadmin off\n\tauto_https off\n}\n" + text)
    command = [CADDY or "caddy", "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]
    environment = {**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        soon(lambda: _answers(f"http://127.0.0.1:{port}{below}/healthz"))
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(START_UP)


def _answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=5).ok
    except requests.ConnectionError:
        return False


@pytest.mark.parametrize("below", ["", "/downhill"])
@pytest.mark.parametrize(
    "proxy",
    [
        pytest.param(nginx, marks=pytest.mark.skipif(NGINX is None, reason="there is no nginx")),
        pytest.param(caddy, marks=pytest.mark.skipif(CADDY is None, reason="there is no Caddy")),
    ],
)
def test_the_site_works_behind_a_proxy_at_the_root_and_below_a_path(
    served: Server, tmp_path: Path, proxy: Callable[[Path, int, str], AbstractContextManager[str]], below: str
) -> None:
    with proxy(tmp_path, int(served.url.rpartition(":")[2]), below) as url:
        _takes_a_quiz(url, below)


def _takes_a_quiz(url: str, below: str) -> None:
    session = requests.Session()
    page = session.get(f"{url}{below}/lessons/momentum", timeout=30)
    assert page.ok
    for link in re.findall(r'(?:href|src)="(/[^"]+\.(?:css|js|mjs))"', page.text):
        assert link.startswith(f"{below}/static/")
        assert session.get(url + link, timeout=30).ok
    assert session.get(f"{url}{below}/metrics", timeout=30).status_code == 403
    begun = session.post(
        f"{url}{below}/quizzes/momentum/attempts", headers={"Origin": url}, allow_redirects=False, timeout=30
    )
    assert begun.status_code == 303
    assert begun.headers["Location"].startswith(f"{below}/attempts/")
    assert session.get(url + begun.headers["Location"], timeout=30).ok
