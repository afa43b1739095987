#!/usr/bin/env python3
"""Hostile names in OSCAL and CycloneDX documents come out inert. Prints TAP.

    hostile_oscal.py CRADLE BUILD

The texts of an image and of a declaration try to be markup, Markdown, blanks that OSCAL's strings do not
take, control characters and characters that turn text around.
"""
import importlib
import json
import os
import re
import subprocess
import sys
import tempfile

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, here)
sys.dont_write_bytecode = True
from oscal import plain
from oscal_common import inert, walk

cradle, build = sys.argv[1], sys.argv[2]
env = {**os.environ, "SOURCE_DATE_EPOCH": "1795305600", "LC_ALL": "C.UTF-8"}
NAME = "<script>alert(1)</script> [x](javascript:x) **b** `c` {{ insert: param, p }} ![i](u) \"q\" _e_ a|b"
BLANKS = "\u00a0 ends in\u3000wide\u2003blanks \u00a0"
THREAT = "# a heading\n- a list\n<b>bold</b> & &lt;entity&gt; =cmd|' /C calc'!A0 ~s~ ^t^ \\ end"
SUPPLIER = b"Ev\xe2\x80\xaeil <img src=x> \x1b[31mred\x07 \xff"
DOCUMENTS = ["oscal", "oscal-catalog", "oscal-component", "cyclonedx"]
MARKUP = {"title", "description", "prose", "remarks", "statement", "text"}


def write(path, content):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    open(path, "wb").write(content if isinstance(content, bytes) else content.encode())


def subject(folder):
    root = os.path.join(folder, "root")
    write(os.path.join(root, "etc/inittab"), "::sysinit:/etc/init.d/rcS\n::respawn:/usr/sbin/telnetd -F -l '<b>*x*</b>'\n")
    write(os.path.join(root, "usr/sbin/telnetd"), b"\x7fELF")
    write(os.path.join(root, "etc/shadow"), "root::19000:0:99999:7:::\n")
    os.chmod(os.path.join(root, "etc/shadow"), 0o644)
    write(os.path.join(root, "var/lib/dpkg/status"),
          b"Package: a`b<c>\nStatus: install ok installed\nVersion: 1\"2\\3\nArchitecture: amd64\nMaintainer: " + SUPPLIER + b"\n\n" * 2)
    product = {
        "product": {"name": NAME, "version": BLANKS, "manufacturer": NAME, "model": THREAT},
        "purpose": {"intended": THREAT},
        "scope": {"kind": "hardware", "union_market": "yes", "commercial": "paid", "data_connection": "direct", "excluded": "none", "test_release": "no"},
        "risks": [{"id": NAME, "threat": THREAT, "limb": ["I.2.e", "I.2"], "risk": "high", "treatment": "mitigated",
                   "measure": THREAT, "residual": "low"}],
        "essential": [{"limb": "I.2.e", "applies": "yes", "measure": NAME, "by": "product", "tested": "passed"}],
        "accepted": [{"rule": "E-TELNET-ON", "path": "etc/inittab", "reason": THREAT, "risk": NAME, "until": "2027-01-31"}],
    }
    write(os.path.join(folder, "product.yaml"), json.dumps(product))
    dossier = os.path.join(folder, "x.cradle")
    p = subprocess.run([cradle, "check", root, "-p", os.path.join(folder, "product.yaml"), "-q", "-o", os.devnull, "--dossier", dossier],
                       capture_output=True, env=env, timeout=300)
    assert p.returncode in (0, 1), p.stderr
    return dossier


def document(dossier, name):
    p = subprocess.run([cradle, "report", dossier, "--format", name], capture_output=True, env=env, timeout=300)
    assert p.returncode == 0, p.stderr
    return p.stdout


def nothing_acts(documents):
    for name, doc in documents.items():
        inert(doc)
        assert b"\\u202e" not in doc.lower(), f"{name}: turns text around"


def markup_is_escaped(documents):
    """what is left of a text without its escapes marks nothing up"""
    for name in DOCUMENTS[:3]:
        for key, value in walk(json.loads(documents[name])):
            if key in MARKUP and isinstance(value, str):
                left = re.sub(r"\\.", "", value, flags=re.S)
                assert not re.search(r"[<>`*\[\]{}~^|&\"\\]", left), f"{name}: {key}: {value!r}"
                assert not re.search(r"^[#+=-]", left, re.M), f"{name}: {key}: {value!r}"
                assert not re.search(r"(^|\W)_|_(\W|$)", left), f"{name}: {key}: {value!r}"


def strings_are_lines(documents):
    """values of properties: OSCAL's StringDatatype, which a dot in a regular expression spells out"""
    for name in DOCUMENTS[:3]:
        for key, value in walk(json.loads(documents[name])):
            if key in ("value", "version", "name") and isinstance(value, str):
                assert re.fullmatch(r"\S(.*\S)?", value) and not re.search("[\n\r\u2028\u2029]", value), f"{name}: {value!r}"


def nothing_is_lost(documents):
    """escaped or not, the words are those of the declaration and the image"""
    texts = [plain(v) for k, v in walk(json.loads(documents["oscal"])) if k in MARKUP and isinstance(v, str)]
    assert NAME in texts and THREAT in texts, "the OSCAL documents"
    texts = [plain(v) for k, v in walk(json.loads(documents["oscal-component"])) if k in MARKUP and isinstance(v, str)]
    assert "Declared: " + NAME in texts and THREAT in texts
    bom = json.loads(documents["cyclonedx"])
    assert bom["metadata"]["component"]["name"] == NAME
    package, = [c for c in bom["components"] if c["bom-ref"].startswith("package:")]
    assert package["name"] == "a`b<c>" and package["version"] == "1\"2\\3"
    assert package["supplier"]["name"].startswith("Ev\\xe2\\x80\\xaeil <img src=x> \\x1b[31mred\\x07"), package["supplier"]


def schemas(documents, folder):
    modules = os.path.join(build, "formats-modules")
    for kind, names in (("oscal", DOCUMENTS[:3]), ("cyclonedx", DOCUMENTS[3:])):
        files = []
        for name in names:
            files.append(os.path.join(folder, name + ".json"))
            write(files[-1], documents[name])
        try:
            p = subprocess.run(["node", os.path.join(here, "validate.mjs"), "--modules", modules, kind, *files], capture_output=True,
                               text=True, timeout=600)
        except FileNotFoundError:
            return "no node"
        if p.returncode == 77:
            return p.stderr.strip()
        assert p.returncode == 0, p.stdout + p.stderr
    return None


def parts(folder):
    """of a product of three parts each document says what the report says, of each part"""
    scope = {"kind": "hardware", "union_market": "yes", "commercial": "paid", "data_connection": "direct", "excluded": "none", "test_release": "no"}
    part = {"essential": [{"limb": "I.2.d", "applies": "yes", "measure": "a password per unit", "by": "product", "tested": "passed"}],
            "risks": [{"id": "R1", "threat": "guessing", "limb": ["I.2.d"], "risk": "high", "treatment": "mitigated", "measure": "delays",
                       "residual": "none"}],
            "access": {"authentication": "all-access", "factors": "per-user-secret", "throttled": "yes", "reported": "yes"}}
    product = {"product": {"name": "Two"}, "scope": scope, "role": {"is": "manufacturer"},
               "parts": [{"id": "DEV", "kind": "device", **part}, {"id": "LIB", "kind": "library", **part}, {"id": "CLOUD", "kind": "cloud"}]}
    write(os.path.join(folder, "parts.yaml"), json.dumps(product))
    dossier = os.path.join(folder, "parts.cradle")
    p = subprocess.run([cradle, "decide", "-p", os.path.join(folder, "parts.yaml"), "-q", "-o", os.devnull, "--dossier", dossier],
                       capture_output=True, env=env, timeout=60)
    assert p.returncode in (0, 1), p.stderr
    report = json.loads(document(dossier, "json"))
    assert any(v["key"] == "LIB:I.2.d" for v in report["verdicts"])
    documents = {name: document(dossier, name) for name in DOCUMENTS}
    for name, doc in documents.items():
        if name != "oscal-catalog":
            importlib.import_module(name.replace("-", "_")).check(doc, report)
    components = json.loads(documents["oscal-component"])["component-definition"]["components"]
    assert [(c["title"], c["type"]) for c in components] == [("Two", "hardware"), ("DEV", "hardware"), ("LIB", "software"), ("CLOUD", "service")]
    return schemas(documents, folder)


def turned_around_is_refused(folder):
    """the declaration's own reader takes no such characters"""
    write(os.path.join(folder, "y.yaml"), json.dumps({"product": {"name": "a\u202eb"}}, ensure_ascii=False))
    p = subprocess.run([cradle, "decide", "-p", os.path.join(folder, "y.yaml")], capture_output=True, env=env, timeout=60)
    assert p.returncode == 2, p


with tempfile.TemporaryDirectory() as temp:
    dossier = subject(temp)
    documents = {name: document(dossier, name) for name in DOCUMENTS}
    tests = [
        ("no control character and nothing that turns text around", lambda: nothing_acts(documents)),
        ("OSCAL: Markdown and HTML are escaped", lambda: markup_is_escaped(documents)),
        ("OSCAL: values of properties are lines without blanks at their ends", lambda: strings_are_lines(documents)),
        ("the words are still there", lambda: nothing_is_lost(documents)),
        ("the schemas take them", lambda: schemas(documents, temp)),
        ("a product of three parts", lambda: parts(temp)),
        ("a declaration with a character that turns text around is refused", lambda: turned_around_is_refused(temp)),
    ]
    bad = 0
    for n, (about, test) in enumerate(tests, 1):
        try:
            skip, wrong = test(), None
        except Exception as e:
            skip, wrong = None, f"{type(e).__name__}: {e}"
        print(f"{'not ok' if wrong else 'ok'} {n} - {about}" + (f" # SKIP {skip}" if skip else ""), flush=True)
        if wrong:
            print("#  ", wrong.replace("\n", " "))
        bad += bool(wrong)
    print(f"1..{len(tests)}")
sys.exit(bad != 0)
