#!/usr/bin/env python3
"""The reports for other programs, on every case and example. Prints TAP.

    run.py CRADLE ROOT BUILD [--update]

To add a format: a row in FORMATS and, where there is more to say than its schema does, a file <name>.py
beside this one with check(document, report): it raises AssertionError where the document (bytes) does not
say what the report (the parsed --format json of the same dossier) says. mask(document) there, if any, takes
more out of golden documents.

Golden documents are golden/<subject>.<suffix>, of the subjects in GOLDEN; versions and digests of rules are
masked there. --update writes them anew: read the diff. Schemas and readers of other people's formats are
asked by validate.mjs; where they are not at hand those rows are skipped and say so.
"""
import importlib
import json
import os
import subprocess
import sys
import tempfile

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, here)
sys.dont_write_bytecode = True
args = [a for a in sys.argv[1:] if a != "--update"]
update = "--update" in sys.argv
cradle, root, build = args[0], args[1], args[2] if len(args) > 2 else os.path.join(args[1], "build")
env = {**os.environ, "SOURCE_DATE_EPOCH": "1795305600", "COLUMNS": "80", "LC_ALL": "C.UTF-8"}
modules = next((d for d in (os.path.join(build, "formats-modules"), os.path.join(root, "build", "formats-modules"))
                if os.path.isdir(os.path.join(d, "node_modules"))), os.path.join(build, "formats-modules"))


class Format:
    """kind: of validate.mjs, or None. check: is there a <name>.py? of_image: is it only of a dossier with an image?
    golden: the subjects whose document is kept, where it is not all of GOLDEN"""

    def __init__(self, name, suffix, kind=None, check=True, of_image=False, golden=None):
        self.name, self.suffix, self.kind, self.of_image = name, suffix, kind, of_image
        module = importlib.import_module(name.replace("-", "_")) if check else None
        self.check = module.check if check else None
        self.golden = golden or GOLDEN
        self.mask = getattr(module, "mask", lambda document: document)


GOLDEN = ["consumer-router", "declared-accepted", "openwrt-open"]
FORMATS = [
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
        run(*words, "-q", "-o", os.devnull, "--dossier", self.dossier)
        self.report = json.loads(run("report", self.dossier, "--json"))

    def document(self, form, *words):
        return run("report", self.dossier, "--format", form.name, *words)


def subjects(folder):
    out = []
    cases, examples = os.path.join(root, "tests", "cases"), os.path.join(root, "examples")
    for name in sorted(os.listdir(cases)):
        case = os.path.join(cases, name)
        image, product = os.path.join(case, "rootfs"), os.path.join(case, "product.yaml")
        if os.path.isdir(image):
            more = ("-p", product) if os.path.exists(product) else ()
            out.append(Subject(name, folder, ("check", image, *more), True))
    for name in sorted(os.listdir(examples)):
        out.append(Subject(name, folder, ("decide", "-p", os.path.join(examples, name, "product.yaml")), False))
    return out


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
        assert document == s.document(form), s.name
        assert os.path.dirname(s.dossier).encode() not in document and root.encode() not in document, f"{s.name}: a path of this machine"


def refused(form, all_subjects):
    s = next(s for s in all_subjects if not s.image)
    p = subprocess.run([cradle, "report", s.dossier, "--format", form.name], capture_output=True, env=env, timeout=60)
    assert p.returncode in (2, 3) and not p.stdout and p.stderr.count(b"\n") == 1, p


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
