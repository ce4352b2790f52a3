"""Firefox as Debian ships it, by WebDriver BiDi on a port of its own: no driver besides the browser is needed."""

import base64
import itertools
import json
import re
import subprocess
import time
from pathlib import Path
from typing import Any

import websocket

from tests.engines.engine import PATIENCE, EngineError

PREFERENCES = {
    "ui.prefersReducedMotion": 1,
    "ui.useOverlayScrollbars": 1,
    "app.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.aboutwelcome.enabled": False,
    "browser.startup.homepage_override.mstone": "ignore",
    "datareporting.policy.dataSubmissionEnabled": False,
    "datareporting.policy.dataSubmissionPolicyBypassNotification": True,
    "toolkit.telemetry.reportingpolicy.firstRun": False,
    "toolkit.telemetry.enabled": False,
    "extensions.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "",
    "browser.startup.page": 0,
    "remote.active-protocols": 1,
}
CALLED = re.compile(r"WebDriver BiDi listening on (ws://\S+)")


class Firefox:
    """One window, in a profile that is new each time."""

    def __init__(self, program: str, folder: Path) -> None:
        lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in PREFERENCES.items())
        (folder / "user.js").write_text("\n".join(lines), "utf-8")
        log = folder / "said.log"
        command = [program, "--headless", "--no-remote", "--profile", str(folder), "--remote-debugging-port", "0"]
        with log.open("wb") as said:
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=said, stderr=said)
        self._numbers = itertools.count(1)
        self.faults: list[str] = []
        try:
            address = _address(self._process, log)
            self._line = websocket.create_connection(
                f"{address}/session", timeout=PATIENCE, suppress_origin=True, http_no_proxy=["127.0.0.1"]
            )
            self._send("session.new", capabilities={})
            self._send("session.subscribe", events=["log.entryAdded"])
            self._window = self._send("browsingContext.create", type="tab")["context"]  # the first may still be loading
        except BaseException:
            self._process.kill()
            self._process.wait()
            raise

    def visit(self, address: str) -> None:
        self._send("browsingContext.navigate", context=self._window, url=address, wait="complete")

    def run(self, body: str) -> Any:
        function = f"async () => JSON.stringify(await (async () => {{ {body} }})() ?? null)"
        told = self._send(
            "script.callFunction",
            functionDeclaration=function,
            awaitPromise=True,
            target={"context": self._window},
        )
        if told["type"] != "success":
            raise EngineError(told["exceptionDetails"]["text"])
        return json.loads(told["result"]["value"])

    def resize(self, width: int, height: int) -> None:
        self._send("browsingContext.setViewport", context=self._window, viewport={"width": width, "height": height})

    def pdf(self) -> bytes:
        """The page as it is printed on A4."""
        page = {"width": 21.0, "height": 29.7}
        return base64.b64decode(self._send("browsingContext.print", context=self._window, page=page)["data"])

    def screenshot(self) -> bytes:
        return base64.b64decode(self._send("browsingContext.captureScreenshot", context=self._window)["data"])

    def close(self) -> None:
        self._line.close()
        self._process.terminate()
        self._process.wait(PATIENCE)

    def _send(self, method: str, **parameters: Any) -> dict[str, Any]:
        number = next(self._numbers)
        self._line.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            told = json.loads(self._line.recv())
            if told.get("method") == "log.entryAdded" and told["params"]["level"] == "error":
                self.faults.append(str(told["params"]["text"]))
            if told.get("id") == number:
                break
        if told["type"] == "error":
            raise EngineError(f"{method}: {told['message']}")
        return dict(told["result"])


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    """Where it listens, once it says so."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        if found := CALLED.search(log.read_text("utf-8", "replace")):
            return found[1]
        time.sleep(0.05)
    raise EngineError(f"Firefox did not start: {log.read_text('utf-8', 'replace')}")
