"""Somebody with a cookie who takes a quiz as a form's reader would: no right answers, but ones that the form takes."""

import asyncio
import html
import re
from typing import NamedTuple
from urllib.parse import urlencode

from benchmarks.crowds.waits import HOST

FORM = re.compile(r"<form[^>]*\baction=\"([^\"]+/responses)\".*?</form>", re.DOTALL)
SELECT = re.compile(r"<select[^>]*\bname=\"([^\"]+)\".*?</select>", re.DOTALL)
INPUT = re.compile(r"<(?:input|textarea)\b[^>]*>")
OPTION = re.compile(r"<option\b([^>]*)>([^<]*)")
VALUE = re.compile(r"\bvalue=\"([^\"]*)\"")
PATIENCE = 5.0


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    text: str


class Learner:
    """Somebody with a cookie who takes a quiz, a new connection for each request."""

    def __init__(self, port: int, quiz: str = "final") -> None:
        self.port, self.quiz = port, quiz
        self.cookie = self.attempt = ""

    async def ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> Answer:
        """The answer; OSError where none came (TimeoutError after PATIENCE)."""
        body = urlencode(fields or {})
        head = [f"{method} {path} HTTP/1.1", f"Host: {HOST}:{self.port}", "Connection: close"]
        head += [f"Cookie: {self.cookie}"] if self.cookie else []
        if method == "POST":
            head += [f"Origin: http://{HOST}:{self.port}", f"Content-Length: {len(body)}"]
            head += ["Content-Type: application/x-www-form-urlencoded"]
        async with asyncio.timeout(PATIENCE):
            received = await exchange(self.port, ("\r\n".join(head) + "\r\n\r\n" + body).encode())
        answer = parsed(received)
        self.cookie = answer.headers.get("set-cookie", self.cookie).partition(";")[0]
        return answer

    async def start(self) -> Answer:
        answer = await self.ask("POST", f"/quizzes/{self.quiz}/attempts", {"section": ""})
        self.attempt = answer.headers.get("location", "") if answer.status == 303 else ""
        return answer

    async def question(self) -> tuple[str, dict[str, str]] | None:
        """Where the next question's answer goes, and some answer to it; None where there is no question any more."""
        answer = await self.ask("GET", self.attempt)
        if answer.status != 200:
            raise ConnectionError(f"the question's page says {answer.status}")
        return self.asked(answer.text)

    @staticmethod
    def asked(page: str) -> tuple[str, dict[str, str]] | None:
        """Where the form on a question's page goes, and some answer to it."""
        form = FORM.search(page)
        return (html.unescape(form[1]), filled(form[0])) if form else None

    async def answer(self) -> Answer:
        """Answer the next question, of a new attempt where there is none."""
        asked = await self.question() if self.attempt else None
        while asked is None:
            if self.attempt:
                await self.ask("POST", f"{self.attempt}/submission")
            started = await self.start()
            if started.status != 303:
                return started
            asked = await self.question()
        return await self.ask("POST", *asked)


def filled(form: str) -> dict[str, str]:
    """An answer that a question's form takes: the first choice, another place for each item, 1 for a number."""
    fields: dict[str, str] = {}
    for tag in INPUT.findall(form):
        name, given = re.search(r"\bname=\"([^\"]+)\"", tag), VALUE.search(tag)
        if name:
            fields.setdefault(name[1], html.unescape(given[1]) if given and given[1] else "1")
    taken: set[str] = set()
    for select in SELECT.finditer(form):
        values = [value for option in OPTION.findall(select[0]) if (value := chosen(*option))]
        fields[select[1]] = next((value for value in values if value not in taken), values[-1])
        taken.add(fields[select[1]])
    return fields


def chosen(attributes: str, text: str) -> str:
    """What an option of a select sends."""
    value = VALUE.search(attributes)
    return html.unescape(value[1] if value else text.strip())


async def exchange(port: int, request: bytes) -> bytes:
    """All that the server sends until it closes."""
    reader, writer = await asyncio.open_connection(HOST, port)
    try:
        writer.write(request)
        return await reader.read()
    finally:
        writer.close()


def parsed(received: bytes) -> Answer:
    head, _, body = received.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/"):
        raise ConnectionResetError("closed without an answer")
    lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
    return Answer(int(lines[0].split()[1]), headers, body.decode(errors="replace"))
