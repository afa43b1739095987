#!/usr/bin/env python3
"""'cradle portfolio': what it prints of eight dossiers written here (expected/), that it agrees with the reports
of the cases, that other people's names stay inert, and what it does with files that are none. Prints TAP.

    run.py CRADLE SOURCE-FOLDER [--update]
"""
import csv
import io
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from html.parser import HTMLParser

cradle, top = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
update = "--update" in sys.argv
here = os.path.join(top, "tests", "portfolio")
sys.path.insert(0, here)
import dossiers  # noqa: E402

env = {**os.environ, "SOURCE_DATE_EPOCH": "1795305600", "COLUMNS": "80", "LC_ALL": "C.UTF-8"}
temp = tempfile.mkdtemp(prefix="cradle-portfolio-")
eight, real = (os.path.join(temp, n) for n in ("eight", "real"))
base = {}
FORMATS = ("text", "html", "csv", "json")
LISTS = ("products", "limbs", "findings", "keys", "unread")


def run(*words, code=(0, 1), cwd=None):
    p = subprocess.run([cradle, "portfolio", *words], capture_output=True, env=env, timeout=300, cwd=cwd)
    if p.returncode not in (code if isinstance(code, tuple) else (code,)):
        raise AssertionError(f"portfolio {' '.join(words)}: exit {p.returncode}, expected {code}: {p.stderr.decode()[:400]}")
    return p


def setup():
    os.mkdir(eight)
    os.mkdir(real)
    base.update(dossiers.bases(cradle, top, temp))
    dossiers.portfolio(base, eight)
    for name in ("openwrt", "vendor-rcS", "router-vendor", "declared-accepted", "declared-contradicted"):
        case = os.path.join(top, "tests", "cases", name)
        declared = os.path.join(case, "product.yaml")
        subprocess.run([cradle, "check", os.path.join(case, "rootfs"), "--dossier", f"{real}/{name}.cradle", "-q", "-o", "/dev/null",
                        *(["-p", declared] if os.path.exists(declared) else [])], env=env)
    for name in ("consumer-router", "industrial-gateway", "component-library"):
        subprocess.run([cradle, "decide", "-p", os.path.join(top, "examples", name, "product.yaml"), "--dossier",
                        f"{real}/{name}.cradle", "-q", "-o", "/dev/null"], env=env)
    parts = os.path.join(top, "tests", "decide", "parts.yaml")
    subprocess.run([cradle, "decide", "-p", parts, "--dossier", f"{real}/parts.cradle", "-q", "-o", "/dev/null"], env=env)


def expected():
    """text, HTML, CSV and JSON of eight dossiers are as in expected/"""
    outputs = {"text.txt": [], "few.txt": ["hub.cradle", "router-1.10.cradle", "firmware.cradle"], "verbose.txt": ["-v"], "page.html":
               ["--format", "html"], "all.json": ["--json"], **{f"{n}.csv": ["--format", "csv", "--list", n] for n in LISTS[:4]}}
    wrong = []
    for name, words in outputs.items():
        files = [w for w in words if w.endswith(".cradle")] or ["."]
        out = run(*[w for w in words if not w.endswith(".cradle")], *files, cwd=eight).stdout.decode()
        if name.endswith(".html"):      # the style sheet is the site's
            out = re.sub(r"<style>.*?</style>", "", out, flags=re.S)
        path = os.path.join(here, "expected", name)
        if update:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            open(path, "w", newline="").write(out)
        if open(path, newline="").read() != out:
            wrong.append(name)
    assert not wrong, f"differs: {wrong}; 'run.py CRADLE SOURCE --update' writes what it is now"


def counted():
    """products are counted by their latest release, 1.10 after 1.9; parts of a version are both the latest"""
    r = json.loads(run(eight, "--json", code=1).stdout)
    assert r["products"] == {"count": 6, "fail": 3, "incomplete": 2, "pass": 1, "undeclared": 2}, r["products"]
    assert r["older_releases"] == {"count": 1, "fail": 1}
    latest = {(x["product"], x["version"], x["part"]): x["latest"] for x in r["releases"]}
    assert latest[("Router", "1.10", None)] and not latest[("Router", "1.9", None)]
    assert latest[("Hub", "3.0", "HUB")] and latest[("Hub", "3.0", "APP")]
    telnet = next(f for f in r["findings"] if f["rule"] == "E-TELNET")
    assert (telnet["products"], len(telnet["releases"]), telnet["places"]) == (3, 4, 5), telnet
    assert [f["rule"] for f in r["findings"]] == ["D-PW", "E-TELNET", "A-LOW", "D-OLD"]
    low = r["findings"][2]
    assert (low["products"], low["places"], low["accepted"]) == (1, 1, 1), low
    key = r["keys"][0]
    assert (key["key"], key["products"], key["verdicts"]) == ("reset.offered", 3, 5), key
    d = next(x for x in r["limbs"] if x["key"] == "I.2.d")
    assert (d["against"], d["open"], d["met"], d["not_decided"]) == (3, 1, 2, 0), d


def agrees():
    """each release has the counts and verdicts of its own report"""
    r = json.loads(run(real, "--json").stdout)
    assert len(r["releases"]) == 9, len(r["releases"])
    for x in r["releases"]:
        p = subprocess.run([cradle, "report", x["dossier"], "--json"], capture_output=True, env=env, check=True)
        own = json.loads(p.stdout)
        want = {v["key"]: v["verdict"] for v in own["verdicts"] if ":" not in v["key"]}
        assert x["verdicts"] == want, x["dossier"]
        assert x["gate"] == own["gate"], x["dossier"]
        text = subprocess.run([cradle, "report", x["dossier"]], capture_output=True, env=env).stdout.decode()
        m = re.search(r"(\d+) of (\d+) .*?not met, (\d+) need\s+input", text, re.S)
        assert (x["not_met"], x["points"], x["needs_input"]) == tuple(map(int, m.groups())), (x["dossier"], m[0])
        fails = [f for f in own["findings"] if f["state"] == "fail" and f.get("accepted") != "accepted"
                 and not (isinstance(f.get("accepted"), dict) and f["accepted"].get("state") == "accepted")]
        for severity in ("critical", "high", "medium", "low"):
            assert x["findings"][severity] == sum(f["severity"] == severity for f in fails), (x["dossier"], severity)


def same_bytes():
    """two runs, and any order of arguments, give the same bytes in every format"""
    files = sorted(os.path.join(folder, n) for folder in (eight, real) for n in os.listdir(folder))
    for words in [("--format", f) for f in FORMATS] + [("-v",)] + [("--format", "csv", "--list", n) for n in LISTS]:
        first = run(*files, *words).stdout
        assert first == run(*files, *words).stdout, words
        assert first == run(*reversed(files), *words).stdout, f"{words}: another order"
        assert first == run(*files[5:], files[7], *words, *files[:5]).stdout, f"{words}: one given twice"


def schema():
    """the JSON fits docs/portfolio.schema.json"""
    try:
        import jsonschema
    except ImportError:
        return "SKIP python3-jsonschema is not installed"
    check = jsonschema.Draft202012Validator(json.load(open(os.path.join(top, "docs", "portfolio.schema.json"))))
    check.check_schema(check.schema)
    bad = os.path.join(temp, "bad.cradle")
    open(bad, "w").write("no dossier")
    for words, code in (((eight,), 1), ((real,), 1), ((eight, bad), 2)):
        for e in check.iter_errors(json.loads(run(*words, "--json", code=code).stdout)):
            raise AssertionError(f"{words}: {e.json_path}: {e.message[:200]}")


HOSTILE = ["<script>alert(1)</script>", "</td></table><img src=x onerror=alert(1)>", "=HYPERLINK(\"http://x\",\"y\")", "+1+cmd|' /C calc'!A0",
           "-2+3", "@SUM(A1)", "\"><b>", "a\n=1+1,c\"d", "\t=1", "| a | b |", "'; DROP TABLE x; --"]
# no dossier that cradle wrote holds these
REFUSED = ["\x1b[2J\x1b]0;owned\x07", "\u202egnp.exe", "a\rb"]


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.attributes, self.open = [], set(), []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes |= {a for a, _ in attrs}
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, f"</{tag}> closes something else"


def hostile():
    """names that are script, formulas, terminal escapes or turn text around come out inert"""
    folder = os.path.join(temp, "hostile")
    os.mkdir(folder)
    for i, name in enumerate(HOSTILE + REFUSED):
        meta = {"product": name, "product_version": name, "part": name, "declaration": name, "image": name, "image_sha256": name,
                "tool": name, "rules": name, "as_of": name}
        dossiers.write(base, os.path.join(folder, f"{i}{name.replace('/', ' ')}.cradle"), meta,
                       [("I.2.d", "NOT-MET"), ("I.1", "NEEDS-INPUT", "", name, name)], [(name, "high", name, 1, None)])
    open(os.path.join(folder, "<b>\x1b[1mno.cradle"), "w").write("x")
    r = json.loads(run(folder, "--json", code=2).stdout)
    assert (len(r["releases"]), len(r["unread"])) == (len(HOSTILE), len(REFUSED) + 1)
    for n in (2, 20):
        files = [os.path.join(folder, f) for f in sorted(os.listdir(folder))][:n]
        for words in (("-v",), ("-v", "--color", "always")):
            p = run(*words, *files, code=(1, 2))
            text = re.sub(r"\x1b\[[0-9;]*m", "", p.stdout.decode()) if "always" in words else p.stdout.decode()
            for c in "\x1b\x07\r\t\u202e\u200f":
                assert c not in text and c not in p.stderr.decode(), f"{c!r} in the text"
        page = run("--format", "html", *files, code=(1, 2)).stdout.decode()
        tags = Tags()
        tags.feed(page)
        assert not tags.open, tags.open
        assert not {"script", "img"} & set(tags.tags) and "<b>" not in page
        assert not {a for a in tags.attributes if a.startswith("on") or a == "src"}
        assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069\u200e\u200f]", page)
        for name in LISTS:
            out = run("--format", "csv", "--list", name, *files, code=(1, 2)).stdout.decode()
            rows = list(csv.reader(io.StringIO(out)))
            assert len({len(r) for r in rows}) == 1, f"{name}: rows of several lengths"
            for cell in (c for r in rows for c in r):
                assert not cell or cell[0] not in "=+-@\t\r" , f"{name}: {cell!r}"
        json.loads(run("--json", *files, code=(1, 2)).stdout)


def bad_files():
    """what is no dossier is told of with the reason and shown as not read; the rest is done, exit 2"""
    folder = os.path.join(temp, "bad")
    os.mkdir(folder)
    path = lambda n: os.path.join(folder, n)
    open(path("text.cradle"), "w").write("no dossier")
    open(path("empty.cradle"), "w").close()
    sqlite3.connect(path("sqlite.cradle")).execute("CREATE TABLE x(y)").connection.close()
    data = open(os.path.join(real, "openwrt.cradle"), "rb").read()
    open(path("cut.cradle"), "wb").write(data[:len(data) // 3])
    subprocess.run([cradle, "inspect", os.path.join(top, "tests/cases/openwrt/rootfs"), "-o", path("inspected.cradle"), "-q"], env=env)
    dossiers.write(base, path("gate.cradle"), {"product": "x"})
    dossiers.change(path("gate.cradle"), "UPDATE meta SET value='FAIL' WHERE key='gate'")
    dossiers.write(base, path("word.cradle"), {"product": "x"}, [("I.1", "FINE")])
    dossiers.write(base, path("edited.cradle"), {"product": "x"})
    sqlite3.connect(path("edited.cradle"), isolation_level=None).execute("UPDATE verdict SET title='x'").connection.close()
    os.mkdir(path("none"))
    files = [path(n) for n in os.listdir(folder)] + [path("missing.cradle")]
    p = run(*files, eight, "--json", code=2)
    r = json.loads(p.stdout)
    unread = {os.path.basename(u["file"]): u["why"] for u in r["unread"]}
    assert set(unread) == {os.path.basename(f) for f in files}, sorted(unread)
    assert r["products"]["count"] == 6
    for name, word in {"text": "not a dossier", "empty": "empty", "sqlite": "not a dossier", "inspected": "no verdicts", "cut": "ends early",
                       "gate": "does not follow", "word": "no such verdict", "edited": "changed after", "missing": "cannot open",
                       "none": "no dossier"}.items():
        why = unread[name if name == "none" else name + ".cradle"]
        assert word in why, (name, why)
        assert word in p.stderr.decode()
    for f in FORMATS[:2]:
        assert "Not read, and so not counted" in run(*files, eight, "--format", f, code=2).stdout.decode()
    p = run(path("text.cradle"), code=2)
    assert not p.stdout and "none of the files" in p.stderr.decode()


def exits():
    """0 where all pass or wait, 1 for a fail (an older one, too) and with --strict, 2 for wrong use; nothing half-written"""
    at = lambda n: os.path.join(eight, n + ".cradle")
    run(at("router-1.10"), at("lock"), code=0)
    run(at("router-1.10"), at("lock"), "--strict", code=1)
    run(at("router-1.10"), "--strict", code=0)
    run(at("router-1.10"), at("router-1.9"), code=1)
    run(at("camera"), code=1)
    out = os.path.join(temp, "out.html")
    run(at("camera"), "-o", out, code=1)
    assert open(out).read(15) == "<!doctype html>", "-o FILE.html is HTML"
    for words, says in (((), "needs dossiers"), ((at("lock"), "--format", "pdf"), "text, html, csv, json"),
                        ((at("lock"), "--format", "csv", "--list", "nothing", "-o", os.path.join(temp, "no.csv")), "products"),
                        ((at("lock"), "--list", "limbs"), "csv"), ((at("lock"), "--to", "mysql://u:geheim@h/d"), "postgresql://"),
                        (("postgresql://u:geheim@h/d",), "--to"), ((at("lock"), "--to", ""), "--to")):
        p = run(*words, code=2)
        assert says in p.stderr.decode() and "geheim" not in p.stderr.decode(), (words, p.stderr)
        assert not p.stdout
    assert not os.path.exists(os.path.join(temp, "no.csv"))


def columns():
    """text fits 80 columns, whatever the number of products; only what must be whole is longer"""
    for files in ([eight], [real], [eight, real], [os.path.join(eight, "lock.cradle")]):
        for line in run(*files).stdout.decode().splitlines():
            assert len(line) <= 80 or " " not in line.strip(), line


def many():
    """a thousand dossiers (with sanitizers a hundred) take under 150 MB, and are counted"""
    sanitized = b"__asan_init" in open(cradle, "rb").read()
    COUNT = 100 if sanitized else 1000
    folder = os.path.join(temp, "many")
    os.mkdir(folder)
    source = os.path.join(real, "declared-contradicted.cradle")
    for i in range(COUNT):
        path = os.path.join(folder, f"{i}.cradle")
        shutil.copyfile(source, path)
        dossiers.change(path, ("REPLACE INTO meta VALUES('product', ?)", (f"Gateway {i}",)))
    for form in FORMATS:
        start = time.monotonic()
        child = subprocess.Popen([cradle, "portfolio", folder, "--format", form, "-o", os.path.join(temp, "many.out")], env=env)
        _, status, use = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        assert child.returncode == 1, child.returncode
        assert use.ru_maxrss / 1024 < (1500 if sanitized else 150), f"{form}: {use.ru_maxrss / 1024:.0f} MB"
        print(f"# {form}: {time.monotonic() - start:.1f} s, {use.ru_maxrss / 1024:.0f} MB")
    assert json.load(open(os.path.join(temp, "many.out")))["products"]["count"] == COUNT


setup()
tests = [expected, counted, agrees, same_bytes, schema, hostile, bad_files, exits, columns, many]
print(f"1..{len(tests)}")
bad = 0
try:
    for i, test in enumerate(tests, 1):
        skip, wrong = None, None
        try:
            skip = test()
        except Exception as e:
            wrong = f"{type(e).__name__}: {e}"
        print(f"{'not ok' if wrong else 'ok'} {i} - {test.__doc__}" + (f" # {skip}" if skip else ""), flush=True)
        for line in (wrong or "").splitlines():
            print("#  ", line)
        bad += bool(wrong)
finally:
    shutil.rmtree(temp, ignore_errors=True)
sys.exit(bad != 0)
