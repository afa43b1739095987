#!/usr/bin/env python3
"""'cradle ask', 'faq' and 'workflow' as a user meets them. Prints TAP.

    commands.py CRADLE SOURCE-FOLDER [--update]

--update writes the golden files in tests/faq/golden/ anew: read the diff. A golden file's name says what
prints it: workflow-MODULE.FORMAT, show-MODULE-ITEM.txt ('+' for the '/').
"""
import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

args = [a for a in sys.argv[1:] if a != "--update"]
update = "--update" in sys.argv
cradle, top = args[:2]
golden = os.path.join(top, "tests", "faq", "golden")
env = {**os.environ, "SOURCE_DATE_EPOCH": "1795305600", "COLUMNS": "80", "LC_ALL": "C.UTF-8"}
EXAMPLES = sorted(d for d in os.listdir(os.path.join(top, "examples")))
CITATION = ["id", "citation", "weight", "supports", "source", "version", "note"]
CARD = ["id", "question", "verdict", "module", "brief", "answer", "citations", "limbs", "rules", "roles", "see", "published", "as_of",
        "hash", "permalink"]
ANSWER = ["query", "corrected", "supported", "total", "answers", "near", "knowledge", "as_of"]
PLAN = ["module", "title", "product", "as_of", "knowledge", "shown", "tasks"]
TASK = ["id", "state", "why", "role", "title", "output", "evidence", "done", "limbs", "keys", "items", "sources"]
TABLE = ["task", "state", "role", "title", "output", "evidence", "done", "requirements", "sources", "why"]
temp = tempfile.TemporaryDirectory()


def run(*words, cwd=None, stdout=subprocess.PIPE, **more):
    return subprocess.run([cradle, *words], stdout=stdout, stderr=subprocess.PIPE, text=True, env={**env, **more}, timeout=60, cwd=cwd)


def out(*words, **more):
    p = run(*words, **more)
    assert p.returncode == 0, f"{words}: exit {p.returncode}: {p.stderr}{p.stdout or ''}"
    assert not p.stderr, f"{words}: {p.stderr}"
    return p.stdout


def parsed(*words):
    return json.loads(out(*words, "--json"))


def same(got, want, what):
    assert got == want, f"{what}: {got!r}, not {want!r}"


def refused(code, needle, *words, **more):
    p = run(*words, **more)
    assert p.returncode == code, f"{words}: exit {p.returncode}, not {code}: {p.stderr}"
    assert needle in p.stderr, f"{words}: '{needle}' is not in: {p.stderr}"
    assert p.stderr.count("\n") == 1 and p.stderr.startswith("cradle: "), f"{words}: {p.stderr}"
    assert not p.stdout, f"{words} prints {p.stdout[:80]!r}"


def narrow(text, columns=80):
    for line in text.splitlines():
        assert len(line) <= columns or " " not in line.strip().removeprefix("Permalink: "), f"longer than {columns}: {line}"


def modules():
    return [m["id"] for m in parsed("faq", "list")["modules"]]


def put(name, text):
    path = os.path.join(temp.name, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)
    return path


# --- ask ---

def ask_text():
    """ask: the best card whole, then titles, within 80 columns"""
    for query in ("can the customer switch off OTA?", "13(8)", "annex I 2c", "factory reset", "sbom"):
        text = out("ask", query)
        narrow(text)
        found = parsed("ask", query)["answers"]
        flat = " ".join(text.split())
        assert flat.startswith(" ".join(found[0]["question"].split())), text[:200]
        assert f"Permalink: {found[0]['permalink']}" in flat and "Rests on" in text and "no legal advice" in text
        for other in found[1:5]:
            assert other["id"] in flat, f"{other['id']} is not named"
        assert not len(found) > 5 or "Near to it" in text
        assert "\x1b" not in text


def ask_widths():
    """ask: as wide as the terminal, from 80 to 120 columns"""
    for columns in (80, 100, 120):
        narrow(out("ask", "switch off OTA", COLUMNS=str(columns)), columns)


def ask_words():
    """ask: the words of the command line are one question; --quiet says no more than the answer"""
    same(out("ask", "switch", "off", "OTA"), out("ask", "switch off OTA"), "in words")
    assert "legal advice" not in out("ask", "--quiet", "switch off OTA")
    assert "\x1b[" in out("ask", "switch off OTA", "--color", "always")


def ask_json():
    """ask --json: fields and their order, ten answers, scores that fall"""
    d = parsed("ask", "switch off OTA")
    same(list(d), ANSWER, "the answer")
    same(d["query"], "switch off OTA", "query")
    same([d["supported"], d["corrected"]], [True, None], "supported, corrected")
    same(len(d["answers"]), 10, "answers")
    for a in d["answers"]:
        same(list(a), [*CARD, "score"], "a card")
        for c in a["citations"]:
            same(list(c), CITATION, "a citation")
        same(a["permalink"], "/faq/" + a["id"], "permalink")
        assert a["citations"] and re.fullmatch(r"[0-9a-f]{64}", a["hash"])
    scores = [a["score"] for a in d["answers"]]
    same(scores, sorted(scores, reverse=True), "scores")
    assert d["total"] >= 10 and re.fullmatch(r"[0-9a-f]{64}", d["knowledge"])


def ask_spelling():
    """ask: says how a misspelt question was understood"""
    assert out("ask", "facotry reset").startswith("Understood as: factory reset\n")
    same(parsed("ask", "facotry reset")["corrected"], "factory reset", "corrected")


def ask_citation():
    """ask: a citation finds what cites it, and names the provision"""
    for query, provision in (("13(8)", "art-13-8"), ("annex I 2c", "annex-1-part-1-2-c"), ("recital 56", "recital-56"), ("2c", "annex-1-part-1-2-c")):
        d = parsed("ask", query)
        assert any(c["id"].startswith(provision) for c in d["answers"][0]["citations"]), f"{query}: {d['answers'][0]['id']}"
        assert provision in [n["id"] for n in d["near"]], f"{query}: {d['near']}"


def ask_none():
    """ask: no answer is one: exit 0, nothing made up, the nearest provisions where there are some"""
    for query in ("xyzzyplugh qwertzuiop", "?!", "the of and"):
        text = out("ask", query)
        assert text.startswith("No answer."), text[:80]
        narrow(text)
        d = parsed("ask", query)
        same([list(d), d["supported"], d["total"], d["answers"]], [ANSWER, False, 0, []], query)
    d = parsed("ask", "Article 13(8)", "--module", "tailor-made", "--weight", "standard")
    same(d["supported"], False, "supported")
    same([n["id"] for n in d["near"]], ["art-13-8"], "near")
    text = out("ask", "Article 13(8)", "--module", "tailor-made", "--weight", "standard")
    assert "The nearest provisions" in text and "Article 13(8)" in text, text


def ask_filters():
    """ask: filters, alone and together"""
    for option, value, holds in (
            ("--module", "support-period", lambda a: a["module"] == "support-period"),
            ("--verdict", "no", lambda a: a["verdict"] == "no"),
            ("--role", "support", lambda a: "support" in a["roles"]),
            ("--weight", "guidance", lambda a: "guidance" in [c["weight"] for c in a["citations"]]),
            ("--provision", "art-13-8", lambda a: any(re.match(r"art-13-8(-|$)", c["id"]) for c in a["citations"])),
            ("--provision", "Article 13(8)", lambda a: any(re.match(r"art-13-8(-|$)", c["id"]) for c in a["citations"]))):
        found = parsed("ask", "security updates", option, value, "--limit", "50")["answers"]
        assert found, f"{option} {value}: nothing"
        assert all(map(holds, found)), f"{option} {value}: {[a['id'] for a in found if not holds(a)]}"
    a = parsed("ask", "how long")["answers"][0]
    both = parsed("ask", a["question"], "--module", a["module"], "--verdict", a["verdict"], "--role", a["roles"][0], "--weight",
                  a["citations"][0]["weight"], "--provision", a["citations"][0]["citation"], "--limit", "1")
    same([x["id"] for x in both["answers"]], [a["id"]], "all filters")
    same(len(parsed("ask", "updates", "--limit", "3")["answers"]), 3, "--limit")


def ask_for():
    """ask --for: how a product stands on what the card explains"""
    dossier = os.path.join(temp.name, "d.cradle")
    run("check", os.path.join(top, "tests", "cases", "router-vendor", "rootfs"), "--dossier", dossier)
    found = parsed("ask", "may every unit have the same default password", "--for", dossier, "--limit", "50")["answers"]
    text = open(os.path.join(top, "data", "law", "requirements.yaml"), encoding="utf-8").read()
    rests_on = {key: set(re.findall(r"id: ([\w-]+)", refs))
                for key, refs in re.findall(r"- key: (\S+)\n.*?provisions: (\[.*?\])\n", text, re.S)}
    seen = 0
    for a in found:
        same(list(a)[-2:], ["score", "product"], "fields")
        p = a["product"]
        same(list(p), ["name", "version", "image", "gate", "verdicts", "findings"], "product")
        law = {c["id"] for c in a["citations"] if c["weight"] == "law"}
        for v in p["verdicts"]:
            limb = v["key"].split(":")[-1]
            assert limb in a["limbs"] or law & rests_on[limb], f"{a['id']}: {v['key']}"
        for f in p["findings"]:
            assert f["rule"] in a["rules"], f"{a['id']}: {f['rule']}"
        seen += len(p["verdicts"]) + len(p["findings"])
    assert seen, "nothing of the product is shown"
    text = out("ask", "may every unit have the same default password", "--for", dossier)
    narrow(text)
    assert re.search(r"^How \S+ stands \(\w+\)$", text, re.M), text
    for name in ("nothing", os.path.join(top, "README.md"), temp.name):
        refused(3, "", "ask", "reset", "--for", name)


def ask_hostile():
    """ask: operators, quotes and bytes are words; over 1,000 bytes is refused"""
    for query in ('"', "*", "NEAR(", "a OR b", "-reset", "^reset", "question:reset", "'; DROP TABLE item; --", "%s%n", "\x1b[31mreset", "((((", "\\"):
        p = run("ask", "--", query)
        assert p.returncode == 0 and not p.stderr and "\x1b" not in p.stdout, f"{query!r}: {p.returncode} {p.stderr}"
        json.loads(out("ask", "--json", "--", query))
    for query in (b"reset \xff\xfe", b"pasword \xff\xfe", b"pasword\xc3", b"pasword \xe2\x80\xaereset"):
        p = subprocess.run([cradle, "ask", query, "--json"], capture_output=True, env=env)
        assert p.returncode == 0, p.stderr
        same("\\x" in json.loads(p.stdout.decode())["query"], True, "bytes that are shown")
        subprocess.run([cradle, "ask", query], capture_output=True, env=env).stdout.decode()
    out("ask", "x" * 1000)
    refused(2, "1000 bytes", "ask", "x" * 1001)
    refused(2, "1000 bytes", "ask", *["word"] * 250)


def bad_options():
    """what is wrong with a call is told in one line, exit 2"""
    for needle, *words in (
            ("needs a question", "ask"), ("needs a question", "ask", ""), ("no module 'nothing'", "ask", "x", "--module", "nothing"),
            ("--verdict", "ask", "x", "--verdict", "perhaps"), ("--weight", "ask", "x", "--weight", "heavy"), ("--role", "ask", "x", "--role", "king"),
            ("--limit", "ask", "x", "--limit", "0"), ("--limit", "ask", "x", "--limit", "51"), ("--limit", "ask", "x", "--limit", "many"),
            ("Article 99", "ask", "x", "--provision", "Article 99"), ("GDPR", "ask", "x", "--provision", "Article 6 GDPR"),
            ("single provision", "ask", "x", "--provision", "Articles 1 to 3"), ("", "ask", "x", "--nothing"), ("", "ask", "x", "--format", "yaml"),
            ("list [MODULE]", "faq", "frobnicate"), ("no module 'nothing'", "faq", "list", "nothing"), ("one module", "faq", "list", "a", "b"),
            ("one item", "faq", "show"), ("no item 'nothing'", "faq", "show", "nothing"), ("one item", "faq", "show", "a", "b"),
            ("no item 'x\\x1b", "faq", "show", "x\x1b[31m"), ("one folder", "faq", "check"),
            ("needs one module", "workflow"), ("needs one module", "workflow", "components", "tailor-made"), ("no module 'x'", "workflow", "x"),
            ("no format 'pdf'", "workflow", "components", "--format", "pdf"), ("", "workflow", "components", "--limit", "3")):
        refused(2, needle, *words)
    refused(2, "nothing.yaml", "workflow", "components", "-p", os.path.join(temp.name, "nothing.yaml"))


# --- faq ---

def faq_list():
    """faq list: every module and item once, counts that match"""
    d = parsed("faq", "list")
    same(list(d), ["total", "as_of", "knowledge", "modules"], "fields")
    ids = [i["id"] for m in d["modules"] for i in m["items"]]
    same([len(ids), len(set(ids))], [d["total"]] * 2, "items")
    text = out("faq", "list")
    same(text, out("faq"), "without 'list'")
    narrow(text)
    same(text.split("\n")[0], f"{d['total']} items in {len(d['modules'])} modules, as of {d['as_of']}", "the first line")
    for m in d["modules"]:
        assert re.search(rf"^{re.escape(m['id'])} +{len(m['items'])} ", text, re.M), m["id"]
    one = out("faq", "list", "components")
    narrow(one)
    for i in d["modules"][-1]["items"]:
        assert i["id"].split("/")[1] in one
    same([m["id"] for m in parsed("faq", "list", "components")["modules"]], ["components"], "one module")


def faq_show():
    """faq show: every tenth card, as text and as JSON"""
    for m in parsed("faq", "list")["modules"]:
        for i in m["items"][::10]:
            text = out("faq", "show", i["id"])
            narrow(text)
            d = parsed("faq", "show", i["id"])
            same(list(d), CARD, i["id"])
            same([d["question"], d["verdict"], d["as_of"]], [i["question"], i["verdict"], i["as_of"]], i["id"])
            for c in d["citations"]:
                assert c["citation"] in text, f"{i['id']}: {c['citation']}"


def faq_old_id():
    """faq show: an old id shows the item as it is called now"""
    found = False
    for folder, _, names in os.walk(os.path.join(top, "data", "faq")):
        for name in names:
            m = re.search(r"^was: \[([^\],]+)", open(os.path.join(folder, name), encoding="utf-8").read(), re.M) if name.endswith(".md") else None
            if m:
                found = True
                same(parsed("faq", "show", m[1].strip())["id"], f"{os.path.basename(folder)}/{name[:-3]}", m[1])
    return [] if found else "no item has one yet"


# --- workflow ---

def plans():
    """workflow: every module in every format"""
    for m in modules():
        d = parsed("workflow", m)
        same(list(d), PLAN, m)
        same([d["module"], d["product"], d["shown"]], [m, None, 0], m)
        rows = list(csv.reader(io.StringIO(out("workflow", m, "--format", "csv"), newline="")))
        same(rows[0], TABLE, m)
        same([r[0] for r in rows[1:]], [t["id"] for t in d["tasks"]], m)
        text = out("workflow", m, "--format", "md")
        same(len(re.findall(r"^\d+\. \[ \] ", text, re.M)), len(d["tasks"]), m)
        for t, r in zip(d["tasks"], rows[1:]):
            same(list(t), TASK, m)
            same([t["state"], t["why"]], ["planned", None], t["id"])
            same([t["title"], t["output"], t["evidence"], t["done"], " ".join(t["limbs"])], [r[3], r[4], r[5], r[6], r[7]], t["id"])
            assert t["sources"] and t["items"] and not re.match(r"[=+\-@\t\r]", "".join(c[:1] for c in r))
            for i in t["items"]:
                assert "/" in i
        same(out("workflow", m), out("workflow", m, "--format", "yaml"), "the default")


def plans_of_products():
    """workflow -p: what each example shows is ticked, in every format alike"""
    for e in EXAMPLES:
        product = os.path.join(top, "examples", e, "product.yaml")
        shown = 0
        for m in modules():
            d = parsed("workflow", m, "-p", product)
            states = [t["state"] for t in d["tasks"]]
            assert set(states) <= {"shown", "open"} and d["product"], f"{e}, {m}: {states}"
            same(d["shown"], states.count("shown"), m)
            assert all(t["why"] for t in d["tasks"])
            shown += d["shown"]
            text = out("workflow", m, "-p", product, "--format", "md")
            same([x == "x" for x in re.findall(r"^\d+\. \[(.)\] ", text, re.M)], [s == "shown" for s in states], m)
            assert f"{d['shown']} of {len(states)} tasks are shown" in out("workflow", m, "-p", product)
        assert shown, f"{e}: nothing is shown"


def plan_is_declaration():
    """workflow: the plan is read by 'decide -p', and shows nothing by itself"""
    empty = put("empty.yaml", "product: { name: x }\n")
    known = {l.split()[1]: l.split()[0] for l in out_any("decide", "-p", empty).splitlines() if len(l.split()) > 1}
    assert known
    for m in modules():
        plan = put(f"{m}.yaml", out("workflow", m))
        p = run("decide", "-p", plan)
        assert p.returncode in (0, 1) and not p.stderr, f"{m}: {p.returncode} {p.stderr}"
        d = json.loads(out_any("decide", "-p", plan, "--json"))
        good = [v for v in d.get("verdicts", []) if v.get("verdict") == "MET"]
        base = [v for v in json.loads(out_any("decide", "-p", empty, "--json")).get("verdicts", []) if v.get("verdict") == "MET"]
        same(len(good), len(base), f"{m}: what is met")


def out_any(*words, **more):
    p = run(*words, **more)
    assert p.returncode in (0, 1), f"{words}: exit {p.returncode}: {p.stderr}"
    return p.stdout


def pasted():
    """workflow: its entries go into a product.yaml as they are"""
    for e in EXAMPLES:
        folder = os.path.join(temp.name, e)
        shutil.copytree(os.path.join(top, "examples", e), folder)
        path = os.path.join(folder, "product.yaml")
        before = out_any("decide", "-p", path, "--json")
        text = open(path, encoding="utf-8").read()
        entries = out("workflow", "secure-by-default").split("\nevidence:\n", 1)[1]
        joined = re.sub(r"^evidence:\n", lambda m: m[0] + entries, text, flags=re.M)
        if joined == text:
            joined = text + "\nevidence:\n" + entries
        with open(path, "w", encoding="utf-8") as f:
            f.write(joined)
        p = run("decide", "-p", path, "--json")
        assert p.returncode in (0, 1) and not p.stderr, f"{e}: {p.stderr}"
        old, new = json.loads(before), json.loads(p.stdout)
        same([(v["key"], v["verdict"]) for v in new["verdicts"]], [(v["key"], v["verdict"]) for v in old["verdicts"]], f"{e}: verdicts")


TASK_ENTRY = "  - id: secure-by-default.inventory\n    state: {}\n    path: {}\n"


def planned_shows_nothing():
    """what is planned cannot be named as evidence"""
    text = "tailor_made:\n  - limb: [I.2.b.config]\n    user: A\n    evidence: [secure-by-default.inventory]\nevidence:\n" + TASK_ENTRY
    path = put("planned.yaml", text.format("planned", "evidence/x.yaml"))
    p = run("decide", "-p", path)
    assert p.returncode == 2, f"exit {p.returncode}: {p.stdout}"
    assert re.search(re.escape(path) + r":4:\d+: ", p.stderr) and "planned" in p.stderr, p.stderr


def kept_is_looked_for():
    """what is kept must be there, and then ticks its task"""
    path = put("kept.yaml", "evidence:\n" + TASK_ENTRY.format("kept", "evidence/x.yaml"))
    p = run("decide", "-p", path)
    assert p.returncode == 2 and re.search(re.escape(path) + r":4:\d+: ", p.stderr), f"exit {p.returncode}: {p.stderr}"
    put("evidence/x.yaml", "a: b\n")
    out_any("decide", "-p", path)
    task = parsed("workflow", "secure-by-default", "-p", path)["tasks"][0]
    same([task["state"], task["why"]], ["shown", "its evidence is kept"], "the task")
    path = put("planned2.yaml", "evidence:\n" + TASK_ENTRY.format("planned", "evidence/none.yaml"))
    same(parsed("workflow", "secure-by-default", "-p", path)["tasks"][0]["state"], "open", "planned")
    path = put("other.yaml", "evidence:\n" + TASK_ENTRY.format("perhaps", "evidence/x.yaml"))
    p = run("decide", "-p", path)
    assert p.returncode == 2 and ":3:" in p.stderr and "kept or planned" in p.stderr, p.stderr


def plan_for_dossier():
    """workflow --for: a dossier alone, and with the declaration"""
    dossier = os.path.join(temp.name, "w.cradle")
    product = os.path.join(top, "examples", "consumer-router", "product.yaml")
    run("decide", "-p", product, "--dossier", dossier)
    assert os.path.exists(dossier)
    for words in (("--for", dossier), ("--for", dossier, "-p", product)):
        d = parsed("workflow", "secure-by-default", *words)
        assert d["product"] and {t["state"] for t in d["tasks"]} <= {"shown", "open"}, d["tasks"][0]
    assert d["shown"], "nothing is shown"


# --- what every command promises ---

CALLS = [("ask", "switch off OTA"), ("ask", "switch off OTA", "--json"), ("ask", "xyzzy"), ("faq", "list"), ("faq", "list", "--json"),
         ("faq", "show", "secure-by-default/reset"), ("faq", "show", "secure-by-default/reset", "--json"), ("workflow", "components"),
         ("workflow", "components", "--json"), ("workflow", "components", "--format", "csv"), ("workflow", "components", "--format", "md")]


def twice():
    """two runs give the same bytes, and -o FILE the same as the screen"""
    for words in CALLS:
        path = os.path.join(temp.name, "out")
        first = subprocess.run([cradle, *words], capture_output=True, env=env).stdout
        same(subprocess.run([cradle, *words], capture_output=True, env=env).stdout, first, str(words))
        same(out(*words, "-o", path), "", f"{words} -o")
        same(open(path, "rb").read(), first, f"{words} -o")
        refused(3, "cannot write", *words, "-o", os.path.join(temp.name, "no", "where"))


def full_disk():
    """what cannot be written is told: a full disk, a closed pipe"""
    for words in CALLS:
        with open("/dev/full", "w") as full:
            p = run(*words, stdout=full)
        assert p.returncode == 3 and p.stderr.startswith("cradle: "), f"{words}: {p.returncode} {p.stderr}"
        a, b = os.pipe()
        os.close(a)
        with os.fdopen(b, "w") as pipe:
            p = run(*words, stdout=pipe)
        assert p.returncode in (-13, 3, 141) and "Sanitizer" not in p.stderr, f"{words}: {p.returncode} {p.stderr}"


def command_of(name):
    kind, rest = name.split("-", 1)
    base, dot, ending = rest.rpartition(".")
    return ("workflow", base, "--format", ending) if kind == "workflow" else ("faq", "show", base.replace("+", "/"))


def golden_files():
    """what is kept in tests/faq/golden is printed still"""
    names = sorted(os.listdir(golden))
    assert names
    wrong = []
    for name in names:
        path, got = os.path.join(golden, name), subprocess.run([cradle, *command_of(name)], capture_output=True, env=env, check=True).stdout
        if update:
            with open(path, "wb") as f:
                f.write(got)
        # the digest of all items says which knowledge base it was
        blind = lambda b: re.sub(rb"\b(?:[0-9a-f]{64}|[0-9a-f]{16})\b(?=[.)\"])", b"DIGEST", b)
        if blind(open(path, "rb").read()) != blind(got):
            wrong.append(f"{name} differs: --update, and read the diff")
    return wrong


tests = [ask_text, ask_widths, ask_words, ask_json, ask_spelling, ask_citation, ask_none, ask_filters, ask_for, ask_hostile, bad_options, faq_list,
         faq_show, faq_old_id, plans, plans_of_products, plan_is_declaration, pasted, planned_shows_nothing, kept_is_looked_for, plan_for_dossier,
         twice, full_disk, golden_files]
print(f"1..{len(tests)}")
bad = 0
for i, test in enumerate(tests, 1):
    try:
        wrong = test() or []
    except (AssertionError, OSError, KeyError, IndexError, ValueError, subprocess.SubprocessError) as e:
        wrong = [f"{type(e).__name__}: {e}"]
    skip = f" # SKIP {wrong}" if isinstance(wrong, str) else ""
    wrong = [] if skip else wrong
    print(f"{'not ok' if wrong else 'ok'} {i} - {test.__doc__}{skip}")
    for w in wrong:
        print("#  ", w.replace("\n", "\n#   "))
    bad += bool(wrong)
sys.exit(bad != 0)
