#!/usr/bin/env python3
"""The documents that are written once as blocks: technical documentation and declarations of conformity, as
HTML and Markdown (the PDF is asked by pdf.py). Prints TAP.

    documents.py CRADLE ROOT [--update]

Each row E01..E16 of the file has a row here: what an example says of it is in its technical documentation, and
where the keys are taken away a gap stands there instead. Golden documents are golden/<example>.<format>.md;
--update writes them anew: read the diff. Whether a sentence of the law got in is asked where its text is at hand.
"""
import html.parser
import json
import os
import re
import subprocess
import sys
import tempfile

import yaml

here = os.path.dirname(os.path.abspath(__file__))
cradle, root = [a for a in sys.argv[1:] if a != "--update"][:2]
update = "--update" in sys.argv
env = {**os.environ, "SOURCE_DATE_EPOCH": "1795305600", "LC_ALL": "C.UTF-8"}
examples = os.path.join(root, "examples")
cases = os.path.join(root, "tests", "cases")
NAMES = sorted(os.listdir(examples))
temp = tempfile.TemporaryDirectory()
made = {}


def run(*words, code=(0,)):
    p = subprocess.run([cradle, *words], capture_output=True, env=env, timeout=120)
    assert p.returncode in code, f"cradle {' '.join(words)}: exit {p.returncode}: {p.stderr.decode(errors='replace')[:500]}"
    return p


def load(name):
    with open(os.path.join(examples, name, "product.yaml"), encoding="utf-8") as f:
        return yaml.load(f, yaml.BaseLoader)


def dossier(key, declaration=None, image=None, beside="consumer-router"):
    """path of a dossier: of an example by its name, of a declaration (a dict), of an image, or of both"""
    if key in made:
        return made[key]
    out = os.path.join(temp.name, key + ".cradle")
    words = ["check", image] if image else ["decide"]
    if declaration is not None:
        folder = os.path.join(temp.name, key)
        os.mkdir(folder)
        os.mkdir(os.path.join(folder, "evidence"))
        for f in os.listdir(os.path.join(examples, beside, "evidence")):
            with open(os.path.join(examples, beside, "evidence", f), "rb") as a:
                with open(os.path.join(folder, "evidence", f), "wb") as b:
                    b.write(a.read())
        path = os.path.join(folder, "product.yaml")
        with open(path, "w", encoding="utf-8") as f:
            json.dump(declaration, f)
        words += ["-p", path]
    elif not image:
        words += ["-p", os.path.join(examples, key, "product.yaml")]
    run(*words, "--as-of", "2028-01-10", "--dossier", out, code=(0, 1))
    made[key] = out
    return out


def report(path, name):
    return run("report", path, "--format", name).stdout.decode()


def techdoc(key, *rest, medium="-md", **more):
    return report(dossier(key, *rest, **more), "techdoc" + medium)


def without(declaration, keys):
    """the declaration without some keys: 'updates.optout.how', 'risks', 'risks[].threat'"""
    copy = json.loads(json.dumps(declaration))
    for key in keys:
        node, *way = [copy] + key.split(".")
        nodes = [node]
        for step in way[:-1]:
            nodes = [n[step.rstrip("[]")] for n in nodes if step.rstrip("[]") in n]
            nodes = [e for n in nodes for e in n] if step.endswith("[]") else nodes
        for n in nodes:
            n.pop(way[-1], None)
    return copy


# row, example, what the document must say, the keys without which it cannot, the keys of the gaps then
ROWS = [
    ("E01 risk assessment per requirement", "consumer-router", ["#### Point (2)(d)", "- **I.2.d applies:** yes",
      "R1 (critical before, low after)", "evidence/risk-assessment.md"],
     ["risks", "essential", "assessment", "inventory.services[].risks"], ["risks", "essential", "risks[].limb", "assessment.done", "assessment.document"]),
    ("E02 threat model and assumptions", "consumer-router", ["whoever can open the case is trusted", "small offices, holiday flats",
      "the web interface opened to the internet"], ["purpose"], ["purpose.assumptions", "purpose.foreseeable_use", "purpose.misuse",
      "purpose.intended"]),
    ("E03 default configuration inventory", "consumer-router", ["**Services, as declared**", "| `dnsmasq` | udp | 53 | on |",
      "**Interfaces, as declared**", "**Accounts, as declared**"], ["inventory"], ["inventory.services", "inventory.interfaces",
      "inventory.accounts"]),
    ("E04 rationale of each service and interface, on or off", "consumer-router", ["users set the router up in a browser",
      "for those who ask for it in the settings", "few households use it"], ["inventory.services[].why", "inventory.interfaces[].why"],
     ["inventory.services[].why", "inventory.interfaces[].why"]),
    ("E05 authentication and access defaults", "consumer-router", ["- **It is authenticated by:** per-user-secret",
      "- **Passwords as delivered:** per-device"], ["access", "config.default_passwords"], ["access.authentication", "access.factors",
      "config.default_passwords"]),
    ("E06 update-default behaviour", "consumer-router", ["- **Automatic installation as delivered:** on",
      "- **Decided (I.2.c.default-on):** MET"], ["updates.automatic"], ["updates.automatic.default"]),
    ("E07 logging and monitoring defaults", "consumer-router", ["- **Events that are recorded:** access-and-changes",
      "- **Records are kept:** persistent"], ["log"], ["log.events", "log.kept", "log.optout"]),
    ("E08 data minimisation", "consumer-router", ["- **Each kind is needed for the purpose:** yes", "technical file, chapter 5"],
     ["data"], ["data.minimised", "data.inventory", "data.kept"]),
    ("E09 user information and instructions", "consumer-router", ["Settings &gt; Updates &gt; Automatic: off (3 steps). Who may do it: user.",
      "the button in the back, for ten seconds", "- **Support ends:** 2036-12"],
     ["information", "updates.optout", "product.contact", "support.ends"],
     ["information.8e", "updates.optout.how", "updates.optout.where", "information.1", "product.contact", "support.ends"]),
    ("E10 design and architecture", "consumer-router", ["design and architecture, production and monitoring: evidence/design.md"],
     ["techdoc.2a", "techdoc.2c", "evidence", "essential[].evidence"], ["techdoc.2a", "techdoc.2c", "evidence[].path"]),
    ("E11 handling of vulnerabilities, distribution of updates", "consumer-router", ["- **Contact for reports:** security@fjord.example",
      "https\\://fjord.example/security", "- **Updates are distributed:** secure"], ["handling", "updates"], ["handling.contact", "handling.policy",
      "handling.sbom", "handling.distribution", "updates.signed", "updates.channel"]),
    ("E12 solutions adopted without a standard", "consumer-router", ["**Solutions adopted, Annex I, Part I**", "| `I.2.e` | WPA3 and HTTPS | product |",
      "**Solutions adopted, Annex I, Part II**"], ["class", "essential", "handling"], ["class.standards", "essential[].measure", "handling.remedied"]),
    ("E13 test reports", "consumer-router", ["- **Reports on Part I:** E2, E3", "- **Reports on Part II:** E3",
      "**Tests against Annex I, Part I**"], ["evidence", "essential", "techdoc.6"], ["techdoc.6", "evidence[].limb", "essential[].tested"]),
    ("E14 tailor-made evidence", "industrial-gateway", ["Nordwerk Stahl AG", "gateways on the ladle cranes",
      "- **Agreement:** explicit-both", "- **All other requirements:** 0 of "], ["tailor_made"], ["tailor_made"]),
    ("E15 non-applicability", "industrial-gateway", ["I.2.e is claimed not to apply", "The machines speak Modbus RTU", "- **Decided (I.2.e):** N/A-OK",
      "- **Ground:** interoperability"], ["claims"], ["claims"]),
    ("E16 conformity case", "consumer-router", ["- **Decided (ART13.4):** MET", "- **Decided (ART31):** MET", "- **The file was drawn up before placing:** yes"],
     ["techdoc", "assessment.document"], ["techdoc.before_placing", "techdoc.updated", "techdoc.kept_years", "assessment.document"]),
]


def gaps(text):
    """{key: [text]} of a document in Markdown"""
    out = {}
    for line in re.findall(r"^> <a id=\"gap-\d+\"></a>\*\*GAP \d+:\*\* (.*)$", text, re.M):
        key = re.search(r"`([^`]+)`(?: \([^`]*\))?$", line)
        out.setdefault(key[1] if key else None, []).append(line)
    return out


def e_row(about, example, says, keys, expected):
    text = techdoc(example)
    for part in says:
        assert part in text, f"not in the document: {part}"
    there = gaps(text)
    bare = techdoc(re.sub(r"\W+", "-", about), without(load(example), keys), beside=example)
    found = gaps(bare)
    for key in expected:
        assert len(found.get(key, [])) > len(there.get(key, [])), f"no gap for {key}"
    assert any(part not in bare for part in says), "nothing went away"


def parts_declaration():
    with open(os.path.join(root, "tests", "decide", "parts.yaml"), encoding="utf-8") as f:
        return yaml.load(f, yaml.BaseLoader)


ROOTFS = os.path.join(cases, "declared-contradicted", "rootfs")


def subjects():
    """{name: path of a dossier}: declared, image alone, both, parts"""
    with open(os.path.join(cases, "declared-contradicted", "product.yaml"), encoding="utf-8") as f:
        contradicted = yaml.load(f, yaml.BaseLoader)
    out = {name: dossier(name) for name in NAMES}
    out["image"] = dossier("image", image=ROOTFS)
    out["contradicted"] = dossier("contradicted", contradicted, image=ROOTFS)
    out["router and image"] = dossier("both", load("consumer-router"), image=ROOTFS)
    out["parts"] = dossier("parts", parts_declaration())
    return out


# --- rows of their own ---

def masked(text):
    text = re.sub(r"(cradle:?\*?\*? )\d+\.\d+\.\d+", r"\1VERSION", text)
    return re.sub(r"\b[0-9a-f]{64}\b(?=\n)", "DIGEST", text)


def golden(name, kind):
    path = os.path.join(here, "golden", f"{name}.{kind}.md")
    text = masked(report(dossier(name), kind + "-md"))
    if update:
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)
    with open(path, encoding="utf-8") as f:
        kept = f.read().splitlines()
    for i, (a, b) in enumerate(zip(text.splitlines(), kept)):
        assert a == b, f"line {i + 1}: {a!r}, not {b!r}"
    assert len(text.splitlines()) == len(kept), "one is longer"


DECLARATIONS = ["declaration", "declaration-simplified"]


def refused(key, declaration, *reasons, image=None):
    path = dossier(key, declaration, image=image)
    for kind in DECLARATIONS:
        for suffix in ("html", "md", "pdf"):
            out = os.path.join(temp.name, f"{key}.{suffix}")
            p = run("report", path, "--format", kind, "-o", out, code=(1,))
            for r in reasons:
                assert r in p.stderr.decode(), f"{kind}: not said: {r}: {p.stderr.decode()}"
            assert not os.path.exists(out) and p.stdout == b"", "something is written"
    assert report(path, "techdoc-md"), "the technical documentation is written nevertheless"


def refused_not_met():
    """no declaration while a requirement is not met: exit 1, each reason on a line, no file"""
    d = load("consumer-router")
    d["updates"]["automatic"]["default"] = "asks-first"
    refused("not-met", d, "NOT-MET  I.2.c.default-on (Automatic updates on by default): ")


def refused_claim():
    """no declaration while a claim is rejected"""
    d = load("industrial-gateway")
    d["claims"][0]["ground"] = "cost"
    refused("rejected", without(d, ["evidence", "tailor_made", "essential[].evidence"]), "N/A-REJECTED  I.2.e")


def refused_role():
    """an importer draws up no declaration, and none is drawn up for what is out of scope"""
    d = load("consumer-router")
    d["role"] = {"is": "importer", "own_brand": "no", "modifies": "no"}
    refused("importer", d, "IMPORTER  ROLE")
    d = load("consumer-router")
    d["scope"]["excluded"] = "medical"
    refused("out", d, "OUT-OF-SCOPE  SCOPE")


def refused_undeclared():
    """nobody declared anything: no declaration of conformity either"""
    refused("image", None, "Nothing is declared", "NOT-MET", image=ROOTFS)


def open_points():
    """while a question is open the draft says so before anything else, as a gap, and does not state conformity"""
    d = without(load("consumer-router"), ["data.minimised"])
    path = dossier("open", d)
    for kind in DECLARATIONS:
        text = report(path, kind + "-md")
        assert re.findall(r"^## (.*)$", text, re.M)[0].startswith("Not to be signed yet"), text[:400]
        assert "data.minimised" in gaps(text), gaps(text)
        assert "The statement that the product conforms is left out" in text
        assert not re.search("has been demonstrated|complies with|conforms to", text), "it is stated nevertheless"
        assert re.search("has been demonstrated|complies with", report(dossier("consumer-router"), kind + "-md"))


def never_filled():
    """place, date, name, function and signature are blank; no notified body is made up"""
    for name in NAMES:
        text = report(dossier(name), "declaration-md")
        for label in ("Place", "Date of issue", "Name", "Function", "Signature"):
            assert re.search(rf"^- \*\*{label}:\*\* …+$", text, re.M), f"{name}: {label}"
        assert "DRAFT" in text
    body = without(load("consumer-router"), ["class.notified_body", "class.certificate"])
    found = gaps(report(dossier("no-body", body), "declaration-md"))
    assert "class.notified_body" in found and "class.certificate" in found, found
    text = report(dossier("industrial-gateway"), "declaration-md")
    assert "none takes part in this procedure" in text and "class.notified_body" not in gaps(text)


def bill_of_materials():
    """point 2(b) lists the bill of materials without a request: where no evidence is one, that is a gap"""
    missing = "The bill of materials itself"
    d = load("consumer-router")
    assert d["techdoc"]["8"] == "not-requested"
    assert any(l.startswith(missing) for l in gaps(techdoc("consumer-router"))["evidence[].path"])
    d["evidence"].append({"id": "E5", "path": "evidence/design.md", "limb": ["II.1"], "state": "planned"})
    assert any(l.startswith(missing) for l in gaps(techdoc("sbom-planned", d))["evidence[].path"])
    d["evidence"][-1] = {"id": "E5", "path": "evidence/design.md", "limb": ["II.1"]}
    assert missing not in techdoc("sbom-there", d)


def declared_object():
    """point 4 names what identifies the product, point 5 where the Regulation is published"""
    text = report(dossier("consumer-router"), "declaration-md")
    four, five = text.split("## 4. ")[1].split("## 5. ")
    assert "HR-3, serial number on the label" in four and "OJ L, 2024/2847, 20.11.2024" in five
    assert "sole responsibility" in text
    assert "OJ L, 2024/2847, 20.11.2024" in report(dossier("consumer-router"), "declaration-simplified-md")


def accepted_is_said():
    """findings that are accepted for a time are counted above a draft, which they do not stand against"""
    image = os.path.join(cases, "declared-accepted", "rootfs")
    d = load("consumer-router")
    d["accepted"] = []
    for i in range(3):
        path = dossier(f"accepted-{i}", d, image=image)
        left = {f["rule"] for f in json.loads(report(path, "json"))["findings"] if f["state"] == "fail" and not f.get("accepted")}
        d["accepted"] += [{"rule": r, "path": "any", "reason": "for now", "risk": "R1", "until": "2030-01-01"} for r in sorted(left)]
    assert not left, left
    for kind in DECLARATIONS:
        head = report(path, kind + "-md").split("\n## ")[0]
        assert re.search(r"accepted for a time, .*: [1-9]\d*\. ", head), head
        assert "accepted for a time" not in report(dossier("consumer-router"), kind + "-md")


def room_for_other_terms():
    """3.6 says which two points of the law name other terms, wherever something is agreed or not"""
    for name in NAMES:
        part = techdoc(name).split("### 3.6 ")[1].split("### 3.7 ")[0]
        assert "(Annex I, Part I, point (2)(b): law)" in part and "(Annex I, Part II, point (8): law)" in part, part


def simplified_address():
    """the simplified declaration needs the address of the full one"""
    d = without(load("consumer-router"), ["information.declaration_at"])
    assert "information.declaration_at" in gaps(report(dossier("no-address", d), "declaration-simplified-md"))
    assert "information.declaration_at" not in gaps(report(dossier("consumer-router"), "declaration-simplified-md"))


def points_in_order():
    """Annex VII, points 1 to 8 in order, and 1(a) to 2(c); Annex II, points 1 to 9"""
    for name, path in subjects().items():
        text = report(path, "techdoc-md")
        ids = re.findall(r"^<a id=\"([^\"]+)\"></a>$", text, re.M)
        seven = [i for i in ids if re.fullmatch(r"annex-7-\d(-[a-d])?", i)]
        assert seven == ["annex-7-1", "annex-7-1-a", "annex-7-1-b", "annex-7-1-c", "annex-7-1-d", "annex-7-2", "annex-7-2-a",
                         "annex-7-2-b", "annex-7-2-c"] + [f"annex-7-{n}" for n in range(3, 9)], f"{name}: {seven}"
        two = [i for i in ids if re.fullmatch(r"annex-2-\d(-[a-f])?", i)]
        assert two == [f"annex-2-{n}" for n in range(1, 9)] + [f"annex-2-8-{c}" for c in "abcdef"] + ["annex-2-9"], f"{name}: {two}"


def known_keys(node, defs, before=""):
    out = set()
    for key, value in node.get("properties", {}).items():
        value = defs.get(value.get("$ref", "").rsplit("/", 1)[-1], value) if "$ref" in value else value
        out.add(before + key)
        out |= known_keys(value, defs, before + key + ".")
        for way in [value] + value.get("anyOf", []):
            items = way.get("items", {})
            items = defs.get(items.get("$ref", "").rsplit("/", 1)[-1], items) if "$ref" in items else items
            out |= known_keys(items, defs, before + key + "[].")
            out |= known_keys(way, defs, before + key + ".") if way is not value else set()
    return out


def gap_keys():
    """every gap names a key of product.yaml; only that no image was read has none"""
    schema = json.loads(run("init", "--schema").stdout)
    keys = known_keys(schema, schema.get("$defs", {}))
    assert "updates.optout.where" in keys and "risks[].threat" in keys, sorted(keys)[:20]
    seen = 0
    for name, path in subjects().items():
        found = gaps(report(path, "techdoc-md"))
        for key, lines in found.items():
            seen += len(lines)
            assert key in keys or key is None and all("no image was read" in l for l in lines), f"{name}: {key}: {lines}"
    assert seen > 400, seen


def gap_list():
    """the first page counts the gaps and links each"""
    for name, path in subjects().items():
        text = report(path, "techdoc-md")
        n = sum(len(v) for v in gaps(text).values())
        assert f"**Gaps: {n}. " in text, f"{name}: {n}"
        assert [int(i) for i in re.findall(r"^  - \[Gap (\d+)\]\(#gap-\1\) ", text, re.M)] == list(range(1, n + 1)), name


def nothing_invented():
    """an image alone: no statement is said to be declared, and what only a manufacturer can say is a gap"""
    text = report(subjects()["image"], "techdoc-md")
    assert "product.yaml:" not in text
    assert len(gaps(text)) > 100, len(gaps(text))
    assert not re.search(r"\*\*(Intended purpose|Manufacturer|Support ends):\*\*", text)


def evidence_states():
    """planned evidence is a gap and shows nothing; evidence without a digest is a gap"""
    d = load("consumer-router")
    d["evidence"] = [{"id": "P1", "path": "evidence/later.md", "limb": ["I.2.d"], "state": "planned"},
                     {"id": "E9", "path": "evidence/design.md", "limb": ["ANX-VII.2"]}]
    text = techdoc("planned", without(d, ["essential[].evidence"]))
    found = gaps(text)
    assert any("P1, evidence/later.md is only planned" in l for l in found["evidence[].state"]), found
    assert any(l.startswith("I.2.d: no evidence names it") for l in found["evidence[].limb"]), found["evidence[].limb"]
    assert any(l.startswith("E9: the SHA-256") for l in found["evidence[].sha256"]), found


def reasons_of_other_parts():
    """a reason that another part gives is none for what this image starts"""
    service = {"name": "telnetd", "protocol": "tcp", "port": "23", "state": "on", "reach": "any", "why": "the REASON"}
    def parts(of):
        d = {"product": {"name": "Two"}, "parts": [{"id": "DEV", "kind": "device", "image": "rootfs"}, {"id": "CLOUD", "kind": "cloud"}]}
        d["parts"][of]["inventory"] = {"services": [service]}
        return d
    def row(key, of):
        text = techdoc(key, parts(of), image=ROOTFS)
        return re.search(r"^\| `telnetd` \| tcp \| `\*` \| 23 \|.*$", text, re.M)[0], gaps(text)
    own, _ = row("own-part", 0)
    other, found = row("other-part", 1)
    assert "the REASON" in own, own
    assert "the REASON" not in other and any("telnetd 23/tcp" in l for l in found["inventory.services[].why"]), other


def part_sections():
    """a product of several parts: each has its own values, and its own gaps"""
    text = report(subjects()["parts"], "techdoc-md")
    for name in ("BOX", "APP"):
        assert f"#### Part {name}" in text, name
    assert any("(part BOX)" in l for l in gaps(text)["updates.mechanism"]), gaps(text)["updates.mechanism"]


HOSTILE = ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "a | b | c", "`code` ``` x", "[x](javascript:alert(1))",
           "![x](http://e.example/p.png)", "\u202egnp.exe", "\u2066x\u2069", "\x1b[31mred", "# heading\n\n# second", "1. one", "- item", "> quote",
           "***bold*** __b__ ~~s~~", "http://e.example/ www.e.example", "&lt;b&gt; &#60;", "\\| \\", "</td></tr></table>", "</style><b>", "$x$", "|---|",
           "{{ template }}", "=SUM(A1)", "x" * 3000, "    code"]


def hostile_image():
    """a root folder with such names: units that start, accounts, and files that a finding is about"""
    folder = os.path.join(temp.name, "image")
    wants = os.path.join(folder, "etc", "systemd", "system", "multi-user.target.wants")
    os.makedirs(wants)
    os.makedirs(os.path.join(folder, "usr", "lib", "systemd", "system"))
    os.makedirs(os.path.join(folder, "usr", "sbin"))
    for program in ("telnetd", "dropbear"):
        open(os.path.join(folder, "usr", "sbin", program), "wb").close()
    with open(os.path.join(folder, "etc", "os-release"), "w", encoding="utf-8") as f:
        f.write('PRETTY_NAME="<b>Linux</b> | \u202e"\nID=x\n')
    for i, h in enumerate(HOSTILE):
        name = re.sub(r"[/\0]", "", h)[:100] + ".service"
        with open(os.path.join(folder, "usr", "lib", "systemd", "system", name), "w", encoding="utf-8") as f:
            f.write(f"[Service]\nExecStart=/usr/sbin/telnetd -F\nUser={h[:30].splitlines()[0]}\n[Install]\nWantedBy=multi-user.target\n")
        os.symlink("/usr/lib/systemd/system/" + name, os.path.join(wants, name))
    with open(os.path.join(folder, "etc", "passwd"), "w", encoding="utf-8") as f:
        for i, h in enumerate(HOSTILE):
            f.write(re.sub(r"[:\n/]", "", h)[:60] + f":x:{i}:0::/root:/bin/sh\n")
    return folder


def hostile():
    return dossier("hostile", None if "hostile" in made else hostile_declaration(), image=None if "hostile" in made else hostile_image())


def hostile_declaration():
    """what controls a terminal or turns text around is refused by the reader; the image brings it"""
    d = load("consumer-router")
    kept = [h for h in HOSTILE if not set(h) & set("\x1b\u202e\u2066")]
    d["product"]["name"] = kept[0]
    d["product"]["manufacturer"], d["product"]["model"] = kept[4], " ".join(kept)
    d["purpose"]["intended"] = kept[8]
    d["risks"] = [{"id": f"R{i}", "threat": h, "limb": ["I.2.d"], "measure": h} for i, h in enumerate(kept)]
    d["essential"] = [{"limb": "I.2.d", "applies": "yes", "measure": " ".join(kept[:6]), "by": "product"}]
    d["inventory"]["services"] = [{"name": h[:80], "why": h} for h in kept]
    return d


class Page(html.parser.HTMLParser):
    VOID = ("meta", "br", "col", "hr")

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.tags, self.attributes, self.ids, self.links, self.text = [], set(), set(), [], [], []
        self.feed(text)
        self.close()
        assert not self.open, f"left open: {self.open}"

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {k for k, _ in attrs}
        for k, v in attrs:
            if k == "id":
                self.ids.append(v)
            if k == "href":
                self.links.append(v)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-3:]}"
        self.open.pop()

    def handle_data(self, data):
        if self.open and self.open[-1] != "style":
            self.text.append(data)


ALLOWED = {"html", "head", "meta", "title", "style", "body", "header", "main", "footer", "h1", "h2", "h3", "h4", "p", "nav", "ul", "li", "a", "dl", "dt",
           "dd", "span", "strong", "code", "table", "caption", "colgroup", "col", "thead", "tbody", "tr", "th", "td", "div", "details", "summary"}


def html_pages():
    """HTML: well nested, every link leads somewhere in it, no anchor twice, nothing is loaded, no script"""
    for name, path in {**subjects(), "hostile": hostile()}.items():
        for kind in ["techdoc"] + (["declaration"] if name in NAMES else []):
            text = report(path, kind)
            page = Page(text)
            assert page.tags <= ALLOWED, f"{name}: {page.tags - ALLOWED}"
            assert page.attributes <= {"lang", "charset", "name", "content", "http-equiv", "class", "id", "href", "style", "title", "data-title",
                                       "aria-label", "open"}, page.attributes
            assert len(page.ids) == len(set(page.ids)), f"{name}: {sorted(i for i in page.ids if page.ids.count(i) > 1)}"
            assert all(l[0] == "#" and l[1:] in page.ids for l in page.links), name
            assert not re.search(r"url\(|@import|src=", text.split("</style>")[0])


def hostile_html():
    """hostile names in HTML: shown as they are written, inert"""
    text = report(hostile(), "techdoc")
    page = Page(text)
    shown = " ".join(page.text)
    for h in ("<script>alert(1)</script>", "</td></tr></table>", "&lt;b&gt; &#60;", "[x](javascript:alert(1))"):
        assert h in shown, h
    assert not set("\u202e\u2066\u2069\x1b") & set(text)


def hostile_markdown():
    """hostile names in Markdown: no HTML but our anchors, no link but our own, no cell more, no heading more"""
    plain = report(subjects()["router and image"], "techdoc-md")
    text = report(hostile(), "techdoc-md")
    code = re.sub(r"(?<!\\)(`+)(?!`).*?(?<!`)\1(?!`)", "", text)	# code spans hold anything
    rest = re.sub(r"<a id=\"[a-z0-9.-]+\"></a>", "", code)
    assert "<" not in rest, re.findall(r".{20}<.{20}", rest)[:3]
    for link in re.findall(r"(?<!\\)\]\(([^)]*)\)", rest):
        assert re.fullmatch(r"#[a-z0-9.-]+", link), link
    assert not re.search(r"(?<!\\)!\[", rest) and not re.search(r"(?i)(?<!\\):?[a-z]://|www\.", rest)
    assert not set("\u202e\u2066\u2069\x1b") & set(text)
    headings = lambda t: [l for l in t.splitlines() if re.match(r" {0,3}#{1,6} ", l)]
    assert headings(text) == headings(plain), [p for p in zip(headings(text), headings(plain)) if p[0] != p[1]][:3]
    width = None
    for line in text.splitlines():
        n = len(re.findall(r"(?<!\\)\|", line)) if line.startswith("|") else None
        assert n is None or width is None or n == width, f"{n} bars, not {width}: {line[:200]}"
        width = n


def same_bytes():
    """two runs, and two dossiers of the same, give the same bytes"""
    again = os.path.join(temp.name, "again.cradle")
    run("decide", "-p", os.path.join(examples, "consumer-router", "product.yaml"), "--as-of", "2028-01-10", "--dossier", again)
    for kind in ("techdoc", "techdoc-md", "declaration", "declaration-md", "declaration-simplified-md"):
        assert report(dossier("consumer-router"), kind) == report(dossier("consumer-router"), kind) == report(again, kind), kind
    for kind in ("techdoc", "techdoc-md"):
        assert report(subjects()["contradicted"], kind) == report(subjects()["contradicted"], kind), kind


def medium_by_suffix():
    """the file's name picks the medium; who names a medium gets that one"""
    for name, suffix, begins in (("techdoc", "md", b"# Tech"), ("techdoc", "html", b"<!doc"), ("techdoc-md", "html", b"# Tech"),
                                 ("declaration", "md", b"# EU d"), ("declaration-simplified", "md", b"# Simp")):
        out = os.path.join(temp.name, "out." + suffix)
        run("report", dossier("consumer-router"), "--format", name, "-o", out)
        with open(out, "rb") as f:
            assert f.read(6).startswith(begins), (name, suffix)


def own_words():
    """no twelve words in a row of the Regulation"""
    law = os.path.join(root, "..", "shared", "law", "cra-2024-2847.md")
    if not os.path.exists(law):
        return "the Regulation's text is not at hand"
    words = lambda s: re.findall(r"[a-z0-9]+", s.lower())
    with open(law, encoding="utf-8") as f:
        text = words(f.read())
    runs = {tuple(text[i:i + 12]) for i in range(len(text) - 11)}
    for name, path in subjects().items():
        for kind in ["techdoc-md"] + (["declaration-md", "declaration-simplified-md"] if name in NAMES else []):
            for line in report(path, kind).splitlines():
                w = words(line)
                for i in range(len(w) - 11):
                    assert tuple(w[i:i + 12]) not in runs, f"{name}, {kind}: {' '.join(w[i:i + 12])}"
    return None


tests = [(row[0], lambda row=row: e_row(*row)) for row in ROWS]
tests += [(f"golden: {name}, {kind}", lambda name=name, kind=kind: golden(name, kind))
          for name in NAMES for kind in ("techdoc", "declaration", "declaration-simplified")]
tests += [(f.__doc__, f) for f in (
    refused_not_met, refused_claim, refused_role, refused_undeclared, open_points, never_filled, bill_of_materials, declared_object, accepted_is_said, room_for_other_terms, simplified_address, points_in_order, gap_keys,
    gap_list, nothing_invented, evidence_states, reasons_of_other_parts, part_sections, html_pages, hostile_html, hostile_markdown, same_bytes,
    medium_by_suffix, own_words)]
print(f"1..{len(tests)}")
bad = 0
for i, (about, test) in enumerate(tests, 1):
    try:
        skip = test()
        print(f"ok {i} - {about}" + (f" # SKIP {skip}" if skip else ""))
    except Exception as e:
        bad += 1
        print(f"not ok {i} - {about}")
        print("# " + f"{type(e).__name__}: {e}"[:1500].replace("\n", "\n# "))
sys.stdout.flush()
sys.exit(bad > 0)
