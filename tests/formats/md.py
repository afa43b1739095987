"""The comment for a merge request: short, complete in what counts, and without markup that is not ours."""
import re

AGAINST = ("NOT-MET", "N/A-REJECTED", "DEVIATION-REJECTED")


def without_code(line):
    """the line without its code spans (CommonMark 0.31, 6.1), and without what is escaped outside them"""
    out, i = "", 0
    while i < len(line):
        run = re.match("`+", line[i:])
        if run:
            close = re.search(f"(?<!`){run[0]}(?!`)", line[i + len(run[0]):])
            assert close, f"a code span without an end: {line}"
            i += 2 * len(run[0]) + close.start()
        elif line[i] == "\\":
            i += 2
        else:
            out += line[i]
            i += 1
    return out


def inert(line):
    bare = without_code(line)
    assert not re.search(r"[<>\[\]\\`]|&(?!(amp|#124|#8203);)", bare), f"markup: {bare}"
    assert not re.search(r"[@#!~%$^][A-Za-z0-9_\"]|://|www\.", re.sub(r"^#+ |&#\d+;", lambda m: " " * ("8203" in m[0]), bare)), f"a reference: {bare}"
    assert not line.startswith("|") or bare.count("|") == 5, f"a row of another width: {line}"


def check(document, report):
    lines = document.decode("utf-8").splitlines()
    assert len(lines) < 60, f"{len(lines)} lines"
    assert len(document) < 60000, f"{len(document)} bytes"
    assert lines[0].startswith(f"## cradle: {report['gate']} for `")
    assert sum("A pass is not conformity" in l for l in lines) == 1
    for line in lines:
        inert(line)
    points = [v for v in report["verdicts"] if not v["sum"]]
    against = [v for v in points if v["verdict"] in AGAINST]
    assert lines[2].startswith(f"{len(against)} of {len(points)} "), lines[2]
    rows = [l for l in lines if l.startswith("| ")][2:]
    assert len(rows) == min(10, len(against))
    assert f"And {len(against) - 10} more." in lines or len(against) <= 10
    text = "\n".join(lines)
    for q in report["questions"][:3]:
        assert f"- `{q['key']}` decides {len(q['decides'])}: " in text if q["key"] else f"- `{q['decides'][0]}`" in text, q
    fails = [f for f in report["findings"] if f["state"] == "fail" and not f["accepted"] and not f["rule"].startswith("DECL-")]
    if fails and not fails[0]["path"] is None and "`" not in fails[0]["path"] and len(fails[0]["path"]) < 300:
        at = fails[0]["path"] + (f":{fails[0]['line']}" if fails[0]["line"] else "")
        assert f"`{at}`" in text and "Fix: " in text, at
    for f in report["findings"]:
        assert f["accepted"] != "accepted" or f"accepted until {f['until']}" in text
    if report["image"]:
        assert f"image SHA-256 `{report['image']['sha256'][:12]}`" in lines[-1]
