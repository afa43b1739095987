#!/usr/bin/env python3
"""Clients that try to hang, fill, crash, mislead or escape `cradle serve`. Prints TAP.

    http.py CRADLE

Each gets a plain 4xx (or 505) and a closed connection, or only the latter, within a bound of time; after each the
server answers others as before, and at the end it has no more memory than a bound allows. It listens on loopback.
"""
import functools
import os
import random
import resource
import socket
import ssl
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "web"))
from wire import Line, Server, run      # noqa: E402

H = b"Host: localhost\r\n"
GET = b"GET / HTTP/1.1\r\n"
rng = random.Random(2847)

# what is sent, and the status it gets; the connection is closed after it
refused = [
    ("two Content-Length", GET + H + b"Content-Length: 0\r\nContent-Length: 0\r\n\r\n", 400),
    ("two lengths in one field", GET + H + b"Content-Length: 0, 0\r\n\r\n", 400),
    ("Content-Length and Transfer-Encoding", GET + H + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 413),
    ("Transfer-Encoding and no Content-Length", GET + H + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
    ("Transfer-Encoding: gzip, chunked", GET + H + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 400),
    ("Transfer-Encoding: identity", GET + H + b"transfer-encoding: identity\r\n\r\n", 400),
    ("an empty field name", GET + H + b": x\r\n\r\n", 400),
    ("a NUL in a value", GET + H + b"X: a\0b\r\n\r\n", 400),
    ("a NUL in the target", b"GET /\0 HTTP/1.1\r\n" + H + b"\r\n", 400),
    ("a bare CR", GET + H + b"X: a\rX-Y: b\r\n\r\n", 400),
    ("a bare LF", b"GET / HTTP/1.1\nHost: localhost\n\n", 400),
    ("a folded line", GET + H + b"X: a\r\n b\r\n\r\n", 400),
    ("a folded line after the request line", GET + b" Host: localhost\r\n\r\n", 400),
    ("no Host", GET + b"X: a\r\n\r\n", 400),
    ("no Host in HTTP/1.0", b"GET / HTTP/1.0\r\n\r\n", 400),
    ("an empty Host", GET + b"Host: \r\n\r\n", 400),
    ("two Hosts", GET + H + H + b"\r\n", 400),
    ("a Host of two words", GET + b"Host: localhost evil.example\r\n\r\n", 400),
    ("a blank before the colon", GET + b"Host : localhost\r\n\r\n", 400),
    ("a tab before the colon", GET + H + b"Content-Length\t: 5\r\n\r\n", 400),
    ("Content-Length: +5", GET + H + b"Content-Length: +5\r\n\r\nhello", 400),
    ("Content-Length: -1", GET + H + b"Content-Length: -1\r\n\r\n", 400),
    ("Content-Length: 0x5", GET + H + b"Content-Length: 0x5\r\n\r\nhello", 400),
    ("an empty Content-Length", GET + H + b"Content-Length:\r\n\r\n", 400),
    ("a Content-Length of 40 digits", GET + H + b"Content-Length: " + b"9" * 40 + b"\r\n\r\n", 413),
    ("a body", GET + H + b"Content-Length: 5\r\n\r\nhello", 413),
    ("POST", b"POST / HTTP/1.1\r\n" + H + b"Content-Length: 5\r\n\r\nhello", 405),
    ("PUT, DELETE and others: PUT", b"PUT / HTTP/1.1\r\n" + H + b"\r\n", 405),
    ("OPTIONS *", b"OPTIONS * HTTP/1.1\r\n" + H + b"\r\n", 405),
    ("TRACE", b"TRACE / HTTP/1.1\r\n" + H + b"\r\n", 405),
    ("CONNECT", b"CONNECT localhost:22 HTTP/1.1\r\n" + H + b"\r\n", 405),
    ("a method in small letters", b"get / HTTP/1.1\r\n" + H + b"\r\n", 405),
    ("a method of 7 KB", b"G" * 7000 + b" / HTTP/1.1\r\n" + H + b"\r\n", 405),
    ("an absolute target", b"GET http://localhost/ HTTP/1.1\r\n" + H + b"\r\n", 400),
    ("a target without a slash", b"GET etc/passwd HTTP/1.1\r\n" + H + b"\r\n", 400),
    ("a fragment", b"GET /#x HTTP/1.1\r\n" + H + b"\r\n", 400),
    ("bytes of UTF-8 in the target", "GET /ä HTTP/1.1\r\n".encode() + H + b"\r\n", 400),
    ("two blanks in the request line", b"GET  / HTTP/1.1\r\n" + H + b"\r\n", 400),
    ("a tab in the request line", b"GET\t/ HTTP/1.1\r\n" + H + b"\r\n", 400),
    ("four words in the request line", b"GET / HTTP/1.1 x\r\n" + H + b"\r\n", 505),
    ("no version", b"GET /\r\n" + H + b"\r\n", 400),
    ("HTTP/2.0", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
    ("HTTP/1.10", b"GET / HTTP/1.10\r\n" + H + b"\r\n", 505),
    ("http/1.1", b"GET / http/1.1\r\n" + H + b"\r\n", 400),
    ("Expect", GET + H + b"Expect: 100-continue\r\n\r\n", 417),
    ("a field without a colon", GET + H + b"word\r\n\r\n", 400),
    ("two empty lines first", b"\r\n\r\n" + GET + H + b"\r\n", 400),
    ("a head of 9 KB in one field", GET + H + b"X: " + b"a" * 9000 + b"\r\n\r\n", 431),
    ("a head of 9 KB in many fields", GET + H + b"X: a\r\n" * 1500 + b"\r\n", 431),
    ("a target of 5 KB", b"GET /" + b"a" * 5000 + b" HTTP/1.1\r\n" + H + b"\r\n", 414),
    ("a target of 20 KB", b"GET /" + b"a" * 20000 + b" HTTP/1.1\r\n" + H + b"\r\n", 414),
    ("a name that points here", GET + b"Host: evil.example\r\n\r\n", 421),
    ("a name that begins as an address", GET + b"Host: 127.0.0.1.evil.example\r\n\r\n", 421),
    ("a name that ends in localhost", GET + b"Host: evil.localhost\r\n\r\n", 421),
    ("a short form of an address", GET + b"Host: 127.1\r\n\r\n", 421),
    ("a Host with a user", GET + b"Host: localhost@evil.example\r\n\r\n", 421),
    ("random bytes", rng.randbytes(4000), 400),
    ("text in another language", b"SSH-2.0-OpenSSH_9.2\r\n", 400),
]

# targets; the answer is a page of this site, whatever its status, and nothing of the host
paths = [
    b"/../../etc/passwd", b"/../../../../../../../../etc/passwd", b"/faq/../../../etc/passwd", b"/%2e%2e/%2e%2e/etc/passwd",
    b"/..%2f..%2f..%2fetc%2fpasswd", b"/%2e%2e%2f%2e%2e%2fetc%2fpasswd", b"/%252e%252e/%252e%252e/etc/passwd",
    b"/..%c0%af..%c0%afetc/passwd", b"/%c0%ae%c0%ae/%c0%ae%c0%ae/etc/passwd", b"/%e0%80%ae%e0%80%ae/etc/passwd",
    b"/%f0%80%80%ae/etc/passwd", b"/..\\..\\etc\\passwd", b"/..%5c..%5cetc%5cpasswd", b"//etc/passwd", b"///etc/passwd",
    b"/./etc/passwd", b"/etc/passwd%00", b"/etc/passwd%00.html", b"/%00", b"/faq%00", b"/%", b"/%2", b"/%zz", b"/%u002e",
    b"/%ff%fe", b"/?q=%", b"/?q=%00", b"/?q=%ff", b"/?q=" + b"%41" * 1300, b"/?" + b"a&" * 2000, b"/?" + b"=" * 4000,
    b"/?q=" + b"a+" * 2000, b"/search?q=" + b"%22" * 1300, b"/search?q=" + b"(" * 4000, b"/search?q=" + b"NEAR+" * 800,
    b"/search?q=%27%3B+DROP+TABLE+item%3B--", b"/search?q=%0d%0aX-Injected%3A+1", b"/%0d%0aX-Injected:%201",
    b"/faq%0d%0aX-Injected:%201", b"/" + b"/" * 4000, b"/" + b"%2f" * 1300, b"/" + b"a/" * 2000, b"/proc/self/environ",
    b"/file:///etc/passwd", b"/;/etc/passwd", b"/faq/;x", b"/.git/config", b"/<script>alert(1)</script>",
    b"/search?q=<script>alert(1)</script>", b"/search?q=%3Cscript%3Ealert(1)%3C/script%3E", b"/{{7*7}}", b"/$%7Bjndi:ldap://a%7D",
]

server = None


def refusal(data, status):
    with Line(server) as line:
        started = time.monotonic()
        line.send(data)
        a = line.answer()
        assert a, "closed without a word"
        assert a.status == status, f"{a.status} {a.body[:100]}"
        assert a.fields["content-type"] == "text/plain; charset=utf-8" and a.fields["connection"] == "close"
        assert status != 405 or a.fields["allow"] == "GET, HEAD"
        assert line.closed(), f"more comes: {line.held[:100]}"
        assert time.monotonic() - started < 5, "it took long"


def own_page(path):
    a = server.get(path.decode("ascii"))
    assert a.status in (200, 301, 400, 404, 414), a.status
    assert b"root:" not in a.body and b"<script>alert" not in a.body and "x-injected" not in a.fields
    if a.status == 301:
        assert a.fields["location"].startswith("/") and not a.fields["location"].startswith("//"), a.fields["location"]


def smuggled():
    """what stands behind a refused head is no request"""
    with Line(server) as line:
        line.send(GET + H + b"Content-Length: 30\r\n\r\n" + GET + H + b"\r\n")
        assert line.answer().status == 413 and line.closed()


def by_bytes():
    """a head that comes byte by byte, quickly, is a head"""
    with Line(server) as line:
        line.s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for c in GET + H + b"X: " + b"y" * 500 + b"\r\n\r\n":
            line.send(bytes([c]))
        assert line.answer().status == 200


def endless():
    """an endless head"""
    with Line(server) as line:
        sent = 0
        try:
            line.send(GET + H)
            while sent < 50_000_000:
                line.send(b"X: " + b"y" * 997 + b"\r\n")
                sent += 1000
        except (BrokenPipeError, ConnectionResetError):
            pass
        assert sent < 10_000_000, f"{sent} bytes were taken"


def endless_body():
    """a body that is sent in spite of the refusal does not hold it"""
    with Line(server) as line:
        sent = 0
        try:
            line.send(b"POST / HTTP/1.1\r\n" + H + b"Content-Length: 100000000\r\n\r\n")
            while sent < 100_000_000:
                line.send(b"y" * 10000)
                sent += 10000
        except (BrokenPipeError, ConnectionResetError):
            pass
        assert sent < 20_000_000, f"{sent} bytes were taken"


def half_closed():
    """a client that has closed its side still gets its answer"""
    with Line(server) as line:
        line.send(GET + H + b"\r\n")
        line.s.shutdown(socket.SHUT_WR)
        assert line.answer().status == 200 and line.closed()


def half_a_head():
    """half a head and a closed side: closed"""
    with Line(server) as line:
        line.send(GET)
        line.s.shutdown(socket.SHUT_WR)
        assert line.closed()


def gone():
    """1,000 clients that go before they have their answer"""
    for i in range(1000):
        s = socket.create_connection(server.at)
        s.sendall(GET + H + b"\r\n")
        if i % 2:
            s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        s.close()


def tls():
    """a TLS client gets no handshake, at once"""
    started = time.monotonic()
    context = ssl.create_default_context()
    try:
        with socket.create_connection(server.at, timeout=5) as s:
            context.wrap_socket(s, server_hostname="localhost")
        return "a handshake?"
    except ssl.SSLError:
        pass
    assert time.monotonic() - started < 2


def pipelined():
    """a hundred requests at once are answered in order"""
    with Line(server) as line:
        for i in range(100):
            line.send(b"GET /%s HTTP/1.1\r\n" % (b"" if i % 3 else b"none-%d" % i) + H + b"\r\n")
        got = [line.answer().status for _ in range(100)]
        assert got == [200 if i % 3 else 404 for i in range(100)], got


def pipelined_error():
    """an error among pipelined requests ends them: none behind it is answered"""
    with Line(server) as line:
        line.send((GET + H + b"\r\n") * 5 + GET + b"\r\n" + (GET + H + b"\r\n") * 5)
        assert [line.answer().status for _ in range(6)] == [200] * 5 + [400]
        assert line.closed()


def greedy():
    """100 clients that ask for 10,000 pages each and read nothing: memory stays bounded"""
    before, lines = server.memory(), []
    for _ in range(100):
        line = Line(server)
        line.s.setblocking(False)
        lines.append(line)
    for _ in range(20):
        for line in lines:
            try:
                line.s.send((b"GET /search?q=update HTTP/1.1\r\n" + H + b"\r\n") * 500)
            except (BlockingIOError, ConnectionError):
                pass
        time.sleep(0.05)
    after = server.memory()
    assert server.get().status == 200
    for line in lines:
        line.close()
    assert after - before < most, f"{(after - before) / 1e6:.0f} MB more"


def many():
    """as many open connections as this machine lets us have, 10,000 at most"""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    count, lines = min(10000, hard - 100), []
    before = server.memory()
    started = time.monotonic()
    try:
        for i in range(count):
            s = socket.create_connection(server.at, timeout=10)
            if i % 3 == 1:
                s.sendall(b"GET /half HTT")
            elif i % 3 == 2:
                s.sendall(GET + H + b"\r\n")
            lines.append(s)
            if i % 1000 == 999:
                assert server.get().status == 200
        opened = time.monotonic() - started
        slowest = 0
        for _ in range(20):
            once = time.monotonic()
            assert server.get().status == 200
            slowest = max(slowest, time.monotonic() - once)
        more = server.memory() - before
        print(f"# {count} connections in {opened:.1f} s; a page beside them within {slowest * 1000:.0f} ms; "
              f"{more / 1e6:.1f} MB more", flush=True)
        assert slowest < 2 and more < most
    finally:
        for s in lines:
            s.close()


def crowded():
    """more connections than it may have open: those answered longest ago go, the new ones are served"""
    few = Server(sys.argv[1], preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (400, 400)))
    lines = []
    for i in range(1000):
        lines.append(Line(few))
        if i % 100 == 99:
            assert few.get().status == 200
    lines[-1].send(GET + H + b"\r\n")
    assert lines[-1].answer().status == 200, "a new one"
    assert all(line.closed() for line in lines[:500]), "old ones"
    for line in lines:
        line.close()
    code, _, said = few.end()
    assert (code, said) == (0, ""), f"exit {code}: {said}"


def garbage():
    """2,000 heads with a byte changed, left out or put in"""
    whole = (b"GET /faq?q=a HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip;q=0.5, *;q=0\r\n"
             b"If-None-Match: W/\"a\", *\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    for _ in range(2000):
        data = bytearray(whole)
        for _ in range(rng.randint(1, 3)):
            at = rng.randrange(len(data))
            data[at:at + rng.randint(0, 1)] = rng.randbytes(rng.randint(0, 2))
        with Line(server) as line:
            line.send(bytes(data))
            line.s.shutdown(socket.SHUT_WR)
            a = line.answer()
            assert a is None or a.status in (200, 301, 304, 400, 404, 405, 413, 414, 417, 421, 431, 505), a.status


# --- what takes time goes on beside all others ---

def slow_head(line, began):
    """a head that comes byte by byte, slowly: 408 after ten seconds"""
    for c in GET + H * 10:
        try:
            line.send(bytes([c]))
        except (BrokenPipeError, ConnectionResetError):
            break
        line.s.settimeout(0.3)
        try:
            if line.more():
                break
            return "closed without a word"
        except TimeoutError:
            pass
    line.s.settimeout(5)
    assert line.answer().status == 408
    assert 8 <= time.monotonic() - began <= 15, f"after {time.monotonic() - began:.1f} s"


def silent(line, began):
    """a connection on which nothing comes is closed after ten seconds"""
    assert line.closed() and 8 <= time.monotonic() - began <= 15, f"after {time.monotonic() - began:.1f} s"


def idle(line, began):
    """one that was answered is closed after thirty"""
    line.send(GET + H + b"\r\n")
    assert line.answer().status == 200
    assert line.closed() and 28 <= time.monotonic() - began <= 36, f"after {time.monotonic() - began:.1f} s"


def stalled(line, began):
    """a client that does not read is closed after a minute"""
    sent = 0
    line.s.setblocking(False)
    while time.monotonic() - began < 75:
        try:
            sent += line.s.send((GET + H + b"\r\n") * 50)
        except BlockingIOError:
            pass
        except ConnectionError:
            assert 55 <= time.monotonic() - began, f"after {time.monotonic() - began:.1f} s"
            return
        time.sleep(0.25)
    return f"still open, {sent} bytes were taken"


class Beside:
    def __init__(self, about):
        self.about, self.why = about, "it did not end"
        self.thread = threading.Thread(target=self.go, daemon=True)
        self.thread.start()

    def go(self):
        try:
            with Line(server, 80) as line:
                self.why = self.about(line, time.monotonic())
        except Exception as e:
            self.why = f"{type(e).__name__}: {e}"

    def __call__(self):
        self.thread.join(90)
        return self.why


def alive_after(test):
    def both():
        why = test()
        assert server.p.poll() is None, f"the server is gone: {server.p.returncode}"
        assert server.get(seconds=5).status == 200
        return why
    return both


def flat():
    """all that has cost no memory"""
    more = server.memory() - at_start
    print(f"# {more / 1e6:.1f} MB more than at the start", flush=True)
    assert more < most


def ends():
    """it ends when it is told to, with exit 0, and had nothing to complain about"""
    code, out, said = server.end()
    assert code == 0 and out == "" and said == "", f"exit {code}: {said[-500:]}"


server = Server(sys.argv[1])
server.get()
at_start = server.memory()
most = 500_000_000 if server.sanitized() else 60_000_000
beside = [Beside(f) for f in (slow_head, silent, idle, stalled)]
tests = [(about, functools.partial(refusal, data, status)) for about, data, status in refused]
tests += [(f"target {path[:60].decode()}", functools.partial(own_page, path)) for path in paths]
tests += [(f.__doc__, f) for f in (smuggled, by_bytes, endless, endless_body, half_closed, half_a_head, gone, tls, pipelined,
                                   pipelined_error, crowded, garbage)]
tests += [(b.about.__doc__, b) for b in beside]
tests += [(f.__doc__, f) for f in (greedy, many)]
sys.exit(run([(about, alive_after(test)) for about, test in tests] + [(f.__doc__, f) for f in (flat, ends)]))
