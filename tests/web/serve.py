#!/usr/bin/env python3
"""`cradle serve` as a browser, a proxy and its operator meet it. Prints TAP.

    serve.py CRADLE

Listens on loopback; writes nothing. What means harm is in hostile/http.py.
"""
import gzip
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from wire import Line, Server, run      # noqa: E402

cradle = os.path.abspath(sys.argv[1])

# what Accept-Encoding says, and whether the page comes by gzip (RFC 9110, 12.5.3)
encodings = [
    (None, False), ("", False), ("gzip", True), ("GZIP", True), ("x-gzip", True), ("gzip, deflate, br, zstd", True),
    ("br;q=1.0, gzip;q=0.8, *;q=0.1", True), ("gzip;q=0", False), ("gzip; q=0.000", False), ("gzip;q=0.001", True),
    ("*", True), ("*;q=0", False), ("gzip;q=0, *", False), ("*;q=0, gzip", True), ("identity", False),
    ("identity;q=0, gzip", True), ("deflate", False), ("gzipped", False), (",,gzip", True), (";q=1", False),
]

# what If-None-Match says about a page with the ETag %s, and whether it is sent again
known = [
    ("%s", 304), ("W/%s", 304), ('"other"', 200), ('"other", %s', 304), ("*", 304), ('"x",W/%s,"y"', 304), ("%s.", 200),
    ("", 200), (",", 200), ('"', 200),
]

# Host, and whether it is one of ours
hosts = [
    ("127.0.0.1", 200), ("127.0.0.1:80", 200), ("localhost", 200), ("LocalHost:8080", 200), ("[::1]", 200),
    ("[::1]:8080", 200), ("192.168.1.20", 200), ("cra.example.org", 200), ("CRA.example.org:443", 200),
    ("cra.example.org.", 421), ("x.cra.example.org", 421), ("example.org", 421), ("cra.example.org.evil.example", 421),
    ("localhost.", 421), ("[::1", 421), ("::1", 421), ("[::1]x", 421), ("[localhost]", 421), ("127.0.0.1:x", 421),
    ("127.0.0.01", 421), ("0x7f.1", 421), (":80", 421), ("[]", 421), ("*", 421),
]

# words of the command line, its exit code, and what it says
wrong = [
    (["--listen", "0.0.0.0:0"], 2, "--public"), (["--listen", "[::]:0"], 2, "--public"),
    (["--listen", "192.0.2.1:0"], 2, "--public"), (["--listen", "example.org:80"], 2, "address"),
    (["--listen", "8080"], 2, "ADDRESS:PORT"), (["--listen", "127.0.0.1"], 2, "ADDRESS:PORT"),
    (["--listen", "127.0.0.1:99999"], 2, "ADDRESS:PORT"), (["--listen", "127.0.0.1:-1"], 2, "ADDRESS:PORT"),
    (["--listen", "[::1:80"], 2, "ADDRESS:PORT"), (["--listen", ":80"], 2, "ADDRESS:PORT"),
    (["--origin", "cra.example.org"], 2, "origin"), (["--origin", "https://a/b"], 2, "origin"),
    (["--origin", "https://"], 2, "origin"), (["--origin", "ftp://a"], 2, "origin"), (["--origin", "https://a b"], 2, "origin"),
    (["--origin", "https://u@a"], 2, "origin"), (["x"], 2, "options only"), (["--listen"], 2, "needs a value"),
    (["--public", "--listen", "192.0.2.1:0"], 3, "192.0.2.1"), (["--dossier", "/nonexistent"], 3, "/nonexistent"),
    (["--json"], 2, "no option"),
]


def say(*words):
    return subprocess.run([cradle, "serve", *words], capture_output=True, text=True, timeout=20, stdin=subprocess.DEVNULL)


def page():
    """a page has its type, its length, its version and what makes a browser careful"""
    a = server.get()
    assert a.status == 200 and a.body and a.fields["content-type"] == "text/html; charset=utf-8"
    assert a.fields["etag"].startswith('"') and "server" not in a.fields and "set-cookie" not in a.fields
    assert server.get().body == a.body


def head():
    """HEAD has the lines of GET and no body"""
    a, b = server.get(), server.get(method="HEAD")
    assert {**a.fields, "date": 0} == {**b.fields, "date": 0} and a.status == b.status
    assert server.get("/none", method="HEAD").status == 404


def compressed():
    """a page comes by gzip where the client takes it, and is the same page"""
    plain = server.get()
    for value, want in encodings:
        a = server.get("/", *([f"Accept-Encoding: {value}"] if value is not None else []))
        got = a.fields.get("content-encoding") == "gzip"
        assert got == want and a.status == 200, f"{value!r}: gzip {got}"
        assert (gzip.decompress(a.body) if got else a.body) == plain.body
        assert (a.fields["etag"] == plain.fields["etag"]) != got, "two forms with one ETag"


def unchanged():
    """who has the page already is told so"""
    for form in ([], ["Accept-Encoding: gzip"]):
        etag = server.get("/", *form).fields["etag"]
        for value, want in known:
            for method in ("GET", "HEAD"):
                value = value.replace("%s", etag)
                a = server.get("/", *form, f"If-None-Match: {value}", method=method)
                assert a.status == want, f"{value}: {a.status}"
                assert want == 200 or (a.fields["etag"] == etag and not a.body and "content-type" not in a.fields)
    other = server.get("/", "Accept-Encoding: gzip").fields["etag"]
    assert server.get("/", f"If-None-Match: {other}").status == 200, "the ETag of the other form is not this one's"


def named():
    """it answers to addresses, localhost and its origin's host, whatever the port"""
    for host, want in hosts:
        with Line(server) as line:
            line.send(f"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
            a = line.answer()
            assert a.status == want, f"{host}: {a.status}"


def kept_open():
    """a connection serves many requests, and says when it will not"""
    get = "GET / HTTP/1.{} \r\nHost: localhost\r\n{}\r\n".replace(" \r", "\r")
    for version, field, stays in ((1, "", True), (1, "Connection: keep-alive\r\n", True), (1, "Connection: close\r\n", False),
                                  (1, "Connection: x, CLOSE\r\n", False), (1, "Connection: closed\r\n", True), (0, "", False)):
        with Line(server) as line:
            line.send(get.format(version, field).encode())
            a = line.answer()
            assert a.status == 200 and ("connection" not in a.fields) == stays
            if not stays:
                assert line.closed()
                continue
            line.send(get.format(version, field).encode())
            assert line.answer().body == a.body


def many_at_once():
    """requests that are sent at once are all answered, also to a client that reads late"""
    n = 40
    with Line(server, 5) as line:
        line.send(b"GET /faq.json HTTP/1.1\r\nHost: localhost\r\n\r\n" * n)
        time.sleep(0.5)
        first = line.answer()
        for i in range(1, n):
            a = line.answer()
            assert a.status == 200 and a.body == first.body, f"answer {i}"


def thousand():
    """after a thousand requests a connection ends, and says so"""
    with Line(server) as line:
        for i in range(1, 1001):
            line.send(b"HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert (line.answer(head=True).fields.get("connection") == "close") == (i == 1000), i
        assert line.closed()


def other_pages():
    """what is not there is a page, too; a search is one that is made anew"""
    a = server.get("/none-such")
    assert a.status == 404 and a.body
    with Line(server) as line:
        line.send(b"\r\nGET /none-such HTTP/1.1\r\nHOST:\tlocalhost \r\nX:\r\n\r\n")
        assert line.answer().status == 404, "an empty line first, blanks around a value, an empty value"


def locked():
    """its threads can open, start and connect to nothing (seccomp, no new privileges)"""
    folder = f"/proc/{server.p.pid}/task"
    tasks = sorted(os.listdir(folder), key=int)
    # a leak check needs the first thread as it is
    for task in tasks[1 if server.sanitized() else 0:]:
        with open(f"{folder}/{task}/status") as f:
            status = dict(line.split(":\t", 1) for line in f.read().splitlines())
        assert status["Seccomp"] == "2" and status["NoNewPrivs"] == "1", f"thread {task}"
    want = min(4, len(os.sched_getaffinity(0)))
    assert len(tasks) == want + 1, f"{len(tasks)} threads"


def writes_nothing():
    """it prints its address, writes no file, and ends with exit 0 on SIGINT and SIGTERM"""
    with tempfile.TemporaryDirectory() as folder:
        for by in (signal.SIGINT, signal.SIGTERM):
            s = Server(cradle, cwd=folder)
            with Line(s) as line:
                line.send(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
                assert line.answer().status == 200
                s.p.send_signal(by)
                out, said = s.p.communicate(timeout=20)
                assert (s.p.returncode, out, said) == (0, "", ""), f"{s.p.returncode} {said}"
        assert os.listdir(folder) == []


def verbose():
    """-v prints a line for each request, without control characters"""
    s = Server(cradle, "-v")
    s.get("/")
    s.get("/none?x=1")
    with Line(s) as line:
        line.send(b"GET /\x1b[2J HTTP/1.1\r\n\r\n")
        assert line.answer().status == 400
    code, _, said = s.end()
    lines = said.splitlines()
    assert code == 0 and len(lines) == 3 and "\x1b" not in said, said
    assert lines[0].startswith("200 ") and lines[0].endswith(" GET / HTTP/1.1"), lines[0]
    assert lines[1].startswith("404 ") and lines[2].startswith("400 ") and "\\x1b" in lines[2], lines[1:]


def misused():
    """a wrong option is one clear line"""
    for words, code, what in wrong:
        p = say(*words)
        assert p.returncode == code and what in p.stderr and p.stderr.count("\n") == 1 and not p.stdout, \
            f"{words}: exit {p.returncode}: {p.stderr}"


def taken():
    """a port that is taken is one clear line, and exit 3"""
    p = say("--listen", f"{server.at[0]}:{server.at[1]}")
    assert p.returncode == 3 and p.stderr.count("\n") == 1 and "in use" in p.stderr, p.stderr


def public():
    """--public lets others in, with a warning"""
    s = Server(cradle, "--public", "--listen", "0.0.0.0:0")
    s.at = "127.0.0.1", s.at[1]
    assert s.get().status == 200
    code, _, said = s.end()
    assert code == 0 and said.count("\n") == 1 and "proxy" in said, said


def asked():
    """a query that a page does not read changes nothing, one that it reads does"""
    gz = "Accept-Encoding: gzip"
    page = server.get("/about", gz)
    for target in ("/about?v=1", "/about?v=1", "/about?"):
        a = server.get(target, gz)
        assert a.fields["content-encoding"] == "gzip"
        assert (a.body, a.fields["etag"]) == (page.body, page.fields["etag"]), target
    plain = server.get("/search").body
    assert server.get("/search?q=update").body != plain and server.get("/search").body == plain


def dossiers():
    """--dossier may be given more than once; each is shown, and none is written to"""
    case = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "cases")
    case = os.path.join(case, sorted(os.listdir(case))[0], "rootfs")
    with tempfile.TemporaryDirectory() as folder:
        files = [os.path.join(folder, name) for name in ("a.cradle", "b.cradle")]
        for file in files:
            subprocess.run([cradle, "check", case, "-q", "-o", os.devnull, "--dossier", file], timeout=60)
        before = [open(file, "rb").read() for file in files]
        s = Server(cradle, "--dossier", files[0], "--dossier", files[1])
        assert [s.get(f"/dossier/{i}").status for i in (1, 2, 3)] == [200, 200, 404]
        for target in ("/portfolio", "/compare/1/2", "/compare/1/2.json", "/dossier/2/verdicts", "/dossier/2/findings?state=fail&q=etc",
                       "/dossier/2/inventory/file", "/dossier/2/inventory"):
            assert s.get(target).status == (404 if target.endswith("/file") else 200), target
        # a locked thread opens no file: each report it offers can be had all the same, as a file to keep
        offered = re.findall(r'href="(/dossier/1/report/[^"]*)"', s.get("/dossier/1").body.decode())
        assert len(offered) > 5 and not any(target.endswith(".pdf") for target in offered), offered
        for target in offered:
            a = s.get(target)
            assert a.status == 200 and len(a.body) > 100, target
            assert re.fullmatch(r'attachment; filename="[A-Za-z0-9.-]+"', a.fields["content-disposition"]), target
            assert target.rsplit("/", 1)[1] in a.fields["content-disposition"] and "content-security-policy" in a.fields, target
        assert "content-disposition" not in s.get("/dossier/1").fields
        assert s.end()[0] == 0
        assert sorted(os.listdir(folder)) == ["a.cradle", "b.cradle"] and before == [open(f, "rb").read() for f in files]


def six():
    """it listens on IPv6"""
    try:
        socket.socket(socket.AF_INET6).bind(("::1", 0))
    except OSError:
        print("# no IPv6 here", flush=True)
        return
    s = Server(cradle, "--listen", "[::1]:0")
    assert s.url.startswith("http://[::1]:") and s.get().status == 200
    assert s.end()[0] == 0


server = Server(cradle, "--origin", "https://cra.example.org")
tests = [page, head, compressed, unchanged, named, kept_open, many_at_once, thousand, other_pages, locked, writes_nothing, verbose, misused,
         taken, public, asked, dossiers,
         six]
code = run([(test.__doc__, test) for test in tests])
server.end()
sys.exit(code)
