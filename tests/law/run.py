#!/usr/bin/env python3
"""'cradle law' from the outside: what it prints, its exit codes, and the whole text of the law where it is at hand
(CRADLE_LAW_TEXT, or shared/law beside the source). Prints TAP.

    run.py CRADLE SOURCE-ROOT
"""
import json
import os
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
import journal

cradle, top = sys.argv[1:3]
places = [os.environ.get("CRADLE_LAW_TEXT", "")]
places += [os.path.join(top, up, "shared", "law", "cra-2024-2847.md") for up in ("..", os.path.join("..", ".."))]
text_path = next((p for p in places if p and os.path.exists(p)), None)
table = os.path.join(top, "data", "law", "provisions.tsv")


class Missing(Exception):
    pass


def law_text():
    if not text_path:
        raise Missing("the law's text is not at hand; set CRADLE_LAW_TEXT")
    with open(text_path, encoding="utf-8") as f:
        return f.read()


def run(*words, code=0, data="/nonexistent", stdin=None):
    env = {**os.environ, "CRADLE_DATA": data, "COLUMNS": "80"}
    env.pop("SOURCE_DATE_EPOCH", None)
    p = subprocess.run([cradle, "law", *words], capture_output=True, text=True, env=env, input=stdin, timeout=60)
    assert p.returncode == code, f"law {' '.join(words)}: exit {p.returncode}, expected {code}: {p.stderr}{p.stdout[:300]}"
    if code in (2, 3):
        assert p.stderr.startswith("cradle: ") and p.stderr.count("\n") == 1, repr(p.stderr)
        assert not p.stdout, p.stdout
    return p.stdout


def show():
    """law show takes ids and citations, quoted or not, and lists what hangs on a provision"""
    for words in (["annex-1-part-1-2-b"], ["Annex I, Part I, point (2)(b)"], ["annex", "I", "2b"]):
        out = run("show", *words)
        assert out.startswith("annex-1-part-1-2-b  Annex I, Part I, point (2)(b)\n"), out
        assert "I.2.b.config" in out and "D-SSH-ROOT" in out and "weight        law" in out
    r = json.loads(run("show", "art-13-8", "--json"))
    assert r["children"] == [f"art-13-8-sub-{n}" for n in range(1, 7)] and r["text"] is None and len(r["sha256"]) == 64
    assert [p["id"] for p in json.loads(run("show", "Article 13(3) and (4)", "--json"))] == ["art-13-3", "art-13-4"]
    assert "13-8" in run("show", "art-13") and "changed" in run("show", "art-64-10")


def says_so():
    """a draft, a superseded version or what does not apply yet is said to be one"""
    for what, says in (("guidance-draft", "superseded by C(2026) 5252"), ("FAQ version 1.2", "superseded by Commission FAQ"),
                       ("EN 40000-1-2", "a draft"), ("COM(2026) 590", "a proposal"), ("Article 32(5a)", "only from 2027-03-26"),
                       ("FAQ 4.6", "no longer there")):
        out = " ".join(run("show", what).split())
        assert "attention" in out and says in out, out
    assert "attention" not in run("show", "Article 32(5a)", "--as-of", "2027-03-26")
    assert json.loads(run("show", "guidance-draft", "--json"))["source"]["superseded_by"] == "guidance"


def check():
    """law check names file, line, column and the nearest provision, and exits 1"""
    text = ("Article 13(8) and Article 6 GDPR.\n"
            "See\tAnnex I, Part I, point (2)(z); recital\n 131.\n"
            "[annex-1-part-1-2-b sha256:00000000] [annex-1-part-1-2-b sha256:92d44539]\n"
            "FAQ 4.6.1; FAQ v1.2, 4.2.5; COM(2026) 590; Article 32(5a)\n"
            "Article 14(7), second subparagraph, point (d)\n"
            "The draft of March 2026, Ares(2026)2319816, was superseded.\n")
    with tempfile.TemporaryDirectory() as temp:
        path = os.path.join(temp, "a.md")
        with open(path, "w") as f:
            f.write(text)
        lines = run("check", path, code=1).splitlines()
        for want in ("2:5: Annex I, Part I, point (2)(z): no such provision; did you mean Annex I, Part I, point (2)(m)?",
                     "2:36: recital 131: no such provision; did you mean Recital 130?", "4:2: annex-1-part-1-2-b sha256:00000000: the clause has changed: sha256:92d44539 now",
                     "5:1: FAQ 4.6.1: no longer there since 2026-07-01",
                     "5:12: FAQ v1.2, 4.2.5: version 1.2, superseded by Commission FAQ (version 1.4, 2026-09-04)",
                     "5:29: COM(2026) 590: a proposal, COM(2026) 590 final, 9.9.2026",
                     "5:44: Article 32(5a): applies only from 2027-03-26",
                     "6:1: Article 14(7), second subparagraph, point (d): it is Article 14(7), third subparagraph, point (d)"):
            assert f"{path}:{want}" in lines, (want, lines)
        assert len(lines) == 9 and lines[-1].endswith("8 remarks"), lines
        r = json.loads(run("check", path, "--json", code=1))
        assert [x["problem"] for x in r[0]["remarks"]] == ["unknown", "unknown", "hash", "day", "source", "source", "day", "subparagraph"]
        assert r[0]["of_other_acts"] == 1 and r[0]["file"] == path
    assert run("check", "-", stdin="Article 13(8) of the CRA\n").startswith("1 citations, 0")
    assert len(run("check", "-", stdin="Article 72\n" * 3000, code=1).splitlines()) == 1002


def bad_input():
    """nonsense, binary, empty and huge files get one message"""
    with tempfile.TemporaryDirectory() as temp:
        def file(name, content):
            path = os.path.join(temp, name)
            with open(path, "wb") as f:
                f.write(content)
            return path
        huge = file("huge", b"")
        os.truncate(huge, 100 << 20)
        for path in (file("empty", b""), file("binary", b"Article 1\0"), huge, os.path.join(temp, "absent")):
            run("check", path, code=3)
            run("import", path, code=3)
        for path in (file("nonsense", b"nothing of the kind\n"), file("tags", b"<html>" * 10000), file("bytes", bytes(range(1, 256)))):
            run("import", path, code=3)
        run("import", temp, code=2)
        for words in ([], ["show"], ["check"], ["import"], ["import", "a", "b"], ["what"], ["show", "Article 72"],
                      ["show", "Article 6 GDPR"], ["show", "the weather"]):
            run(*words, code=2)


def own_texts():
    """what cradle's own documents, rules and tables cite exists, as they cite it"""
    files = [os.path.join(top, "README.md")]
    for folder in ("docs", "data", "examples"):
        for at, _, names in os.walk(os.path.join(top, folder)):
            files += [os.path.join(at, n) for n in names if os.path.getsize(os.path.join(at, n))]
    out = subprocess.run([cradle, "law", "check", "--json", *sorted(files)], capture_output=True, text=True, timeout=60)
    assert out.returncode in (0, 1), out.stderr
    for f in json.loads(out.stdout):
        for r in f["remarks"]:
            # that a source is a draft, or an amendment to come, is what some of them are about
            assert r["problem"] in ("source", "day"), f"{f['file']}: {r}"


def hashes():
    """ids, citations and hashes are those of the text"""
    law_text()
    p = subprocess.run([sys.executable, os.path.join(top, "tools", "law_provisions.py"), text_path, table, "--check"],
                       capture_output=True, text=True)
    assert p.returncode == 0, p.stderr[:500]


def whole_text():
    """the whole text is taken in from Markdown and from EUR-Lex's two pages, and shown"""
    text = law_text()
    total = sum(1 for _ in open(table, encoding="utf-8")) - 1
    for name, content, want in (("law.md", text, total), ("oj.html", journal.page(text, journal.Journal()), total),
                                ("consolidated.html", journal.page(text, journal.Consolidated()), total - 130)):
        with tempfile.TemporaryDirectory() as temp:
            path = os.path.join(temp, name)
            with open(path, "w", encoding="utf-8") as f:
                f.write(content)
            out = run("import", path, data=os.path.join(temp, "data"))
            assert out.startswith(f"{want} of {total} clauses match"), f"{name}: {out[:600]}"
            shown = json.loads(run("show", "annex-1-part-1-2-b", "--json", data=os.path.join(temp, "data")))
            assert shown["text"] and f"(b) {shown['text']}" in text.replace("\xa0", " ")


def other_text():
    """what differs is refused and listed, the text before a corrigendum as such"""
    text = law_text()
    before = text.replace("paragraphs 2 to 9", "paragraphs 3 to 9")
    forged = text.replace("with a secure by default configuration", "with any configuration")
    assert text not in (before, forged)
    with tempfile.TemporaryDirectory() as temp:
        def imports(content, code):
            path = os.path.join(temp, "law.html")
            with open(path, "w", encoding="utf-8") as f:
                f.write(journal.page(content, journal.Journal()))
            return run("import", path, code=code, data=temp)
        out = imports(before, 0)
        assert out.startswith("left out: Article 64 is the text before Corrigendum 32024R2847R(02)") and "915 of" in out, out
        out = imports(forged, 1)
        assert "left out: Annex I, Part I, point (2)(b) is not the text that has the hash 92d44539" in out, out


def texts_about_the_law():
    """the law itself and our papers on it have no citation that does not exist"""
    law_text()
    folder = os.path.dirname(text_path)
    for name in ("cra-2024-2847.md", "DECISIONS.md", "commission-faq.tsv", "commission-guidance.tsv"):
        path = os.path.join(folder, name)
        if os.path.exists(path):
            for r in json.loads(run("check", path, "--json", "--as-of", "2027-12-11", code=(0)))[0]["remarks"]:
                raise AssertionError(f"{name}: {r}")


tests = [show, says_so, check, bad_input, own_texts, hashes, whole_text, other_text, texts_about_the_law]
print(f"1..{len(tests)}")
bad = 0
for i, test in enumerate(tests, 1):
    skip = wrong = ""
    try:
        test()
    except Missing as e:
        skip = f" # SKIP {e}"
    except Exception as e:
        wrong = f"{type(e).__name__}: {e}"
    print(f"{'not ok' if wrong else 'ok'} {i} - {test.__doc__}{skip}")
    if wrong:
        print("#  ", wrong[:1500].replace("\n", "\n#   "))
    bad += bool(wrong)
sys.exit(bad != 0)
