#!/usr/bin/env python3
"""The reports for other programs, on every case and example. Prints TAP.

    run.py CRADLE ROOT BUILD [--all | --few] [--update]

To add a format: a row in FORMATS and, where there is more to say than its schema does, a file <name>.py
beside this one with check(document, report): it raises AssertionError where the document (bytes) does not
say what the report (the parsed --format json of the same dossier) says. mask(document) there, if any, takes
more out of golden documents.

Golden documents are golden/<subject>.<suffix>, of the subjects in GOLDEN; versions and digests of rules are
masked there. --update writes them anew: read the diff. Schemas and readers of other people's formats are
asked by validate.mjs; where they are not at hand those rows are skipped and say so.
"""
import contextlib
import importlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile

here = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [here, os.path.dirname(here)]
sys.dont_write_bytecode = True
from reseal import reseal  # noqa: E402
args = [a for a in sys.argv[1:] if not a.startswith("--")]
update = "--update" in sys.argv
few = "--few" in sys.argv       # of the cases only those with golden documents
cradle, root, build = args[0], args[1], args[2] if len(args) > 2 else os.path.join(args[1], "build")
env = {**os.environ, "SOURCE_DATE_EPOCH": "1795305600", "COLUMNS": "80", "LC_ALL": "C.UTF-8"}
modules = next((d for d in (os.path.join(build, "formats-modules"), os.path.join(root, "build", "formats-modules"))
                if os.path.isdir(os.path.join(d, "node_modules"))), os.path.join(build, "formats-modules"))


class Format:
    """kind: of validate.mjs, or None. check: is there a <name>.py, or which else? of_image: is it only of a dossier with an image?
    golden: the subjects whose document is kept, where it is not all of GOLDEN"""

    def __init__(self, name, suffix, kind=None, check=True, of_image=False, golden=None):
        self.name, self.suffix, self.kind, self.of_image = name, suffix, kind, of_image
        module = importlib.import_module(name.replace("-", "_") if check is True else check) if check else None
        self.check = module.check if check else None
        self.golden = golden or GOLDEN
        self.mask = getattr(module, "mask", lambda document: document)


GOLDEN = ["consumer-router", "declared-accepted", "openwrt-open"]
PACKAGES = ["packages-apk", "packages-dpkg", "packages-opkg", "packages-rpm", "packages-yocto"]
FORMATS = [
    Format("sarif", "sarif", "sarif", golden=["declared-accepted"]),
    Format("junit", "xml", "junit", golden=["consumer-router", "declared-accepted"]),
    Format("spdx", "spdx.json", "spdx", of_image=True, golden=PACKAGES),
    Format("csv", "csv", check="csv_table", golden=["consumer-router"]),
    Format("md", "md"),
    Format("cyclonedx", "cdx.json", "cyclonedx", golden=["declared-accepted"]),
    Format("oscal", "oscal.json", "oscal", golden=["declared-accepted"]),
    Format("oscal-catalog", "oscal-catalog.json", "oscal", golden=["consumer-router"]),
    Format("oscal-component", "oscal-component.json", "oscal", golden=["consumer-router"]),
]


def run(*words, code=(0, 1), text=False):
    p = subprocess.run([cradle, *words], capture_output=True, env=env, timeout=300)
    assert p.returncode in code, f"cradle {' '.join(words)}: exit {p.returncode}: {p.stderr.decode(errors='replace')}"
    return p.stdout.decode() if text else p.stdout


def validate(kind, files):
    """lines of validate.mjs that are not ok; None where it cannot be asked, with the reason"""
    try:
        p = subprocess.run(["node", os.path.join(here, "validate.mjs"), "--modules", modules, kind, *files],
                           capture_output=True, text=True, timeout=600, env={**env, "LC_ALL": "C.UTF-8"})
    except FileNotFoundError:
        return None, "no node"
    if p.returncode == 77:
        return None, p.stderr.strip()
    lines = p.stdout.splitlines()
    assert p.returncode in (0, 1) and len(lines) == len(files), p.stderr
    return [l for l in lines if not l.startswith("ok ")], None


# --- what is reported ---

class Subject:
    def __init__(self, name, folder, words, image):
        self.name, self.image = name, image
        self.dossier = os.path.join(folder, name + ".cradle")
        if words:
            run(*words, "-q", "-o", os.devnull, "--dossier", self.dossier)
        self.report = json.loads(run("report", self.dossier, "--json"))

        self.documents = {}

    def document(self, form):
        if form.name not in self.documents:
            self.documents[form.name] = self.again(form)
        return self.documents[form.name]

    def again(self, form):
        return run("report", self.dossier, "--format", form.name)


def subjects(folder):
    out = []
    cases, examples = os.path.join(root, "tests", "cases"), os.path.join(root, "examples")
    for name in sorted(os.listdir(cases)):
        case = os.path.join(cases, name)
        image, product = os.path.join(case, "rootfs"), os.path.join(case, "product.yaml")
        if os.path.isdir(image) and (not few or name in GOLDEN + PACKAGES):
            more = ("-p", product) if os.path.exists(product) else ()
            out.append(Subject(name, folder, ("check", image, *more), True))
    for name in sorted(os.listdir(examples)):
        out.append(Subject(name, folder, ("decide", "-p", os.path.join(examples, name, "product.yaml")), False))
    out.append(hostile(folder))
    if not few:
        out.append(large(folder, next(s for s in out if s.name == "declared-accepted")))
    return out


NAMES = ["<script>alert(1)</script>.pem", "=cmd|' C calc'!A0.pem", "a|b`c`](http:x)@everyone #1 &amp; \"q\".pem",
         "``` www.example.org $x$ {0} [a](b) \\|.pem", "\u202egnp.pem", "two\nlines.pem", "%41 100%.pem", "-@x.pem", "]]>&lt;.pem"]


def hostile(folder):
    """an image and a declaration whose names try to be markup, formulas and references"""
    image = os.path.join(folder, "<img src=x onerror=alert(1)>@all")
    os.makedirs(os.path.join(image, "etc", "ssh"))
    key = subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519"], capture_output=True, check=True).stdout
    for name in NAMES:
        path = os.path.join(image, "etc", "ssh", name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        open(path, "wb").write(key)
    for path, text in (("etc/passwd", "root:x:0:0::/:/bin/sh\n=1+1|`@all`:x:0:0::/:/bin/sh\n"), ("etc/shadow", "root::1::::::\n")):
        open(os.path.join(image, path), "w").write(text)
    product = os.path.join(folder, "hostile.yaml")
    with open(product, "w") as f:
        f.write('product:\n  name: "=HYPERLINK(\\"http://x\\")|`<b>`](x) @everyone #1"\n  version: "-1"\n'
                'updates:\n  automatic.default: asks-first\n'
                'risks:\n  - {id: keys, threat: "=1|<b>`", limb: [I.2.e], risk: low, treatment: accepted, measure: "@all", residual: low}\n'
                'accepted:\n  - {rule: E-KEY-PERM, path: any, until: 2027-01-31, risk: keys, reason: "</script>]]>|`@all` =1"}\n')
    return Subject("hostile", folder, ("check", image, "-p", product, "--as-of", "2026-11-22"), True)


def large(folder, of):
    """the dossier of a large image: 10,000 findings of 500 rules, and 3,000 packages"""
    path = os.path.join(folder, "large.cradle")
    shutil.copy(of.dossier, path)
    with contextlib.closing(sqlite3.connect(path)) as db, db:
        db.executemany("INSERT INTO finding(rule,title,limb,severity,state,path,line,detail,fix) VALUES(?,?,?,?,?,?,?,?,?)", (
            (f"X-{n % 500:03}", "A title of usual length for a rule", "I.2.d", ("critical", "high", "low")[n % 3], "fail",
             f"usr/share/of/file-{n}", n, "what was seen there " * 8, "What to do about it.") for n in range(10000)))
        db.executemany("INSERT INTO fact_package(manager,name,version,path,line) VALUES(?,?,?,?,?)", (
            ("dpkg", f"package {n}", "1.0-1", "var/lib/dpkg/status", n) for n in range(3000)))
    reseal(path)
    return Subject("large", folder, None, True)


def masked(document, report):
    """without what changes with each new rule"""
    for name in ("cradle", "rules", "decisions"):
        version = report["versions"][name]
        for word in (version, version[:16], version[:12]) if version else ():
            document = document.replace(word.encode(), b"@" + name.encode() + b"@")
    return document


# --- the tests ---

def golden(form, subject):
    path = os.path.join(here, "golden", f"{subject.name}.{form.suffix}")
    got = masked(form.mask(subject.document(form)), subject.report)
    if update:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        open(path, "wb").write(got)
    want = open(path, "rb").read() if os.path.exists(path) else b""
    for n, (a, b) in enumerate(zip(got.splitlines() + [b""], want.splitlines() + [b""]), 1):
        assert a == b, f"{path}:{n}: got {a[:200]!r}, expected {b[:200]!r}"
    assert got == want, f"{path}: the length differs"


def fits(form, all_subjects, folder):
    files = []
    for s in all_subjects:
        files.append(os.path.join(folder, f"{s.name}.{form.suffix}"))
        open(files[-1], "wb").write(s.document(form))
    bad, skip = validate(form.kind, files)
    if skip:
        return skip
    assert not bad, bad[0]


def says(form, all_subjects):
    for s in all_subjects:
        try:
            form.check(s.document(form), s.report)
        except (AssertionError, KeyError, IndexError, ValueError) as e:
            raise AssertionError(f"{s.name}: {type(e).__name__} {e}") from e


def same(form, all_subjects):
    for s in all_subjects:
        document = s.document(form)
        assert document == s.again(form), s.name
        assert os.path.dirname(s.dossier).encode() not in document and root.encode() not in document, f"{s.name}: a path of this machine"


def refused(form, all_subjects):
    s = next(s for s in all_subjects if not s.image)
    p = subprocess.run([cradle, "report", s.dossier, "--format", form.name], capture_output=True, env=env, timeout=60)
    assert p.returncode in (2, 3) and not p.stdout and p.stderr.count(b"\n") == 1, p


def moved(folder):
    """a comment before all else moves every line, and no fingerprint of code scanning"""
    import sarif
    case, prints = os.path.join(root, "tests", "cases", "declared-contradicted"), []
    for name in ("before", "after"):
        at = os.path.join(folder, name, "gateway")
        shutil.copytree(case, at, symlinks=True)
        for file in ("product.yaml", "rootfs/etc/inittab", "rootfs/etc/opkg.conf") if name == "after" else ():
            text = open(os.path.join(at, file)).read()
            open(os.path.join(at, file), "w").write("# moved\n" + text)
        prints.append(sarif.fingerprints(run("check", os.path.join(at, "rootfs"), "-p", os.path.join(at, "product.yaml"),
                                             "--format", "sarif")))
    before, after = prints
    assert set(before) == set(after), [before[k] for k in set(before) - set(after)] + [after[k] for k in set(after) - set(before)]
    lines = [(b[1], after[k][1]) for k, b in before.items() if b[0] == "etc/inittab" and b[1]]
    assert lines and all(b + 1 == a for b, a in lines), lines


def verbose_sarif(all_subjects):
    """with -v also what passed and what is open, and never as something that fails"""
    s = next(s for s in all_subjects if s.name == "openwrt-open")
    short, long = (json.loads(run("report", s.dossier, "--format", "sarif", *more))["runs"][0]["results"] for more in ((), ("-v",)))
    assert {r["kind"] for r in short} <= {"fail", "open", "review"} and {"pass", "notApplicable"} <= {r["kind"] for r in long}
    assert [r for r in long if r["kind"] == "fail"] == [r for r in short if r["kind"] == "fail"]


# --- the validator itself: one document that fits, one that does not ---

UUID = "11111111-2222-4333-8444-555555555555"
DOCUMENTS = {
    "sarif": ({"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "x"}}, "results": []}]}, '"name"', '"nme"'),
    "spdx": ({"SPDXID": "SPDXRef-DOCUMENT", "spdxVersion": "SPDX-2.3", "name": "x", "dataLicense": "CC0-1.0",
              "creationInfo": {"created": "1970-01-01T00:00:00Z", "creators": ["Tool: x"]},
              "documentNamespace": "urn:x"}, '"created"', '"creatd"'),
    "cyclonedx": ({"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": [
        {"type": "library", "name": "x", "licenses": [{"license": {"id": "MIT"}}]}]}, '"MIT"', '"MITT"'),
    "oscal": ({"component-definition": {"uuid": UUID, "metadata": {"title": "x", "last-modified": "2026-01-01T00:00:00Z",
                                                                   "version": "1", "oscal-version": "1.1.3"}}}, UUID, UUID[1:]),
    "junit": ('<testsuites><testsuite name="a" tests="1" failures="1" errors="0" skipped="0"><testcase name="x" classname="y">'
              '<failure message="q"/></testcase></testsuite></testsuites>', 'failures="1"', 'failures="0"'),
}


def validator(kind, folder):
    document, part, broken = DOCUMENTS[kind]
    text = document if isinstance(document, str) else json.dumps(document)
    files = [os.path.join(folder, f"{kind}-{n}") for n in ("fits", "does-not")]
    for file, content in zip(files, (text, text.replace(part, broken))):
        open(file, "w").write(content)
    bad, skip = validate(kind, files)
    if skip:
        return skip
    assert len(bad) == 1 and bad[0].startswith(f"not ok {files[1]}: "), bad


def plan(folder):
    all_subjects = subjects(folder)
    for kind in DOCUMENTS:
        yield f"validator: of two {kind} documents the broken one is told", lambda k=kind: validator(k, folder)
    for form in FORMATS:
        ours = [s for s in all_subjects if s.image or not form.of_image]
        for s in ours:
            if s.name in form.golden:
                yield f"{form.name}: {s.name} as before", lambda f=form, s=s: golden(f, s)
        yield f"{form.name}: two runs give the same bytes", lambda f=form, o=ours: same(f, o)
        if form.kind:
            yield f"{form.name}: every case and example fits", lambda f=form, o=ours: fits(f, o, folder)
        if form.check:
            yield f"{form.name}: says what the dossier says", lambda f=form, o=ours: says(f, o)
        if form.of_image:
            yield f"{form.name}: without an image it is refused in one line", lambda f=form: refused(f, all_subjects)


    yield "sarif: " + moved.__doc__, lambda: moved(folder)
    yield "sarif: " + verbose_sarif.__doc__, lambda: verbose_sarif(all_subjects)


with tempfile.TemporaryDirectory() as temp:
    bad = n = 0
    for n, (about, test) in enumerate(plan(temp), 1):
        try:
            skip, wrong = test(), None
        except Exception as e:
            skip, wrong = None, f"{type(e).__name__}: {e}"
        print(f"{'not ok' if wrong else 'ok'} {n} - {about}" + (f" # SKIP {skip}" if skip else ""), flush=True)
        if wrong:
            print("#  ", wrong.replace("\n", " "))
        bad += bool(wrong)
    print(f"1..{n}")
sys.exit(bad != 0)
