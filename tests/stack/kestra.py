"""Not Kestra: what starts in its place in the image of that name, to see what the real one would find there. It takes flows
from whoever knows the password of its configuration, and is healthy when it could write where Kestra has to."""

import base64
import os
import re
import signal
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

FLOWS = "/api/v1/main/flows"


def last(setting: str) -> str:
    """The administrator's settings are the last of their names."""
    text = Path(os.environ["MICRONAUT_CONFIG_FILES"]).read_text(encoding="utf-8")
    return re.findall(rf'{setting}: "(.*)"', text)[-1]


class Api(BaseHTTPRequestHandler):
    """What `scripts/kestra deploy` asks for: each flow in a file, so that it outlives the container."""

    def answer(self, status: int, body: str = "{}") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def handle_flow(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        if self.headers.get("Authorization") != AUTHORIZATION:
            return self.answer(401)
        if self.path == f"{FLOWS}/validate":
            return self.answer(200, "[{}]")
        name = re.findall(r"^id: (.*)$", body, re.M)[0] if self.path == FLOWS else self.path.rsplit("/", 1)[-1]
        file = Path("/app/data") / f"{name}.yml"
        if self.command == "GET":
            return self.answer(200 if file.exists() else 404)
        file.write_text(body, encoding="utf-8")
        return self.answer(200)

    do_GET = do_POST = do_PUT = handle_flow

    def log_message(self, *_: object) -> None:
        pass


class Health(Api):
    """The port of Kestra's management."""

    def do_GET(self) -> None:
        self.answer(200 if self.path == "/health" else 404)


assert sys.argv[1:] == ["server", "standalone"], sys.argv
AUTHORIZATION = "Basic " + base64.b64encode(f"{last('username')}:{last('password')}".encode()).decode()
for folder in ["/app/data", "/var/lib/makerates"]:
    (Path(folder) / ".written").touch()
# Nobody ends the first process of a container that does not say what a signal does.
signal.signal(signal.SIGTERM, lambda *_: sys.exit())
Thread(target=ThreadingHTTPServer(("", 8081), Health).serve_forever, daemon=True).start()
ThreadingHTTPServer(("", 8080), Api).serve_forever()
