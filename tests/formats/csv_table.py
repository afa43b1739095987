"""CSV against the report of the same dossier, as a spreadsheet would take it."""
import csv
import io

COLUMNS = ("record,key,limb,part,title,result,severity,reason,path,line,needs_key,citations,fix,accepted,until").split(",")


def inert(value):
    """as it is written: with an apostrophe before what would be a formula"""
    return "'" + value if value[:1] in ("=", "+", "-", "@") or value[:1] < " " and value else value


def check(document, report):
    text = document.decode("utf-8")
    assert text.endswith("\r\n") and text.count("\n") == text.count("\r\n"), "a line that does not end with CR LF"
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert list(rows[0]) == COLUMNS and all(None not in r and None not in r.values() for r in rows), "it is not rectangular"
    assert not any(v[:1] in tuple("=+-@\t\r") for r in rows for v in r.values()), "a formula"
    verdicts = [r for r in rows if r["record"] == "verdict"]
    assert [(r["key"], r["result"], r["reason"], r["needs_key"]) for r in verdicts] == [
        tuple(inert(x or "") for x in (v["key"], v["verdict"], v["reason"], v["needs_key"])) for v in report["verdicts"]]
    for r, v in zip(verdicts, report["verdicts"]):
        at = next((f for f in v["facts"] if f["path"]), {"path": None, "line": None})
        assert (r["path"], r["line"]) == (inert(at["path"] or ""), str(at["line"] or "")), v["key"]
        assert r["citations"].startswith(v["provisions"][0]["citation"])
    findings = [f for f in report["findings"] if report["product"] or not f["rule"].startswith("DECL-")]
    assert [(r["key"], r["result"], r["severity"], r["reason"], r["path"], r["line"], r["accepted"], r["until"])
            for r in rows if r["record"] == "finding"] == [
        (f["rule"], f["state"], f["severity"], inert(f["detail"] or ""), inert(f["path"] or ""), str(f["line"] or ""),
         f["accepted"] or "", f["until"] or "") for f in findings]
