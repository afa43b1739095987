#!/usr/bin/env python3
"""What every output promises, on every case: JSON fits its schema, two runs give the same bytes,
an image gives no MET, exit codes are those of the manual. Prints TAP.

    outputs.py CRADLE CASES-FOLDER SCHEMA
"""
import io
import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile

cradle, cases, schema_path = sys.argv[1:4]
env = {**os.environ, "SOURCE_DATE_EPOCH": "1795305600", "COLUMNS": "80", "LC_ALL": "C.UTF-8"}
names = sorted(n for n in os.listdir(cases) if os.path.isdir(os.path.join(cases, n, "rootfs")))
images = [os.path.join(cases, n, "rootfs") for n in names]
# with the sanitizers each run takes several times as long, and shows of memory what its neighbours show
if b"__asan_init" in open(cradle, "rb").read():
    images = images[::3]
declarations = os.path.join(os.path.dirname(os.path.abspath(cases)), "decide")
gateway, parts = (os.path.join(declarations, n) for n in ("gateway.yaml", "parts.yaml"))
# with a declaration: alone, of several parts, with an image
declared = [("decide", "-p", gateway), ("decide", "-p", parts),
            ("check", os.path.join(cases, "router-vendor", "rootfs"), "-p", gateway),
            ("check", os.path.join(cases, "router-vendor", "rootfs"), "-p", parts, "--part", "BOX")]
# everything is declared, and the image is another's
contradicted = ("check", os.path.join(cases, "router-vendor", "rootfs"), "-p",
                os.path.join(os.path.dirname(declarations), "..", "examples", "consumer-router", "product.yaml"))
AGAINST = ("NOT-MET", "N/A-REJECTED", "DEVIATION-REJECTED")


def run(*words, code=(0, 1), env=env, stdin=None):
    p = subprocess.run([cradle, *words], capture_output=True, env=env, input=stdin, timeout=120)
    if p.returncode not in code:
        raise AssertionError(f"cradle {' '.join(words)}: exit {p.returncode}, expected {code}: {p.stderr.decode()}")
    return p


def schema():
    """the JSON of every case fits docs/report.schema.json"""
    try:
        import jsonschema
    except ImportError:
        return "SKIP python3-jsonschema is not installed"
    check = jsonschema.Draft202012Validator(json.load(open(schema_path)))
    for words in [("check", image) for image in images] + declared:
        for e in check.iter_errors(json.loads(run(*words, "--json").stdout)):
            raise AssertionError(f"{words}: {e.json_path}: {e.message[:200]}")


def same_bytes():
    """two runs give the same bytes in text, JSON, HTML and as a dossier"""
    with tempfile.TemporaryDirectory() as temp:
        for image in images:
            for form in ("text", "json", "html"):
                if run("check", image, "--format", form).stdout != run("check", image, "--format", form).stdout:
                    raise AssertionError(f"{image}: {form}")
            files = [os.path.join(temp, x) for x in "ab"]
            for f in files:
                run("check", image, "-q", "-o", os.devnull, "--dossier", f)
            if open(files[0], "rb").read() != open(files[1], "rb").read():
                raise AssertionError(f"{image}: dossier")
    for words in declared:
        for form in (("--format", "text"), ("-v",), ("--json",), ("--format", "html")):
            assert run(*words, *form).stdout == run(*words, *form).stdout, f"{words}: {form}"


def never_met():
    """an image alone makes no limb MET, and every NEEDS-INPUT names what is missing"""
    for image in images:
        r = json.loads(run("check", image, "--json").stdout)
        for v in r["verdicts"]:
            assert v["verdict"] in ("NOT-MET", "NEEDS-INPUT"), f"{image}: {v}"
            assert v["verdict"] == "NOT-MET" or v["needs"], f"{image}: {v['key']} names nothing"
            assert v["verdict"] != "NOT-MET" or v["facts"], f"{image}: {v['key']} rests on nothing"
        assert r["gate"] == ("FAIL" if any(v["verdict"] == "NOT-MET" for v in r["verdicts"]) else "INCOMPLETE"), image


def read_once():
    """a declaration from standard input is read once, and decides as the file does"""
    case = os.path.join(cases, "declared-contradicted")
    words = ["check", os.path.join(case, "rootfs"), "--as-of", "2028-02-01", "--json", "-p"]
    with open(os.path.join(case, "product.yaml"), "rb") as f:
        piped = json.loads(run(*words, "-", stdin=f.read()).stdout)
    filed = json.loads(run(*words, os.path.join(case, "product.yaml")).stdout)
    assert [(v["key"], v["verdict"]) for v in piped["verdicts"]] == [(v["key"], v["verdict"]) for v in filed["verdicts"]]
    assert piped["product"]["name"] == filed["product"]["name"] != ""


def exits():
    """exit codes: 1 fail, 0 incomplete (1 with --strict), 2 wrong use, 3 could not do the work"""
    for image in images:
        gate = json.loads(run("check", image, "--json").stdout)["gate"]
        run("check", image, code=(1,) if gate == "FAIL" else (0,))
        run("check", image, "--strict", code=(1,))
    with tempfile.TemporaryDirectory() as temp:
        empty = os.path.join(temp, "empty")
        open(empty, "w").close()
        for words, code in ((["chekc"], 2), (["check"], 2), (["check", "--no-such"], 2), (["check", "a", "b"], 2),
                            (["check", empty, "--format", "pdf"], 2), (["check", empty, "--as-of", "2026-02-30"], 2),
                            (["check", empty, "--deadline", "0"], 2), (["inspect", empty], 2),
                            (["inspect", images[0], "--list", "nothing"], 2), (["rules", "show", "X-NONE"], 2),
                            (["check", empty], 3), (["check", os.path.join(temp, "absent")], 3),
                            (["sql", empty, "SELECT 1"], 3), (["check", "/dev/null"], 3)):
            p = run(*words, code=(code,))
            err = p.stderr.decode()
            assert err.startswith("cradle: ") and err.count("\n") == 1, f"{words}: {err!r}"
            assert not p.stdout, f"{words}: something on standard output"


def nothing_half_written():
    """an output that cannot be written leaves nothing behind and exits 3"""
    with tempfile.TemporaryDirectory() as temp:
        target = os.path.join(temp, "no", "such", "folder", "out.json")
        run("check", images[0], "--json", "-o", target, code=(3,))
        run("check", images[0], "--json", "-o", os.path.join(temp, "out.json"))
        assert os.listdir(temp) == ["out.json"], os.listdir(temp)
        json.load(open(os.path.join(temp, "out.json")))


def sql_reads_only():
    """a query may read, and nothing else"""
    with tempfile.TemporaryDirectory() as temp:
        d = os.path.join(temp, "x.cradle")
        run("inspect", images[0], "-o", d)
        before = open(d, "rb").read()
        assert b"name" in run("sql", d, "SELECT name FROM sqlite_schema LIMIT 1").stdout
        for sql in ("DELETE FROM meta", "ATTACH 'y' AS y", "PRAGMA user_version=7", "SELECT 1; SELECT 2", "",
                    "SELECT load_extension('x')", "CREATE TABLE t(a)",
                    "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM r) SELECT count(*) FROM r"):
            run("sql", d, sql, code=(2, 3))
        assert open(d, "rb").read() == before
        assert os.listdir(temp) == ["x.cradle"]


def kept_to_its_owner():
    """what is written obeys the umask"""
    with tempfile.TemporaryDirectory() as temp:
        for mask in (0o022, 0o077):
            out, old = os.path.join(temp, "out"), os.umask(mask)
            try:
                run("check", images[0], "-o", out)
            finally:
                os.umask(old)
            assert os.stat(out).st_mode & 0o777 == 0o666 & ~mask, oct(os.stat(out).st_mode)


def closed_descriptors():
    """no standard streams: the image is not taken for one of them"""
    with tempfile.TemporaryDirectory() as temp:
        want = run("check", images[0], "--json").stdout
        for shut in ("<&-", ">&-", "2>&-", "<&- >&-", "<&- >&- 2>&-"):
            out = os.path.join(temp, "out")
            subprocess.run(["sh", "-c", f'exec "$0" check "$1" --json -o "$2" {shut}', cradle, images[0], out], env=env)
            assert open(out, "rb").read() == want, shut
            os.remove(out)


def calls_first():
    """what is wrong with the call is said before the image is read, and no format is passed over"""
    for words, says in ((["inspect", "/absent", "--list", "nothing"], "no table 'nothing'"),
                        (["inspect", "/absent", "--list", "setting", "--format", "html"], "no format 'html'"),
                        (["sql", "/absent", "SELECT 1", "--format", "yaml"], "no format 'yaml'"),
                        (["check", "/absent", "--as-of", "-001-01-01"], "will not do")):
        err = run(*words, code=(2,)).stderr.decode()
        assert says in err, f"{words}: {err}"
    assert run("inspect", images[0], "--list", "tables").stdout == run("inspect", "--list", "tables").stdout


def name_of_image():
    """the report has the image's name and not where it lies on this machine"""
    for image in (images[0], images[0] + "/", images[0] + "//"):
        assert json.loads(run("check", image, "--json").stdout)["image"]["name"] == "rootfs", image


def unread_folders():
    """what may lie in a folder that cannot be opened does not pass for absent"""
    with tempfile.TemporaryDirectory() as temp:
        root = os.path.join(temp, "root")
        os.makedirs(os.path.join(root, "etc", "ssh"))
        os.makedirs(os.path.join(root, "usr", "sbin"))
        os.makedirs(os.path.join(root, "proc"))
        for path, data in (("etc/passwd", "root:x:0:0::/:/bin/sh\n"), ("etc/ssh/sshd_config", "PermitRootLogin yes\n")):
            open(os.path.join(root, path), "w").write(data)

        def states(**how):
            p = subprocess.run([cradle, "check", root, "--json"], capture_output=True, env=env, **how)
            assert p.returncode in (0, 1), p.stderr
            r = json.loads(p.stdout)
            # without a declaration there is nothing to hold against it, whatever could be read
            return r["image"]["note"], {f["state"] for f in r["findings"] if not f["rule"].startswith("DECL-")}

        os.chmod(temp, 0o755)
        os.chmod(os.path.join(root, "proc"), 0)
        who = {"user": 65534} if os.getuid() == 0 else {}
        try:
            note, seen = states(**who)
        except PermissionError:
            return "SKIP nobody may not run it"
        assert note is None and "pass" in seen and "not_applicable" in seen, (note, seen)
        os.chmod(os.path.join(root, "etc", "ssh"), 0)
        note, seen = states(**who)
        os.chmod(os.path.join(root, "etc", "ssh"), 0o755)
        assert "'etc/ssh'" in note and not seen & {"pass", "not_applicable"}, (note, seen)


def tar_of(path, *files):
    with tarfile.open(path, "w:gz" if path.endswith("gz") else "w") as tar:
        for name, data in files:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))


def replaced_entries():
    """what a later entry of an archive replaces leaves no finding behind"""
    key = subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519"], capture_output=True, check=True).stdout
    with tempfile.TemporaryDirectory() as temp:
        image, place = os.path.join(temp, "x.tar"), "usr/share/x/server.pem"
        for files, found in (([(place, key)], 1), ([(place, key), (place, b"")], 0), ([(place, b""), (place, key)], 1),
                             ([(place, key), (place, b""), (place, key)], 1)):
            tar_of(image, ("etc/passwd", b"root:x:0:0::/:/bin/sh\n"), *files)
            assert len(json.loads(run("inspect", image, "--list", "key", "--json").stdout)) == found, (files, found)


def said_once():
    """what is behind an archive is told once, also when the archive is read again for a file asked for late"""
    with tempfile.TemporaryDirectory() as temp:
        image = os.path.join(temp, "x.tar.gz")
        tar_of(image, ("etc/passwd", b"root:x:0:0::/:/bin/sh\n"), ("opt/vendor.conf", b"PermitRootLogin yes\n"),
               ("etc/ssh/sshd_config", b"Include /opt/vendor.conf\n"))
        with open(image, "ab") as f:
            f.write(b"a signature")
        r = json.loads(run("check", image, "--json").stdout)
        assert r["image"]["note"].count("was not read") == 1, r["image"]["note"]
        assert b"vendor.conf" in run("inspect", image, "--list", "setting").stdout


def addresses():
    """an address of IPv6 stands in brackets before its port"""
    for image in images:
        html = run("check", image, "--format", "html").stdout.decode()
        assert not re.search(r"<code>(tcp|udp) [^<\[]*:[^<]*:\d+</code>", html), image


def long_paths():
    """a path is never cut, however long"""
    with tempfile.TemporaryDirectory() as temp:
        path = "/".join(["etc"] + [c * 200 for c in "abcd"] + ["key.pem"])
        os.makedirs(os.path.join(temp, "root", os.path.dirname(path)))
        with open(os.path.join(temp, "root", path), "wb") as f:
            subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519"], stdout=f, check=True)
        assert path in run("check", os.path.join(temp, "root"), "-v").stdout.decode()


def others_dossiers():
    """a dossier may be anybody's: no control character of it gets to the terminal, and JSON stays JSON"""
    with tempfile.TemporaryDirectory() as temp:
        d = os.path.join(temp, "x.cradle")
        run("inspect", images[0], "-o", d)
        sql = "SELECT char(27) || '[31m' || char(10) AS a, x'ff41' AS b, 9e999 AS c"
        assert b"\x1b" not in run("sql", d, sql).stdout
        assert run("sql", d, sql).stdout.count(b"\n") == 2
        assert json.loads(run("sql", d, sql, "--json").stdout) == [{"a": "\x1b[31m\n", "b": "\\xffA", "c": None}]


def colour():
    """colour only where it was asked for"""
    esc = b"\x1b["
    assert esc not in run("check", images[0]).stdout
    assert esc in run("check", images[0], "--color", "always").stdout
    assert esc not in run("check", images[0], "--color", "never").stdout


def eighty_columns():
    """no line of the text is wider than 80 columns, but for paths that cannot be broken"""
    for words in [("check", image) for image in images] + declared + [contradicted] + [(*words, "-v") for words in declared]:
        for line in run(*words).stdout.decode().splitlines():
            assert len(line) <= 80 or max(map(len, line.split())) > 40, f"{words}: {line}"


def first_screen():
    """the first 24 lines have the gate, the worst that speaks against it with its place, and a question with its key"""
    for words in declared:
        r, screen = json.loads(run(*words, "--json").stdout), run(*words).stdout.decode().splitlines()[:24]
        worst = next(l for l in screen if l.startswith("  ") and l.split()[0] in AGAINST).split()
        v = next(v for v in r["verdicts"] if v["key"] == worst[1])
        assert v["verdict"] == worst[0] and not v["sum"], worst
        assert any(l.startswith(r["gate"] + "  ") for l in screen), f"{words}: no gate"
        assert any(l.startswith("Scope IN-SCOPE") for l in screen), words
        place = [f for f in v["facts"] if f["path"]][0]
        assert any(f"    {place['path']}:{place['line']} " in l for l in screen), f"{words}: no place of {v['key']}"
        assert any(l.startswith(f"  {r['questions'][0]['key']} decides ") for l in screen), f"{words}: no question"
        severities = {f["severity"] for f in r["findings"] if f["state"] == "fail" and not f["accepted"]}
        rules = {f["rule"]: f["severity"] for f in r["findings"]}
        if "critical" in severities:
            assert "critical" in {rules[f["rule"]] for f in v["facts"] if f["rule"]}, f"{words}: {v['key']} is not the worst"


def counted_once():
    """what is the worst of others is no point of its own, and every other is counted once"""
    for words in declared:
        r, text = json.loads(run(*words, "--json").stdout), run(*words).stdout.decode()
        points = [v for v in r["verdicts"] if not v["sum"]]
        n = {word: sum(v["verdict"] in which for v in points) for word, which in
             (("not met", AGAINST), ("need input", ("NEEDS-INPUT",)), ("met", ("MET",)), ("not owed", ("N/A-OK", "DEVIATION-OK")))}
        n["answered"] = len(points) - sum(n.values())
        line = f"{r['gate']}  {n['not met']} of {len(points)} points not met, {n['need input']} need input"
        line += "".join(f", {n[w]} {w}" for w in ("met", "not owed", "answered") if n[w])
        assert line in text.splitlines(), f"{words}: not found: {line}"
        summed = {v["key"] for v in r["verdicts"] if v["sum"]}
        assert {"I.2.b", "I.2.c", "II.8", "ANX-II.8"} <= summed, summed
        assert ("I.2.d" in summed) == (parts in words), words
        asked = [k for q in r["questions"] for k in q["decides"]]
        assert sorted(asked) == sorted(v["key"] for v in points if v["verdict"] == "NEEDS-INPUT"), f"{words}: {asked}"
        for v in r["verdicts"]:
            word = f"({v['key']})" if v["sum"] else v["key"]
            assert word in text.split(), f"{words}: {word} is in no table"


def accepted_for_now():
    """what is accepted is said with its date and not held against a limb; what ran out is said and held against it"""
    for day, says in (("2026-11-22", "accepted until 2027-01-31"), ("2027-02-01", "no longer accepted: that ended on 2027-01-31")):
        words = (*declared[2], "--as-of", day)
        r, text, html = json.loads(run(*words, "--json").stdout), run(*words, "-v").stdout.decode(), run(*words, "--format", "html").stdout
        held = any(f["rule"] == "E-TELNET-ON" for v in r["verdicts"] for f in v["facts"])
        assert says in text and says in html.decode(), f"{day}: {says}"
        assert "no longer accepted: that ended on 2026-01-31" in text, day
        assert ("Found, and accepted for now" in text) == (not held) == (day < "2027"), day


def both_places():
    """what is declared one way and found another is said with both places"""
    text = " ".join(run(*contradicted).stdout.decode().split())
    html = run(*contradicted, "--format", "html").stdout.decode()
    assert re.search(r"Declared one way, found another .* etc/passwd:1 declared without a login in product.yaml:\d+,", text)
    assert "Declared one way, found another</h2>" in html and "<code>etc/passwd:1</code> declared without a login in product.yaml:" in html


def all_four():
    """the declaration, the decisions, contradictions and acceptances with their reasons are in text, JSON and HTML"""
    case = os.path.join(cases, "declared-accepted")
    words = ("check", os.path.join(case, "rootfs"), "-p", os.path.join(case, "product.yaml"), "--as-of", "2026-11-22")
    r, text, html = json.loads(run(*words, "--json").stdout), run(*words, "-v").stdout.decode(), run(*words, "--format", "html").stdout.decode()
    flat = " ".join(text.split())
    assert [f for f in r["findings"] if f["accepted"] == "accepted"] == r["accepted"] and r["accepted"]
    assert [f for f in r["findings"] if f["rule"].startswith("DECL-") and f["state"] == "fail"] == r["contradictions"]
    because = r["accepted"][0]["because"]
    assert because and f"accepted until {r['accepted'][0]['until']}: {because}" in flat and f"because: {because}" in html
    assert len(r["declared"]) == html.split('id="declared"')[1].split("</table>")[0].count("<tr><td>")
    for d in r["declared"]:
        name = d["section"] + (f"[{d['item']}]" if d["item"] is not None else "") + (f".{d['key']}" if d["key"] else "")
        assert f"{d['path']}:{d['line']} {name}: {d['value'] or 'none'}" in flat, d
    for v in r["verdicts"]:
        assert v["decided_by"] is None or (v["decided_by"] in flat and v["decided_by"] in html), v["key"]
    alone = json.loads(run("check", images[0], "--json").stdout)
    assert alone["declared"] == alone["accepted"] == alone["contradictions"] == []


def law_beside():
    """the text of the law stands beside a verdict where it was imported, and only there; the weight always does"""
    article = "Shall stand beside the verdict <as it is>"
    with tempfile.TemporaryDirectory() as temp:
        own = {**env, "CRADLE_DATA": temp}
        want = json.loads(run("decide", "-p", gateway, "--json", env=own).stdout)
        assert not any(p["text"] for v in want["verdicts"] for p in v["provisions"])
        text = run("decide", "-p", gateway, "-v", env=own).stdout.decode()
        assert "Recital 56 (recital): recital-56" in text and "(law): annex-1-part-1-2-c" in text
        html = run("decide", "-p", gateway, "--format", "html", env=own).stdout.decode()
        assert 'class="weight law">law<' in html and ">recital<" in html and "blockquote>" not in html.split("</style>")[1]
        # what does not have the clause's hash is not the law
        with open(os.path.join(temp, "law.tsv"), "w") as f:
            f.write(f"annex-1-part-1-2-c\t{article}\n")
        assert article not in run("decide", "-p", gateway, "-v", env=own).stdout.decode()


def hostile_words():
    """what is declared is shown as it is, and does nothing to a page or a terminal"""
    with tempfile.TemporaryDirectory() as temp:
        path = os.path.join(temp, "x.yaml")
        with open(path, "w") as f:
            f.write('product:\n  name: "<script>alert(1)</script>"\n  version: "\\e[31m2"\n'
                    'updates:\n  automatic.default: asks-first\n')
        p = subprocess.run([cradle, "decide", "-p", path, "--format", "html"], capture_output=True, env=env)
        assert b"<script" not in p.stdout and b"\x1b" not in p.stdout + p.stderr
        p = subprocess.run([cradle, "decide", "-p", path], capture_output=True, env=env)
        assert b"\x1b" not in p.stdout + p.stderr


def page_links():
    """every link within the page leads somewhere, and no id is given twice"""
    for words in declared + [contradicted] + [("check", image) for image in images]:
        html = run(*words, "--format", "html").stdout.decode()
        ids = re.findall(r' id="([^"]*)"', html)
        assert len(ids) == len(set(ids)), f"{words}: {sorted(i for i in ids if ids.count(i) > 1)}"
        gone = {h for h in re.findall(r'href="#([^"]*)"', html)} - set(ids)
        assert not gone, f"{words}: {gone}"


def inputs_spared():
    """what is read is never written over by -o or --dossier: one message, exit 2, the input as it was"""
    with tempfile.TemporaryDirectory() as temp:
        at = {name: os.path.join(temp, name) for name in ("gw.cradle", "p.yaml", "i.tar", "link", "new")}
        run("check", images[0], "-q", "-o", os.devnull, "--dossier", at["gw.cradle"])
        with open(at["p.yaml"], "wb") as f:
            f.write(open(gateway, "rb").read())
        with tarfile.open(at["i.tar"], "w") as tar:
            tar.add(images[0], ".")
        os.symlink(at["gw.cradle"], at["link"])
        before = {name: open(path, "rb").read() for name, path in at.items() if name != "new"}
        d, p, i = at["gw.cradle"], at["p.yaml"], at["i.tar"]
        for words in (("report", d, "-o", d), ("report", d, "-o", at["link"]), ("diff", d, i, "-o", d), ("diff", d, i, "-o", i),
                      ("sql", d, "SELECT 1", "-o", d), ("portfolio", temp, "-o", d), ("portfolio", d, "--json", "-o", d),
                      ("check", i, "-o", i), ("check", i, "--dossier", i), ("inspect", i, "-o", i), ("decide", "-p", p, "-o", p),
                      ("decide", "-p", p, "--dossier", p), ("law", "check", p, "-o", p), ("decide", "-p", p, "-o", at["new"], "--dossier", at["new"])):
            said = run(*words, code=(2,)).stderr.decode()
            assert said.count("\n") == 1 and ("over" in said or "both write" in said), f"{words}: {said}"
        assert {name: open(path, "rb").read() for name, path in at.items() if name != "new"} == before
        assert not os.path.exists(at["new"])
        run("report", d, "-o", at["new"])
        run("report", d, "-o", at["new"])


def help_fits():
    """the help of every command fits 80 columns"""
    listed = run("help").stdout.decode()
    for text in [listed] + [run("help", n).stdout.decode() for n in re.findall(r"^  (\w+) ", listed, re.M)]:
        assert not [line for line in text.splitlines() if len(line) > 80], [line for line in text.splitlines() if len(line) > 80]


tests = [schema, same_bytes, never_met, read_once, exits, nothing_half_written, sql_reads_only, kept_to_its_owner,
         closed_descriptors, calls_first, name_of_image, unread_folders, replaced_entries, said_once, addresses, long_paths, others_dossiers, colour, eighty_columns,
         first_screen, counted_once, accepted_for_now, both_places, all_four, law_beside, hostile_words, page_links, inputs_spared, help_fits]
print(f"1..{len(tests)}")
bad = 0
for i, test in enumerate(tests, 1):
    try:
        skip, wrong = test(), None
    except Exception as e:
        skip, wrong = None, f"{type(e).__name__}: {e}"
    print(f"{'not ok' if wrong else 'ok'} {i} - {test.__doc__}" + (f" # {skip}" if skip else ""))
    if wrong:
        print("#  ", wrong)
    bad += bool(wrong)
sys.exit(bad != 0)
