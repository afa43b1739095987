#!/usr/bin/env python3
"""'cradle diff': one change, one line with its direction, limb and mark; and what must hold of any two. Prints TAP.

    run.py CRADLE SOURCE-FOLDER [--update]

--update writes the golden files anew (tests/diff/golden/).
"""
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from releases import BASE, ELF, changed, dpkg, passwd, service, write  # noqa: E402
from rows import FACTS, HASH, PAIRS  # noqa: E402

cradle, top = (os.path.abspath(p) for p in sys.argv[1:3])
update = "--update" in sys.argv
here = os.path.join(top, "tests", "diff")
cases = os.path.join(top, "tests", "cases")
env = {**os.environ, "SOURCE_DATE_EPOCH": "1795305600", "COLUMNS": "80", "LC_ALL": "C.UTF-8", "NO_COLOR": "1"}
work = tempfile.mkdtemp()
# so that one change more is one line more: what is recorded where, and a clock
QUIET = {**service("systemd-journald", "/usr/lib/systemd/systemd-journald"),
         "usr/lib/systemd/system/systemd-journald.service": "[Service]\nExecStart=/usr/lib/systemd/systemd-journald\nUser=root\n",
         **service("systemd-timesyncd", "/usr/lib/systemd/systemd-timesyncd")}
HOSTILE = "<script>alert(1)</script>|`x`[31m**b**[c](http://d.example)@all www.e.example =1+1"


def run(*words, code=(0, 1)):
    p = subprocess.run([cradle, *words], capture_output=True, env=env, timeout=300)
    if p.returncode not in code:
        raise AssertionError(f"cradle {' '.join(words)}: exit {p.returncode}, expected {code}: {p.stderr.decode()}")
    return p


def folder(name, release):
    at = os.path.join(work, name)
    return at if os.path.isdir(at) else write(at, release, {**BASE, **QUIET})


def dossier(name, *words):
    at = os.path.join(work, name + ".cradle")
    if not os.path.exists(at):
        run(*words, "--dossier", at, "-q", "-o", os.devnull)
    return at


def compare(old, new, *more, code=(0, 1)):
    p = run("diff", old, new, "--json", "-q", *more, code=code)
    return json.loads(p.stdout), p.returncode


pairs = []          # (name, old, new) as dossiers, for what must hold of all


def pair_rows():
    for i, (name, old, new, *_) in enumerate(PAIRS):
        pairs.append((name, *(dossier(f"p{i}{w}", "check", folder(f"p{i}{w}", r)) for w, r in (("a", old), ("b", new)))))


def set_row(path, table, row):
    with changed(path) as db:
        row = {k: v for k, v in row.items() if v is not None}
        db.execute(f"INSERT INTO fact_{table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", list(row.values()))


def fact_rows():
    base = dossier("base", "check", folder("base", {}))
    for i, (table, old, new, *_) in enumerate(FACTS):
        new = {**(old or {}), **new} if new else None
        paths = []
        for which, row in (("a", old), ("b", new)):
            at = os.path.join(work, f"f{i}{which}.cradle")
            shutil.copy(base, at)
            if row:
                set_row(at, table, row)
            paths.append(at)
        pairs.append((f"fact {i}: {table} {old} -> {new}", *paths))


def expect(name, result, table, thing, direction, limb, look):
    found = [c for c in result["changes"] if c["table"] == table and thing in c["name"]]
    assert found, f"{name}: no change of {table} {thing}: {[(c['table'], c['name']) for c in result['changes']]}"
    got = [(c["direction"], c["limb"], bool(c["look"])) for c in found]
    assert (direction, limb, look) in got, f"{name}: {got}, expected {(direction, limb, look)}"
    for c in found:
        assert c["why"] or c["direction"] == "neutral", f"{name}: no reason"
        assert c["provision"] or not c["limb"], f"{name}: no citation"
        for side, gone in (("new", "removed"), ("old", "added")):
            assert c["kind"] == "verdict" or not c[side] or c["what"] != gone, f"{name}: a place where it is not: {c}"


# --- tests ---

def images():
    """one change of an image is one line, with direction, limb, place and mark"""
    wrong = []
    for (name, _, _, table, thing, *want), (_, old, new) in zip(PAIRS, pairs):
        result, code = compare(old, new)
        try:
            if table is None:
                assert not result["changes"], f"{name}: {result['changes']}"
            else:
                expect(name, result, table, thing, *want)
            assert code == any(c["direction"] == "worse" for c in result["changes"]), f"{name}: exit {code}"
        except AssertionError as e:
            wrong.append(str(e))
    assert not wrong, "\n".join(wrong)


def facts():
    """one change of a fact is one line, and nothing else; a value that is not known is never better"""
    wrong = []
    for (table, old, new, *want), (name, a, b) in zip(FACTS, pairs[len(PAIRS):]):
        result, code = compare(a, b)
        got = [(c["table"], c["direction"], c["limb"], bool(c["look"])) for c in result["changes"]]
        if got != [(table, *want)]:
            wrong.append(f"{name}: {got}, expected {want}")
        if code != (want[0] == "worse"):
            wrong.append(f"{name}: exit {code}")
        if run("diff", a, b, "--strict", "-q").returncode != (want[0] in ("worse", "unknown")):
            wrong.append(f"{name}: --strict")
    assert not wrong, "\n".join(wrong)


def every_table():
    """the rows above are about every table of the inventory, in every direction"""
    tables = {r[3] for r in PAIRS} | {r[0] for r in FACTS}
    text = open(os.path.join(top, "src", "report", "inventory.c"), encoding="utf-8").read()
    listed = set(re.findall(r'^\t\{ "(\w+)", "', text, re.M))
    assert listed and listed <= tables, f"no row about {sorted(listed - tables)}"
    assert {r[5] for r in PAIRS} | {r[3] for r in FACTS} >= {"worse", "better", "unknown", "neutral"}


def itself():
    """nothing changed between a release and itself: exit 0, in every case"""
    for name in sorted(os.listdir(cases)):
        rootfs = os.path.join(cases, name, "rootfs")
        if os.path.isdir(rootfs):
            at = dossier("case-" + name, "check", rootfs)
            result, code = compare(at, at, "--strict")
            assert code == 0 and not result["changes"], f"{name}: {result['changes'][:2]}"
    for name in sorted(os.listdir(os.path.join(top, "examples"))):
        at = dossier("example-" + name, "decide", "-p", os.path.join(top, "examples", name, "product.yaml"))
        result, code = compare(at, at, "--strict")
        assert code == 0 and not result["changes"], name
    assert b"NO CHANGE" in run("diff", at, at).stdout


def key(c, swap):
    what = {"added": "removed", "removed": "added"}.get(c["what"], c["what"]) if swap else c["what"]
    old, new = ("new", "old") if swap else ("old", "new")
    cells = sorted((x["column"], str(x[old]), str(x[new])) for x in c["cells"])
    return json.dumps((c["kind"], c["table"], what, cells, c[old], c[new]), sort_keys=True)


def swapped():
    """turned round, each change is there turned round: better becomes worse, and nothing is better both ways"""
    two = sorted(n for n in os.listdir(cases) if os.path.isdir(os.path.join(cases, n, "rootfs")))
    more = [(f"{a} {b}", dossier("case-" + a, "check", os.path.join(cases, a, "rootfs")),
             dossier("case-" + b, "check", os.path.join(cases, b, "rootfs"))) for a, b in zip(two, two[1:])]
    for name, old, new in pairs + more:
        there, back = compare(old, new)[0]["changes"], compare(new, old)[0]["changes"]
        assert sorted(key(c, False) for c in there) == sorted(key(c, True) for c in back), f"{name}: not the same changes"
        turned = {}
        for c in back:
            turned.setdefault(key(c, True), []).append(c["direction"])
        for c in there:
            other = turned[key(c, False)]
            mixed = len({x["direction"] for x in c["cells"]} & {"worse", "better"}) == 2
            if c["direction"] == "better":
                assert set(other) <= {"worse", "unknown"}, f"{name}: {c['name']} is {other} the other way round"
            # an updater without proof of origin: that it comes is worse, and that the way to updates goes, too
            if c["direction"] == "worse" and not mixed and c["table"] != "updater":
                assert "worse" not in other, f"{name}: {c['name']} is worse both ways"


def schema():
    """the JSON of every pair fits docs/diff.schema.json"""
    try:
        import jsonschema
    except ImportError:
        return "SKIP python3-jsonschema is not installed"
    with open(os.path.join(top, "docs", "diff.schema.json"), encoding="utf-8") as f:
        check = jsonschema.Draft202012Validator(json.load(f))
    for name, old, new in pairs:
        for e in check.iter_errors(compare(old, new)[0]):
            raise AssertionError(f"{name}: {e.json_path}: {e.message[:200]}")


# --- two releases of a small gateway, with declarations ---

GATEWAY_OLD = {
    **service("ssh", "/usr/sbin/sshd -D"), "etc/ssh/sshd_config": "PasswordAuthentication no\nPermitRootLogin yes\n",
    **service("nginx", "/usr/sbin/nginx"), "etc/nginx/nginx.conf": "events {}\nhttp { server { listen 127.0.0.1:80; } }\n",
    **service("rauc", "/usr/bin/rauc service"), "etc/rauc/ca.cert.pem": "x",
    "etc/rauc/system.conf": "[system]\ncompatible=gw\n[keyring]\npath=ca.cert.pem\n[polling]\nsource=https://u.acme.example/gw\n"
                            "[slot.rootfs.0]\ndevice=/dev/a\n[slot.rootfs.1]\ndevice=/dev/b\n",
    **service("telnet", "/usr/sbin/telnetd -F"), "usr/bin/login": ELF, "etc/overlayroot.conf": "overlayroot=tmpfs\n",
    **dpkg(openssl="3.0.11-1", curl="7.88.1-10", zlib="1.2.13-1"),
}
GATEWAY_NEW = {
    **GATEWAY_OLD,
    "etc/ssh/sshd_config": "PasswordAuthentication yes\nPermitRootLogin yes\n",
    "etc/nginx/nginx.conf": "events {}\nhttp { server { listen 80; } }\n",
    "etc/rauc/system.conf": GATEWAY_OLD["etc/rauc/system.conf"].replace("https:", "http:"),
    **{p: None for p in service("telnet", "/usr/sbin/telnetd -F")}, "etc/overlayroot.conf": None,
    **service("acme-cloud", "/usr/sbin/acme-cloud", "www"),
    **passwd(("root", 0, "/bin/sh", HASH), ("www", 33, "/usr/sbin/nologin", "*")),
    **dpkg(openssl="3.0.13-1", curl="7.88.1-9", zlib="1.2.13-1", mosquitto="2.0.11-1"),
}
DECLARED = """product: {{ name: Acme Gateway, version: "{version}" }}
purpose: {{ intended: {intended} }}
scope: {{ kind: hardware, union_market: "yes", commercial: paid, data_connection: direct, excluded: none, test_release: "no" }}
role: {{ is: manufacturer, own_brand: "yes" }}
time: {{ placed: {placed}, modified: "no" }}
"""


def gateway():
    out = []
    for version, release, intended, placed in (("1.0", GATEWAY_OLD, "joins the devices of a household", "2028-01-10"),
                                               ("1.1", GATEWAY_NEW, "joins the machines of a small plant", "2028-06-01")):
        yaml = os.path.join(work, f"gateway-{version}.yaml")
        with open(yaml, "w", encoding="utf-8") as f:
            f.write(DECLARED.format(version=version, intended=intended, placed=placed))
        out.append(dossier("gateway-" + version, "check", folder("gateway-" + version, release), "-p", yaml))
    return out


def stable(text):
    """without what changes with every rule and release of the program"""
    text = re.sub(r'"(rules|decisions|sha256|cradle)": "[^"]*"', r'"\1": "..."', text)
    return text


def goldens():
    """two releases of a gateway as text, JSON and Markdown"""
    old, new = gateway()
    for form, name in (("text", "gateway.txt"), ("json", "gateway.json"), ("md", "gateway.md")):
        got = stable(run("diff", old, new, "--format", form, "--as-of", "2028-06-01", code=(1,)).stdout.decode())
        at = os.path.join(here, "golden", name)
        if update:
            os.makedirs(os.path.dirname(at), exist_ok=True)
            with open(at, "w", encoding="utf-8") as f:
                f.write(got)
        with open(at, encoding="utf-8") as f:
            assert f.read() == got, f"{name} is another: {cradle} diff {old} {new} --format {form} (--update writes it)"


def grouped():
    """as text a rule, and what has one reason, is told of once with at most 5 places; -v has all, and none is lost"""
    base = dossier("base", "check", folder("base", {}))
    at = os.path.join(work, "grouped.cradle")
    shutil.copy(base, at)
    for i in range(8):
        set_row(at, "listener", dict(path=f"etc/d{i}", line=i + 1, daemon=f"d{i}", proto="tcp", address="*", port=9000 + i, reach="any",
                                     state="open"))
    with changed(at) as db:
        found = db.execute("SELECT * FROM finding WHERE rule = 'E-TELNET-ON'")
        row = dict(zip([c[0] for c in found.description], found.fetchone()))
        db.execute("DELETE FROM finding WHERE rule = 'E-TELNET-ON'")
        for i in range(7):
            row.update(severity="high", state="fail", path=f"etc/t{i}", line=1, detail=f"served {i}")
            db.execute(f"INSERT INTO finding ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", list(row.values()))
    short, long = (run("diff", base, at, *v).stdout.decode() for v in ((), ("-v",)))
    for what, places, reason in (("etc/d", 8, "more of the network can reach it"), ("etc/t", 7, "the rule is broken now, and was not")):
        assert short.count(reason) == long.count(reason) == 1, short
        assert short.count(what) == 5 and f"and {places - 5} more; -v" in short and long.count(what) == places, short
    assert max(map(len, long.splitlines())) <= 80


def declared():
    """another purpose asks for a look; another version of the product does not; different products are told of"""
    old, new = gateway()
    changes = {c["name"]: c for c in compare(old, new)[0]["changes"] if c["kind"] == "declared"}
    assert changes["purpose.intended"]["look"]["provision"]["id"] == "art-3-30", changes
    assert not changes["product.version"]["look"] and changes["purpose.intended"]["new"]["line"] == 2
    other = dossier("example-consumer-router", "decide", "-p", os.path.join(top, "examples", "consumer-router", "product.yaml"))
    notes = " ".join(compare(old, other)[0]["notes"])
    assert "Are they two releases of one product?" in notes and "Only the old one is of an image" in notes, notes
    notes = compare(pairs[0][1], new)[0]
    assert "Only the new one was decided with a declaration" in " ".join(notes["notes"])
    assert not [c for c in notes["changes"] if c["kind"] in ("verdict", "declared") or c["name"].startswith("DECL-")]


def limits():
    """other rules, another date, a format without links and places that cannot be read are told of"""
    base = pairs[0][1]
    at = os.path.join(work, "limits.cradle")
    for sql, note in (("UPDATE meta SET value = 'ff' WHERE key = 'rules'", "A finding may differ by them"),
                      ("UPDATE meta SET value = '9.9' WHERE key = 'tool'", "It may see more"),
                      ("UPDATE meta SET value = '2029-01-01' WHERE key = 'as_of'", "Date of assessment"),
                      ("UPDATE fact_image SET links = 0", "keeps no links"), ("UPDATE fact_image SET modes = 0", "permission bits"),
                      ("INSERT INTO fact_unreadable (path, probe, why) VALUES ('etc/x', 'p', 'w')", "could not be read"),
                      ("UPDATE fact_image SET refused = 2", "leads out of it"),
                      ("INSERT INTO meta VALUES ('no_password_check', 'yes')", "tried on the old one only")):
        shutil.copy(base, at)
        with changed(at) as db:
            db.execute(sql)
        notes = compare(base, at)[0]["notes"]
        assert len(notes) == 1 and note in notes[0], f"{sql}: {notes}"
    # a rule that one side does not know, and a listener that may only be out of sight
    shutil.copy(base, at)
    with changed(at) as db:
        db.execute("UPDATE finding SET rule = 'X-OLD' WHERE rule = 'E-TELNET-ON'")
        db.execute("UPDATE finding SET state = 'fail', severity = 'high' WHERE rule = 'X-OLD'")
    assert [c["direction"] for c in compare(base, at)[0]["changes"]] == ["unknown"]
    shown = pairs[[p[0] for p in PAIRS].index("a listener new, from outside")]
    shutil.copy(shown[1], at)
    with changed(at) as db:
        db.execute("UPDATE fact_image SET links = 0")
    directions = {(c["table"], c["direction"]) for c in compare(shown[2], at)[0]["changes"]}
    assert ("listener", "unknown") in directions and ("listener", "better") not in directions, directions
    # a place above what was found
    shutil.copy(shown[1], at)
    with changed(at) as db:
        db.execute("INSERT INTO fact_unreadable (path, probe, why) VALUES ('etc/nginx', 'nginx', 'no such luck')")
    assert ("listener", "unknown") in {(c["table"], c["direction"]) for c in compare(shown[2], at)[0]["changes"]}


def replaced():
    """one updater for another: to be compared by hand, not called a loss"""
    paths = []
    for which, name in (("a", "opkg"), ("b", "rauc")):
        at = os.path.join(work, f"replaced-{which}.cradle")
        shutil.copy(dossier("base", "check", folder("base", {})), at)
        set_row(at, "updater", dict(path="etc/" + name, mechanism=name, source=name, automatic=1, enabled=1, authentic=1))
        paths.append(at)
    result, code = compare(*paths)
    assert code == 0 and {(c["what"], c["direction"]) for c in result["changes"]} == {("removed", "unknown"), ("added", "unknown")}, result


def same_bytes():
    """two runs, and dossiers and the images they are of, give the same bytes in every format"""
    image = [folder(f"p3{w}", {}) for w in "ab"]
    for form in ("text", "json", "md"):
        first = run("diff", pairs[3][1], pairs[3][2], "--format", form, "-q").stdout
        assert first == run("diff", pairs[3][1], pairs[3][2], "--format", form, "-q").stdout, form
        assert first == run("diff", *image, "--format", form, "-q").stdout, f"{form}: images"
        assert first == run("diff", pairs[3][1], image[1], "--format", form, "-q").stdout, f"{form}: one of each"
    at = os.path.join(work, "out.json")
    run("diff", pairs[3][1], pairs[3][2], "--json", "-o", at)
    assert open(at, "rb").read() == run("diff", pairs[3][1], pairs[3][2], "--json").stdout
    yaml = os.path.join(work, "gateway-1.1.yaml")
    gateway()
    result = compare(*(folder(f"gateway-{v}", {}) for v in ("1.0", "1.1")), "-p", yaml)[0]
    assert result["old"]["declaration"] == result["new"]["declaration"] == "gateway-1.1.yaml" and not result["notes"], result["notes"]


def bad_input():
    """bad input: one message, the right exit code, nothing on standard output"""
    good, text, cut, newer, facts_only, empty = (os.path.join(work, n) for n in (
        os.path.basename(pairs[0][1]), "text", "cut.cradle", "newer.cradle", "facts.cradle", "empty.cradle"))
    with open(text, "w") as f:
        f.write("no image\n" * 100)
    with open(cut, "wb") as f:
        f.write(open(good, "rb").read()[:5000])
    shutil.copy(good, newer)
    with changed(newer) as db:
        db.execute("PRAGMA user_version = 99")
    run("inspect", folder("base", {}), "-q", "-o", facts_only)
    sqlite3.connect(empty).execute("CREATE TABLE t(x)").connection.close()
    before = sorted(os.listdir(work))
    for words, code, says in (((), 2, "two releases"), ((good,), 2, "two releases"), ((good, good, good), 2, "two releases"),
                              ((good, os.path.join(work, "absent")), 3, "absent"), ((good, text), 3, "text"),
                              ((good, cut), 3, "cut.cradle"), ((newer, good), 3, "format 99"), ((good, empty), 3, "not a dossier"),
                              ((good, facts_only), 2, "no verdicts"), ((facts_only, good), 2, "facts.cradle"),
                              ((good, good, "--format", "pdf"), 2, "no format 'pdf'; there are text, json, md"),
                              ((good, good, "-p", "x.yaml"), 2, "goes with an image"), ((good, good, "--part", "A"), 2, "--part"),
                              (("-", "-"), 2, "standard input"), ((good, good, "--no-such"), 2, "no option"),
                              ((good, good, "-o", os.path.join(work, "no", "out")), 3, "no/out")):
        p = run("diff", *words, code=(code,))
        err = p.stderr.decode()
        assert err.startswith("cradle: ") and err.count("\n") == 1 and says in err, f"{words}: {err!r}"
        assert not p.stdout, f"{words}: something on standard output"
    assert sorted(os.listdir(work)) == before, "something half-written was left"


def hostile():
    """names that would mark up, address, colour or calculate come out inert"""
    at = os.path.join(work, "hostile.cradle")
    shutil.copy(dossier("base", "check", folder("base", {})), at)
    for table, row in (("listener", dict(daemon=HOSTILE, proto="tcp", address="*", port=1, reach="any", tls=0, state="open")),
                       ("package", dict(manager="dpkg", name="# heading" + HOSTILE, version="| a | b | --- |")),
                       ("grant", dict(kind="sudo-nopasswd", user=HOSTILE, detail="</details><img src=x onerror=alert(1)>", works=1)),
                       ("account", dict(name="]]> &amp; --" + HOSTILE, password="empty", uid=7, interactive=1))):
        set_row(at, table, {**row, "path": "etc/" + HOSTILE})
    with changed(at) as db:
        db.execute("UPDATE meta SET value = ? WHERE key = 'image'", [HOSTILE])
        db.execute("INSERT INTO fact_unreadable (path, probe, why) VALUES (?, 'p', ?)", ["opt/" + HOSTILE, HOSTILE])
    base = dossier("base", "check", folder("base", {}))
    for form in ("text", "json", "md"):
        out = run("diff", base, at, "--format", form, "-v", code=(1,)).stdout.decode()
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e]", out), f"{form}: a control character"
    plain = re.sub(r"\\[\\`*_\[\]<>#~$^]", "", out)          # what is escaped does nothing
    assert not re.search(r"<(?!/?details>|/?summary>)", plain), "md: a tag"
    assert not re.search(r"[`\[]|://\w|@\w|www\.\w", plain.replace("|---", "")), "md: markup, a link or a mention"
    for line in out.splitlines():
        assert not line.startswith("|") or line.count("|") == 7, f"md: {line}"
    assert "# heading" not in [line.strip() for line in out.splitlines()]
    names = [c["name"] for c in json.loads(run("diff", base, at, "--json", code=(1,)).stdout)["changes"]]
    assert any("<script>" in n for n in names), "JSON has the name as it is"


def bounded():
    """Markdown has at most 60 lines and text few, however much changed; -v shows all"""
    base = dossier("base", "check", folder("base", {}))
    paths = [os.path.join(work, f"many-{w}.cradle") for w in "ab"]
    for path, n in zip(paths, (0, 1)):
        shutil.copy(base, path)
        with changed(path) as db:
            for i in range(400):
                db.execute("INSERT INTO fact_package (path, manager, name, version) VALUES ('p', 'dpkg', ?, ?)",
                           [f"pkg{i}", f"1.{n if i % 2 else 1 - n}"])
                db.execute("INSERT INTO fact_listener (path, daemon, proto, address, port, reach, state) VALUES ('p', ?, 'tcp', '*',"
                           " ?, ?, 'open')", [f"d{i}", i, ("any", "loopback", None)[(i + n) % 3]])
                db.execute("INSERT INTO fact_unreadable (path, probe, why) VALUES (?, 'p', 'w')", [f"x{n}{i}"])
            for k in ("rules", "tool", "as_of"):
                db.execute("UPDATE meta SET value = ? WHERE key = ?", [str(n), k])
    md = run("diff", *paths, "--format", "md", code=(1,)).stdout.decode()
    assert len(md.splitlines()) < 60 and "and 321 more" in md, f"{len(md.splitlines())} lines:\n{md}"
    text = run("diff", *paths, code=(1,)).stdout.decode()
    assert len(text.splitlines()) < 400 and "-v shows all" in text, len(text.splitlines())
    assert "d399" in run("diff", *paths, "-v", code=(1,)).stdout.decode()
    assert max(len(line) for line in text.splitlines()) <= 80


def large():
    """dossiers of 30,000 packages and 30,000 files are compared in each format"""
    base = dossier("base", "check", folder("base", {}))
    paths = [os.path.join(work, f"large-{w}.cradle") for w in "ab"]
    for path, n in zip(paths, (0, 1)):
        shutil.copy(base, path)
        with changed(path) as db:
            db.executemany("INSERT INTO fact_package (path, manager, name, arch, version) VALUES ('p', 'dpkg', ?, 'all', ?)",
                           # a third is newer, a third has another name
                           ((f"pkg{i}" + str(n) * (i % 3 == 1), f"1.{i % 7 + n * (i % 3 == 0)}") for i in range(30000)))
            db.executemany("INSERT INTO fact_file (path, type, mark) VALUES (?, 'file', 'setuid')",
                           ((f"usr/bin/f{i}",) for i in range(30000)))
            db.executemany("INSERT INTO fact_coverage (path, probe, state) VALUES (?, 'p', 'read')",
                           ((f"usr/bin/f{i}",) for i in range(30000)))
            db.executemany("INSERT INTO fact_setting (path, daemon, scope, key, value, state) VALUES ('p', 'acmed', '', ?, ?, 'effective')",
                           ((f"k{i}", str(i + n)) for i in range(5000)))
            db.execute("INSERT INTO fact_daemon (path, name, state, enabled) VALUES ('p', 'acmed', 'enabled', 1)")
    took = {}
    for form in ("text", "json", "md"):
        start = time.monotonic()
        run("diff", *paths, "--format", form)
        took[form] = time.monotonic() - start
    return "# " + ", ".join(f"{k} {v:.2f} s" for k, v in took.items())


tests = [images, facts, every_table, itself, swapped, schema, goldens, grouped, declared, limits, replaced, same_bytes, bad_input, hostile,
         bounded, large]
if "--few" in sys.argv:         # what compares every pair with every other takes long, and shows nothing new of memory
    tests = [t for t in tests if t not in (itself, swapped, large)]
print(f"1..{len(tests)}")
bad = 0
try:
    pair_rows()
    fact_rows()
    for i, test in enumerate(tests, 1):
        skip = None
        try:
            skip = test()
            wrong = ""
        except Exception as e:
            wrong = f"{type(e).__name__}: {e}"
        note = skip if skip and skip.startswith("#") else f"# {skip}" if skip else ""
        print(f"{'not ok' if wrong else 'ok'} {i} - {test.__doc__} {note if 'SKIP' in note else ''}".rstrip())
        if note and "SKIP" not in note:
            print(note)
        for line in wrong.splitlines():
            print("#  ", line)
        bad += bool(wrong)
finally:
    shutil.rmtree(work)
sys.exit(bad != 0)
