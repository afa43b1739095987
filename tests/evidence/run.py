#!/usr/bin/env python3
"""Evidence folders: what 'cradle bundle' writes, what 'cradle verify' finds, and that others' tools read it. Prints TAP.

    run.py CRADLE SOURCE-FOLDER
"""
import hashlib
import json
import os
import re
import resource
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tarfile
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from reseal import reseal  # noqa: E402

cradle, top = (os.path.abspath(a) for a in sys.argv[1:3])
temp = tempfile.mkdtemp()
DATE = "2026-11-22"
env = {k: v for k, v in os.environ.items() if k not in ("SOURCE_DATE_EPOCH", "CRADLE_DATA")}
env |= {"LC_ALL": "C.UTF-8", "CRADLE_DATA": os.path.join(temp, "no-law")}
p = lambda *a: os.path.join(temp, *a)
OWN_RULE = """id: X-ACME-TELNET
title: A telnet daemon is in the image
limb: I.2.j
severity: low
probes: [services]
decides: no
finds: |
  SELECT path, line, 'it is there' AS detail FROM file WHERE path LIKE '%telnetd'
why: It is not to be shipped.
fix: Leave it out.
examples:
  - files: { sbin/init: "x" }
    finds: 0
"""


def put(path, data=""):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as f:
        f.write(data.encode() if isinstance(data, str) else data)
    return path


def run(*words, code=0, cwd=temp, env=env, program=cradle, **more):
    r = subprocess.run([program, *words], capture_output=True, env=env, cwd=cwd, timeout=120, **more)
    out, error = r.stdout.decode(errors="replace"), r.stderr.decode(errors="replace")
    if r.returncode not in (code if isinstance(code, tuple) else (code,)):
        raise AssertionError(f"cradle {' '.join(words)}: exit {r.returncode}, expected {code}: {out[-300:]} {error[-500:]}")
    return out, error


def refused(*words, code=2, says, **more):
    out, error = run(*words, code=code, **more)
    assert re.search(says, error) and error.count("\n") == 1 and error.startswith("cradle: "), (words, error)


def tree(folder):
    """path to (bytes, mode) of all that is in it, folders too"""
    out = {}
    for at, subs, names in os.walk(folder):
        for n in subs + names:
            full = os.path.join(at, n)
            st = os.lstat(full)
            out[os.path.relpath(full, folder)] = (open(full, "rb").read() if os.path.isfile(full) else None, st.st_mode)
    return out


def setup():
    """a declared case, an image that is an archive, own rules, a declaration alone"""
    cases = os.path.join(top, "tests", "cases")
    shutil.copytree(os.path.join(cases, "declared-accepted"), p("declared"))
    # evidence under two names, in a folder, one of them twice
    put(p("declared", "docs", "test report.txt"), "passed\n")
    put(p("declared", "docs", "plan.md"), "# plan\n")
    with open(p("declared", "product.yaml"), "a") as f:
        f.write("\nevidence:\n")
        for n, (path, data) in enumerate((("docs/test report.txt", "passed\n"), ("./docs//plan.md", "# plan\n"), ("docs/plan.md", None))):
            f.write(f"  - {{ id: ev-{n}, title: a file, path: '{path}'" + (
                f", sha256: {hashlib.sha256(data.encode()).hexdigest()}" if data else "") + " }\n")
    with tarfile.open(p("gw image.tar"), "w") as tar:
        for info in sorted(os.listdir(os.path.join(cases, "router-vendor", "rootfs"))):
            tar.add(os.path.join(cases, "router-vendor", "rootfs", info), info, filter=plain)
    put(p("own", "a", "X-ACME-TELNET.yaml"), OWN_RULE)
    shutil.copytree(os.path.join(top, "examples", "consumer-router"), p("router"))
    run("check", "declared/rootfs", "-p", "declared/product.yaml", "--as-of", DATE, "-q", "-o", os.devnull, "--dossier",
        "declared.cradle", code=(0, 1))
    run("check", "gw image.tar", "--no-password-check", "-q", "-o", os.devnull, "--dossier", "archive.cradle", code=(0, 1))
    run("check", "declared/rootfs", "-p", "declared/product.yaml", "--rules", "own", "--as-of", DATE, "-q", "-o", os.devnull,
        "--dossier", "own.cradle", code=(0, 1))
    run("decide", "-p", "router/product.yaml", "--as-of", DATE, "-q", "-o", os.devnull, "--dossier", "router/decided.cradle",
        code=(0, 1))
    run("keygen", "-o", "acme.pem", "-q")
    run("keygen", "-o", "other.key", "-q")


def plain(info):
    info.uid = info.gid = info.mtime = 0
    info.uname = info.gname = "root"
    return info


# dossier, what bundle is told, image
WAYS = {"declared": (["declared.cradle", "-p", "declared/product.yaml", "--sign", "acme.pem"], "declared/rootfs"),
        "archive": (["archive.cradle"], "gw image.tar"),
        "own rules": (["own.cradle", "-p", "declared/product.yaml", "--rules", "own"], "declared/rootfs"),
        "decided": (["router/decided.cradle"], None)}
KEY = {"declared": ["--key", "acme.pub.pem"]}


def bundle(way, to="ev", **more):
    shutil.rmtree(p(to), ignore_errors=True)
    os.makedirs(os.path.dirname(p(to)), exist_ok=True)
    return run("bundle", *WAYS[way][0], "-o", to, **more)


def whole():
    """a folder holds the dossier, declaration, evidence, own rules and each report that there is"""
    for way in WAYS:
        bundle(way)
        there = {path for path, (data, _) in tree(p("ev")).items() if data is not None}
        about = json.load(open(p("ev", "about.json")))
        assert open(p("ev", "dossier.cradle"), "rb").read() == open(p(WAYS[way][0][0]), "rb").read()
        formats = {r["format"]: r for r in about["reports"]}
        listed = run("check", "--help")[0] + run("report", "x", "--format", "?", code=2)[1]
        names = re.search(r"there are (.*)", listed)[1].split()
        assert set(names) <= set(formats), set(names) - set(formats)
        for r in formats.values():
            assert (r["file"] in there) != bool(r["left_out"]), r
        files = [r["file"] for r in formats.values() if r["file"]]
        assert len(files) == len(set(files)) and {"reports/report.txt", "reports/report.json", "reports/report.html"} <= set(files)
        want = {"dossier.cradle", "about.json", "README.txt", "MANIFEST", ".gitattributes", *files}
        if way in ("declared", "own rules"):
            want |= {"declaration/product.yaml", "declaration/docs/test report.txt", "declaration/docs/plan.md"}
        if way == "declared":
            want |= {"MANIFEST.sig"}
        if way == "own rules":
            want |= {"rules/a/X-ACME-TELNET.yaml"}
        if way == "decided":
            want |= {x for x in there if x.startswith("declaration/")}
            assert len(want) > len(files) + 7, there
        assert there == want, there ^ want
        for path, (_, mode) in tree(p("ev")).items():
            assert mode & 0o7777 in (0o644, 0o755), (path, oct(mode))


def same():
    """twice the same: from another folder, on another day, with the law's text imported, over the former one"""
    bundle("declared")
    first = tree(p("ev"))
    os.makedirs(p("elsewhere"), exist_ok=True)
    law = open(os.path.join(top, "data", "law", "provisions.tsv")).readline()
    put(p("law", "law.tsv"), law)
    words = [a if a.startswith("-") else p(a) for a in WAYS["declared"][0]]
    run("bundle", *words, "-o", "ev2", cwd=p("elsewhere"), env={**env, "SOURCE_DATE_EPOCH": "1", "CRADLE_DATA": p("law"), "COLUMNS": "140",
                                                            "TZ": "Asia/Tokyo", "LC_ALL": "C", "HOME": "/", "TERM": "xterm"})
    assert tree(p("elsewhere", "ev2")) == first
    run("bundle", *WAYS["declared"][0], "-o", "ev/")
    assert tree(p("ev")) == first
    assert sorted(os.listdir(p("elsewhere"))) == ["ev2"]
    shutil.rmtree(p("elsewhere"))


def verified():
    """verify finds each folder good, and with the image makes the same bytes again"""
    for way, (_, image) in WAYS.items():
        bundle(way)
        out, error = run("verify", "ev", *([image] if image else []), *KEY.get(way, []))
        count = len(json.load(open(p("ev", "about.json")))["reports"]) - open(p("ev", "about.json")).read().count('"file": null')
        assert "dossier.cradle: made again, the same bytes" in out and f"reports: {count} made again with the same bytes" in out, (way, out)
        assert ("signature: good" in out) == (way == "declared") and not error, (out, error)
        # whatever is set around it
        run("verify", "ev", *([image] if image else []), env={**env, "SOURCE_DATE_EPOCH": "1", "CRADLE_DATA": p("law")})
        if image:
            out = run("verify", "ev")[0]
            assert "not run again: that takes the image" in out, out
    # the image under another name
    bundle("archive")
    shutil.copy(p("gw image.tar"), p("x.img"))
    run("verify", "ev", "x.img")


def reproduced():
    """the command that about.json names does it, word for word, in the folder with the image beside it"""
    for way, (_, image) in WAYS.items():
        shutil.rmtree(p("place"), ignore_errors=True)
        bundle(way, "place/ev")
        if image:
            (shutil.copytree if os.path.isdir(p(image)) else shutil.copy)(p(image), p("place", os.path.basename(image)))
        again, compare = json.load(open(p("place", "ev", "about.json")))["reproduce"]
        path = {**env, "PATH": os.path.dirname(cradle) + ":" + env["PATH"], "SOURCE_DATE_EPOCH": "1"}
        r = subprocess.run(["sh", "-c", again], cwd=p("place", "ev"), env=path, capture_output=True)
        assert r.returncode in (0, 1), (again, r.stderr)
        subprocess.run(["sh", "-e", "-c", compare], cwd=p("place", "ev"), check=True)
        assert again in open(p("place", "ev", "README.txt")).read()
    shutil.rmtree(p("place"))


def others():
    """sha256sum, openssl, sqlite3 and git read it without cradle"""
    bundle("declared")
    ev = p("ev")
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "MANIFEST"], cwd=ev, check=True)
    lines = open(p("ev", "MANIFEST")).read().splitlines()
    assert [l[66:] for l in lines] == sorted((l[66:] for l in lines), key=str.encode)
    check = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", p("acme.pub.pem"), "-rawin", "-in", "MANIFEST", "-sigfile", "MANIFEST.sig"]
    out = subprocess.run(check, cwd=ev, check=True, capture_output=True, text=True).stdout
    assert "Verified Successfully" in out and os.path.getsize(p("ev", "MANIFEST.sig")) == 64
    check[check.index(p("acme.pub.pem"))] = p("other.key.pub.pem")
    assert subprocess.run(check, cwd=ev, capture_output=True).returncode != 0
    der = subprocess.run(["openssl", "pkey", "-pubin", "-in", p("acme.pub.pem"), "-outform", "DER"], check=True, capture_output=True).stdout
    print_of = hashlib.sha256(der).hexdigest()
    assert json.load(open(p("ev", "about.json")))["signed_with"] == print_of and print_of in run("verify", "ev", *KEY["declared"])[0]
    # and the other way round: what openssl signs cradle takes
    subprocess.run(["openssl", "pkeyutl", "-sign", "-inkey", p("other.key"), "-rawin", "-in", "MANIFEST", "-out", "MANIFEST.sig"], cwd=ev, check=True)
    assert "signature: good" in run("verify", "ev", "--key", "other.key.pub.pem")[0]
    db = sqlite3.connect(f"file:{ev}/dossier.cradle?mode=ro", uri=True)
    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",) and db.execute("SELECT count(*) FROM verdict").fetchone()[0] > 20
    db.close()
    if shutil.which("git"):
        bundle("declared", "repo/evidence")
        git = lambda *a: subprocess.run(["git", "-c", "core.autocrlf=true", "-c", "user.name=a", "-c", "user.email=a@example.org",
                                         "-c", "init.defaultBranch=main", *a], cwd=p("repo"), check=True, capture_output=True)
        git("init", "-q", ".")
        git("add", ".")
        git("commit", "-qm", "evidence")
        git("clone", "-q", p("repo"), p("clone"))
        run("verify", "clone/evidence", "declared/rootfs", *KEY["declared"])
        run("bundle", *WAYS["declared"][0], "-o", "repo/evidence")
        assert not subprocess.run(["git", "status", "--porcelain"], cwd=p("repo"), capture_output=True).stdout
        for x in ("repo", "clone"):
            shutil.rmtree(p(x))


def again_over():
    """a folder is replaced as a whole: what is no longer of it goes; a folder with other things is refused"""
    bundle("own rules")
    run("bundle", "archive.cradle", "-o", "ev")
    assert not os.path.exists(p("ev", "rules")) and not os.path.exists(p("ev", "declaration"))
    run("verify", "ev")
    before = tree(p("ev"))
    for name, make in (("notes.txt", lambda f: put(f, "x")), ("link", lambda f: os.symlink("/etc/passwd", f)), (".git/config", put)):
        make(p("ev", name))
        refused("bundle", "archive.cradle", "-o", "ev", says="notes.txt|link|git")
        shutil.rmtree(p("ev", ".git")) if "git" in name else os.remove(p("ev", name))
        assert tree(p("ev")) == before
    put(p("mine", "thesis.txt"), "x")
    refused("bundle", "archive.cradle", "-o", "mine", says="'thesis.txt', which is not of an evidence folder")
    refused("bundle", "archive.cradle", "-o", "mine/thesis.txt", says="a file or a link stands there")
    refused("bundle", "archive.cradle", "-o", ".", says="cannot be replaced")
    refused("bundle", "archive.cradle", "-o", "no/such/place", code=3, says="No such file")
    assert os.listdir(p("mine")) == ["thesis.txt"] and not [n for n in os.listdir(temp) if ".new-" in n]
    os.mkdir(p("empty"))
    run("bundle", "archive.cradle", "-o", "empty")
    run("verify", "empty")


def wrong_input():
    """a declaration or rules that are not those of the decision, evidence that has changed: told, nothing written"""
    shutil.rmtree(p("ev"), ignore_errors=True)
    no = lambda *words, says, code=2: (refused("bundle", *words, "-o", "ev", says=says, code=code), os.path.exists(p("ev")) and 1 / 0)
    no("declared.cradle", says="say where it is with -p")
    no("archive.cradle", "-p", "declared/product.yaml", says="without a declaration")
    no("declared.cradle", "-p", "declared/product.yaml", "--rules", "own", says="without rules of your own")
    no("own.cradle", "-p", "declared/product.yaml", says="say where they are with --rules")
    put(p("own2", "X-ACME-TELNET.yaml"), OWN_RULE.replace("shipped", "sold"))
    no("own.cradle", "-p", "declared/product.yaml", "--rules", "own2", says="not those it was decided with")
    no("declared.cradle", "-p", "router/product.yaml", says="is not what was decided from")
    put(p("product2.yaml"), "x")
    no("declared.cradle", "-p", "product2.yaml", says="is called 'product.yaml' in the dossier")
    put(p("declared", "docs", "test report.txt"), "failed\n")
    no("declared.cradle", "-p", "declared/product.yaml", says="has changed")
    os.remove(p("declared", "docs", "test report.txt"))
    no("declared.cradle", "-p", "declared/product.yaml", says="is not there")
    os.symlink("/etc/passwd", p("declared", "docs", "test report.txt"))
    no("declared.cradle", "-p", "declared/product.yaml", says="symbolic link")
    os.remove(p("declared", "docs", "test report.txt"))
    put(p("declared", "docs", "test report.txt"), "passed\n")
    run("inspect", "gw image.tar", "-q", "-o", "facts.cradle")
    no("facts.cradle", says="no verdicts")
    no("nothing.cradle", says="No such file", code=3)
    refused("bundle", "archive.cradle", says="needs a dossier and a folder")
    refused("bundle", "archive.cradle", "-o", "-", says="needs a dossier and a folder")


def keys():
    """keygen never writes over a key; a key that will not do is told before anything is written"""
    out = run("keygen", "-o", "k.pem")[0]
    assert os.stat(p("k.pem")).st_mode & 0o777 == 0o600 and "k.pub.pem" in out
    before = open(p("k.pem")).read(), open(p("k.pub.pem")).read()
    refused("keygen", "-o", "k.pem", says="never written over")
    os.remove(p("k.pem"))
    refused("keygen", "-o", "k.pem", says="never written over")
    assert not os.path.exists(p("k.pem")) and open(p("k.pub.pem")).read() == before[1]
    os.rename(p("k.pub.pem"), p("k2"))
    put(p("k.pem"), "x")
    refused("keygen", "-o", "k.pem", says="never written over")
    assert not os.path.exists(p("k.pub.pem")) and open(p("k.pem")).read() == "x"
    refused("keygen", says="needs a file")
    refused("keygen", "-o", "no/such/k.pem", code=3, says="cannot write")
    shutil.rmtree(p("ev"), ignore_errors=True)
    for kind, words in (("rsa", ["genpkey", "-algorithm", "RSA"]), ("encrypted", ["genpkey", "-algorithm", "ED25519", "-aes256", "-pass", "pass:abc"])):
        subprocess.run(["openssl", *words, "-out", p(kind)], check=True, capture_output=True)
    os.mkfifo(p("pipe"))
    for key, says in (("rsa", "of another kind"), ("encrypted", "is encrypted"), ("acme.pub.pem", "no private key"), ("gw image.tar", "no"),
                      ("missing", "No such file"), ("pipe", "no regular file"), ("/dev/zero", "no regular file")):
        refused("bundle", "archive.cradle", "-o", "ev", "--sign", key, says=says, stdin=subprocess.DEVNULL)
        assert not os.path.exists(p("ev"))
    bundle("declared")
    refused("verify", "ev", "--key", "acme.pem", says="no public key")
    refused("verify", "ev", "--key", "missing", says="No such file")


# name, what is done to a good folder, what verify prints
CHANGES = [
    ("a changed byte in a report", lambda f: flip(f("reports/report.html")), ["changed   reports/report.html"]),
    ("a changed byte in the dossier", lambda f: flip(f("dossier.cradle")), ["changed   dossier.cradle"]),
    ("a changed byte in the declaration", lambda f: flip(f("declaration/product.yaml")), ["changed   declaration/product.yaml"]),
    ("a file cut by a byte", lambda f: os.truncate(f("README.txt"), os.path.getsize(f("README.txt")) - 1), ["changed   README.txt"]),
    ("a missing file", lambda f: os.remove(f("about.json")), ["missing   about.json"]),
    ("an extra file", lambda f: put(f("reports/x.html"), "x"), ["added     reports/x.html"]),
    ("an extra file with a bad name", lambda f: put(f("a\x1b[2J\n"), "x"), ["added     a\\x1b[2J\\x0a"]),
    ("three at once, each named", lambda f: (flip(f("README.txt")), os.remove(f("about.json")), put(f("z"), "")),
     ["changed   README.txt", "missing   about.json", "added     z"]),
    ("a link for a file", lambda f: (os.rename(f("README.txt"), p("aside")), os.symlink(p("aside"), f("README.txt"))),
     ["changed   README.txt (a symbolic link)"]),
    ("a link more", lambda f: os.symlink("/etc/passwd", f("x")), ["added     x (a symbolic link)"]),
    ("a folder that is a link", lambda f: (os.rename(f("reports"), p("aside")),
                                           os.symlink(p("aside"), f("reports"))), ["missing   reports/report.html", "added     reports (a symbolic link)"]),
    ("a pipe for a file", lambda f: (os.remove(f("README.txt")), os.mkfifo(f("README.txt"))), ["changed   README.txt (a pipe)"]),
    ("a socket", lambda f: sock(f("s")), ["added     s (a socket)"]),
    ("a folder for a file", lambda f: (os.remove(f("README.txt")), put(f("README.txt/x"), "")), ["missing   README.txt", "added     README.txt/x"]),
    ("a changed digit in the list", lambda f: edit(f, lambda t: ("0" if t[0] != "0" else "1") + t[1:]), ["changed   .gitattributes"]),
    ("a letter in the list that is no digit", lambda f: edit(f, lambda t: "g" + t[1:]), ["list      MANIFEST:1 does not begin", "added     .gitattributes"]),
    ("a line less", lambda f: edit(f, lambda t: t[t.index("\n") + 1:]), ["added     .gitattributes"]),
    ("a line twice", lambda f: edit(f, lambda t: t[:t.index("\n") + 1] + t), ["list      MANIFEST:2 is not in the order"]),
    ("lines in another order", lambda f: edit(f, lambda t: "\n".join(reversed(t.splitlines())) + "\n"), ["is not in the order"]),
    ("no newline at the end", lambda f: edit(f, lambda t: t[:-1]), ["does not end with a newline"]),
    ("an empty list", lambda f: edit(f, lambda t: ""), ["the list is empty", "added     dossier.cradle"]),
    ("a path that climbs out", lambda f: edit(f, lambda t: f"{'0' * 64}  ../secret\n" + t), ["MANIFEST:1 has a path that no evidence folder has"]),
    ("an absolute path", lambda f: edit(f, lambda t: f"{'0' * 64}  /etc/passwd\n" + t), ["MANIFEST:1 has a path"]),
    ("a path through a dot", lambda f: edit(f, lambda t: f"{'0' * 64}  ./README.txt\n" + t), ["MANIFEST:1 has a path"]),
    ("a NUL in the list", lambda f: edit(f, lambda t: f"{'0' * 64}  a\0b\n" + t), ["MANIFEST:1 holds a NUL"]),
    ("a terminal's escape in the list", lambda f: edit(f, lambda t: f"{'0' * 64}  \x1b[2J\n" + t), ["MANIFEST:1 has a path"]),
    ("no UTF-8 in the list", lambda f: put(f("MANIFEST"), b"0" * 64 + b"  \xff\xfe\n" + open(f("MANIFEST"), "rb").read()), ["MANIFEST:1 has a path"]),
    ("a line of 1 MB", lambda f: edit(f, lambda t: "0" * 64 + "  " + "a" * 1000000 + "\n" + t), ["MANIFEST:1 is no digest with a path"]),
    ("100,000 lines that are none", lambda f: edit(f, lambda t: "x\n" * 100000), ["and 99980 lines more"]),
    ("a list of Windows", lambda f: edit(f, lambda t: t.replace("\n", "\r\n")), ["MANIFEST:1 has a path"]),
]


def flip(path):
    data = bytearray(open(path, "rb").read())
    data[len(data) // 2] ^= 1
    put(path, bytes(data))


def edit(f, change):
    put(f("MANIFEST"), change(open(f("MANIFEST")).read()))


def sock(path):
    here = os.getcwd()
    os.chdir(os.path.dirname(path))
    with socket.socket(socket.AF_UNIX) as s:
        s.bind(os.path.basename(path))
    os.chdir(here)


def changed(name, change, says):
    shutil.rmtree(p("bad"), ignore_errors=True)
    shutil.copytree(p("good"), p("bad"))
    if os.path.lexists(p("aside")):
        shutil.rmtree(p("aside")) if os.path.isdir(p("aside")) else os.remove(p("aside"))
    change(lambda path: p("bad", path))
    for words in (("verify", "bad"), ("verify", "bad", "declared/rootfs", "--key", "acme.pub.pem")):
        out, error = run(*words, code=1)
        for line in says:
            assert line in out, (line, out[:2000])
        assert "is not as it was written" in out and "\x1b" not in out and not error and "made again" not in out, out[:500]
        # a folder that is changed in its list only is found by the signature, too
        if "--key" in words and any("list" in s or "MANIFEST" in s for s in says):
            assert "unsigned  MANIFEST" in out, out
    assert not [n for n in os.listdir(p("bad")) if n.startswith(".cradle")]


def signatures():
    """a signature of another key or list, cut, or missing is told; none that nobody asked for is no fault"""
    for name, change, key, code, says in (
            ("another key", lambda: None, "other.key.pub.pem", 1, "is not of this key and list"),
            ("a byte less", lambda: os.truncate(p("bad", "MANIFEST.sig"), 63), "acme.pub.pem", 1, "is not of this key"),
            ("a byte more", lambda: put(p("bad", "MANIFEST.sig"), open(p("good", "MANIFEST.sig"), "rb").read() + b"\n"), "acme.pub.pem", 1, "is not of"),
            ("large", lambda: put(p("bad", "MANIFEST.sig"), b"x" * 10000), "acme.pub.pem", 1, "is not of"),
            ("a changed byte", lambda: flip(p("bad", "MANIFEST.sig")), "acme.pub.pem", 1, "is not of this key"),
            ("missing", lambda: os.remove(p("bad", "MANIFEST.sig")), "acme.pub.pem", 1, "there is no MANIFEST.sig"),
            ("missing, not asked for", lambda: os.remove(p("bad", "MANIFEST.sig")), None, 0, "signature: none"),
            ("not asked for", lambda: None, None, 0, "signature: there, but not checked"),
            ("all made anew", resign, "acme.pub.pem", 1, "is not of this key")):
        shutil.rmtree(p("bad"), ignore_errors=True)
        shutil.copytree(p("good"), p("bad"))
        change()
        out, error = run("verify", "bad", *(["--key", key] if key else []), code=code)
        assert says in out, (name, out)


def resign():
    """somebody changes a report, its digest, and signs with a key of their own"""
    flip(p("bad", "reports", "report.txt"))
    hexes = {n: hashlib.sha256(open(p("bad", n), "rb").read()).hexdigest() for n in ["reports/report.txt"]}
    edit(lambda x: p("bad", x), lambda t: re.sub(r"[0-9a-f]{64}(?=  reports/report.txt\n)", hexes["reports/report.txt"], t))
    subprocess.run(["openssl", "pkeyutl", "-sign", "-inkey", p("other.key"), "-rawin", "-in", p("bad", "MANIFEST"), "-out", p("bad", "MANIFEST.sig")], check=True)


def differs():
    """what fits its list but not its image is found by doing the work again"""
    shutil.rmtree(p("bad"), ignore_errors=True)
    shutil.copytree(p("good"), p("bad"))
    resign()
    out, _ = run("verify", "bad", "declared/rootfs", code=1)
    assert "differs   reports/report.txt (made again it is another)" in out and "dossier.cradle: made again, the same bytes" in out, out
    out, _ = run("verify", "good", "gw image.tar", code=1)
    assert "differs   the image: 'gw image.tar' has the SHA-256" in out, out
    refused("verify", "good", "missing.img", code=3, says="cannot open")
    refused("verify", "temp/none", code=3, says="cannot open the folder")
    refused("verify", says="needs a folder")
    os.makedirs(p("nothing"), exist_ok=True)
    refused("verify", "nothing", code=3, says="is no evidence folder")
    bundle("decided", "decided")
    refused_late = run("verify", "decided", "gw image.tar", code=2)[1]
    assert "leave the image out" in refused_late


def other_version():
    """a folder of another version is checked, and said not to be run again"""
    shutil.rmtree(p("bad"), ignore_errors=True)
    run("check", "gw image.tar", "-q", "-o", os.devnull, "--dossier", "old.cradle", code=(0, 1))
    db = sqlite3.connect(p("old.cradle"))
    db.execute("UPDATE meta SET value = '0.0.9' WHERE key = 'tool'")
    db.commit()
    db.close()
    reseal(p("old.cradle"))
    run("bundle", "old.cradle", "-o", "bad")
    assert json.load(open(p("bad", "about.json")))["decided_by"]["cradle"] == "0.0.9"
    run("verify", "bad")
    out, error = run("verify", "bad", "gw image.tar", code=3)
    assert "each as the list says" in out and "decided by cradle 0.0.9" in error and "this is cradle" in error, (out, error)


def small_files():
    # as on a full disk: a file of more than 20 kB cannot be written
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000))


def full():
    """where a file cannot be written nothing remains, and a former folder stays as it was"""
    shutil.rmtree(p("ev"), ignore_errors=True)
    before = set(os.listdir(temp))
    refused("bundle", *WAYS["declared"][0], "-o", "ev", code=3, says="cannot write", preexec_fn=small_files)
    assert set(os.listdir(temp)) == before
    bundle("declared")
    was = tree(p("ev"))
    refused("bundle", "archive.cradle", "-o", "ev", code=3, says="cannot write", preexec_fn=small_files)
    assert tree(p("ev")) == was and set(os.listdir(temp)) == before | {"ev"}


def full_disk():
    """a disk that fills up in the middle, of bytes or of files: one message, nothing half-written"""
    os.makedirs(p("disk"), exist_ok=True)
    size = sum(len(d) for d, _ in tree(p("good")).values() if d)
    # room for the former folder and half of the new one, then for a few files
    script = ('mount -t tmpfs -o "$1" none "$2" && "$3" bundle "$4" -q -o "$2/ev" && find "$2" -type f -exec sha256sum {} + | sort | sha256sum && '
              '"$3" bundle "$4" -q -o "$2/ev"; code=$?; find "$2" -type f -exec sha256sum {} + | sort | sha256sum; ls -A "$2"; exit $code')
    for options in (f"size={size * 3 // 2}", f"size=64m,nr_inodes={len(tree(p('good'))) + 8}"):
        r = subprocess.run(["unshare", "-rm", "sh", "-c", script, "sh", options, p("disk"), cradle, p("archive.cradle")], capture_output=True, text=True, env=env)
        if "unshare" in r.stderr or "mount" in r.stderr:
            return "SKIP no file system can be mounted here"
        first, second, *left = r.stdout.split("\n")
        assert r.returncode == 3 and "No space left" in r.stderr and r.stderr.count("\n") == 1, (r.returncode, r.stdout, r.stderr)
        assert first == second and left == ["ev", ""], r.stdout


def inert():
    """names from an image or a declaration are words of the command and of the pages, and nothing more"""
    name = "a'b $(touch pwned) ;`id` \"x.tar"
    shutil.copy(p("gw image.tar"), p(name))
    run("check", name, "-q", "-o", os.devnull, "--dossier", "name.cradle", code=(0, 1))
    shutil.rmtree(p("place"), ignore_errors=True)
    run("bundle", "name.cradle", "-o", p("ev-name"))
    os.makedirs(p("place"))
    os.rename(p("ev-name"), p("place", "ev"))
    shutil.copy(p(name), p("place", name))
    again, compare = json.load(open(p("place", "ev", "about.json")))["reproduce"]
    path = {**env, "PATH": os.path.dirname(cradle) + ":" + env["PATH"]}
    subprocess.run(["sh", "-c", again + "; " + compare], cwd=p("place", "ev"), env=path, check=True)
    assert sorted(os.listdir(p("place"))) == sorted(["again.cradle", "ev", name])
    shutil.rmtree(p("place"))
    # evidence whose name git would not keep, or a list could not hold
    for bad in (".git/config", "a\\b"):
        shutil.rmtree(p("odd"), ignore_errors=True)
        shutil.copytree(p("declared"), p("odd"))
        put(p("odd", bad), "x")
        with open(p("odd", "product.yaml"), "a") as f:
            f.write(f"  - {{ id: ev-9, title: odd, path: '{bad}' }}\n")
        run("check", "declared/rootfs", "-p", "odd/product.yaml", "--as-of", DATE, "-q", "-o", os.devnull, "--dossier", "odd.cradle", code=(0, 1))
        shutil.rmtree(p("ev"), ignore_errors=True)
        refused("bundle", "odd.cradle", "-p", "odd/product.yaml", "-o", "ev", says="an evidence folder cannot hold")
        assert not os.path.exists(p("ev"))


rows = [(f.__doc__, f) for f in (whole, same, verified, reproduced, others, again_over, wrong_input, keys, signatures, differs, other_version,
                                 full, full_disk, inert)]
rows += [(c[0] + " is found, and named", lambda c=c: changed(*c)) for c in CHANGES]
bad = 0
try:
    setup()
    bundle("declared", "good")
except Exception as e:
    print(f"Bail out! {type(e).__name__}: {e}")
    sys.exit(1)
print(f"1..{len(rows)}")
for i, (name, test) in enumerate(rows, 1):
    note = wrong = None
    try:
        note = test()
    except Exception as e:
        wrong = f"{type(e).__name__}: {e} (line {e.__traceback__.tb_next.tb_lineno if e.__traceback__.tb_next else '?'})"
    print(f"{'not ok' if wrong else 'ok'} {i} - {name}{' # ' + note if note else ''}", flush=True)
    for line in (wrong or "").splitlines():
        print("#  ", line)
    bad += bool(wrong)
shutil.rmtree(temp)
sys.exit(bad != 0)
