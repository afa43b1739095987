"""A server started on a free port, and a client that sees every byte. For serve.py and hostile/http.py."""
import resource
import socket
import subprocess
import time

CAREFUL = {
    "content-security-policy": "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
                               "img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-cache",
    "vary": "Accept-Encoding",
}


class Answer:
    def __init__(self, status, fields, body):
        self.status, self.fields, self.body = status, fields, body


class Line:
    """One connection."""

    def __init__(self, server, seconds=10):
        self.s = socket.create_connection(server.at, timeout=seconds)
        self.held = b""

    def send(self, data):
        self.s.sendall(data)

    def more(self):
        try:
            data = self.s.recv(65536)
        except ConnectionResetError:
            data = b""
        self.held += data
        return bool(data)

    def answer(self, head=False):
        """The next answer, or None where the connection is closed; anything else that comes is an error."""
        while b"\r\n\r\n" not in self.held:
            if not self.more():
                assert not self.held, f"half an answer: {self.held[:200]}"
                return None
        top, self.held = self.held.split(b"\r\n\r\n", 1)
        first, *lines = top.decode("ascii").split("\r\n")
        assert first.startswith("HTTP/1.1 ") and len(first) > 13, first
        fields = {}
        for line in lines:
            name, value = line.split(": ", 1)
            assert name.lower() not in fields, f"{name} twice"
            fields[name.lower()] = value
        assert "date" in fields and all(fields.get(n) == v for n, v in CAREFUL.items()), fields
        status = int(first[9:12])
        n = 0 if head or status == 304 else int(fields["content-length"])
        while len(self.held) < n:
            assert self.more(), "half a body"
        body, self.held = self.held[:n], self.held[n:]
        return Answer(status, fields, body)

    def closed(self):
        """True when nothing more comes and the other side has closed."""
        return not self.held and not self.more()

    def close(self):
        self.s.close()

    def __enter__(self):
        return self

    def __exit__(self, *a):
        self.close()


class Server:
    def __init__(self, cradle, *words, **more):
        self.p = subprocess.Popen([cradle, "serve", "--listen", "127.0.0.1:0", *words], stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, stderr=more.pop("stderr", subprocess.PIPE), text=True, **more)
        self.url = self.p.stdout.readline().strip()
        assert self.url.startswith("http://"), f"no address: {self.url!r} {self.p.poll()}"
        host, port = self.url[len("http://"):-1].rsplit(":", 1)
        self.at = host.strip("[]"), int(port)

    def get(self, target="/", *fields, method="GET", seconds=10):
        with Line(self, seconds) as line:
            line.send("\r\n".join([f"{method} {target} HTTP/1.1", "Host: localhost", *fields, "Connection: close",
                                   "\r\n"]).encode())
            return line.answer(head=method == "HEAD")

    def memory(self):
        with open(f"/proc/{self.p.pid}/statm") as f:
            return int(f.read().split()[1]) * resource.getpagesize()

    def sanitized(self):
        """The address sanitizer maps terabytes."""
        with open(f"/proc/{self.p.pid}/statm") as f:
            return int(f.read().split()[0]) * resource.getpagesize() > 1 << 40

    def end(self, by="terminate", seconds=20):
        """Asks it to end; its exit code and what it said."""
        getattr(self.p, by)()
        out, said = self.p.communicate(timeout=seconds)
        return self.p.returncode, out, said


def run(tests):
    """tests: pairs of a description and a function. Prints TAP; the exit code."""
    print(f"1..{len(tests)}")
    bad = 0
    for i, (about, test) in enumerate(tests, 1):
        started = time.monotonic()
        try:
            why = test()
        except Exception as e:
            why = f"{type(e).__name__}: {e}"
        print(f"{'not ok' if why else 'ok'} {i} - {about}", flush=True)
        if why:
            print("#  ", str(why).replace("\n", " ")[:600], f"({time.monotonic() - started:.1f} s)", flush=True)
        bad += bool(why)
    return bad != 0
