"""OSCAL assessment-results against the report of the same dossier."""
from collections import Counter

from oscal_common import limbs, mask, prop, props, read

ANSWERS = {"SCOPE", "ROLE", "TIME", "CLASS"}


def place(finding):
    return f"{finding['path']}:{finding['line']}" if finding["line"] else finding["path"]


def plain(text):
    """Markdown of ours as the text it stands for"""
    out, i = "", 0
    while i < len(text):
        i += text[i] == "\\"
        out += text[i]
        i += 1
    return out


def verdicts(result, report):
    """each verdict once, and satisfied is MET and nothing else"""
    seen = Counter()
    for f in result["findings"]:
        verdict, state = prop(f, "verdict"), f["target"]["status"]["state"]
        assert (state == "satisfied") == (verdict == "MET"), f"{prop(f, 'key')}: {verdict} is {state}"
        reason = f["target"]["status"]["reason"]
        assert (reason == "pass") == (verdict == "MET"), f"{verdict}: {reason}"
        assert (reason == "fail") == (verdict in ("NOT-MET", "N/A-REJECTED", "DEVIATION-REJECTED")), f"{verdict}: {reason}"
        assert verdict == "MET" or f["target"]["status"]["remarks"].startswith(verdict), f
        status = f["target"].get("implementation-status", {}).get("state")
        assert status == {"MET": "implemented", "N/A-OK": "not-applicable", "DEVIATION-OK": "alternative"}.get(verdict), f
        seen[prop(f, "key"), verdict] += 1
    for o in result.get("observations", []):
        if prop(o, "verdict"):
            assert prop(o, "key") in ANSWERS and prop(o, "verdict") != "NEEDS-INPUT", o
            seen[prop(o, "key"), prop(o, "verdict")] += 1
    assert seen == Counter((v["key"], v["verdict"]) for v in report["verdicts"]), "verdicts differ"
    for name, n in (("needs-input", "NEEDS-INPUT"), ("met", "MET")):
        assert int(prop(result, name)) == sum(v["verdict"] == n and not v["sum"] for v in report["verdicts"]), name
    assert prop(result, "gate") == report["gate"]


def controls(result):
    picked = result["reviewed-controls"]["control-selections"][0]
    included = [c["control-id"] for c in picked.get("include-controls", [])]
    excluded = [c["control-id"] for c in picked.get("exclude-controls", [])]
    assert sorted(included + excluded) == sorted(limbs()), "not every limb is reviewed or excluded"
    objectives = {o["objective-id"] for o in result["reviewed-controls"]["control-objective-selections"][0]["include-objectives"]}
    assert objectives == {c + "_obj" for c in included}
    assert {f["target"]["target-id"] for f in result["findings"]} <= objectives
    return included


def observations(result, report):
    """each finding of a rule that applies, at its place; what a verdict rests on is linked to it"""
    found = Counter((f["rule"], f["state"], f["severity"], place(f) or "") for f in report["findings"] if f["state"] != "not_applicable")
    told, by_id = Counter(), {}
    for o in result.get("observations", []):
        by_id[o["uuid"]] = o
        assert o["methods"] == ["EXAMINE"], "nothing was run"
        if prop(o, "rule"):
            where = [plain(e["description"]) for e in o.get("relevant-evidence", [])]
            told[prop(o, "rule"), prop(o, "state"), prop(o, "severity"), where[0] if where else ""] += 1
    assert told == found, (told - found, found - told)
    for f in result["findings"]:
        verdict = next(v for v in report["verdicts"] if v["key"] == prop(f, "key"))
        linked = [by_id[x["observation-uuid"]] for x in f.get("related-observations", [])]
        rules = {prop(o, "rule") for o in linked} - {None}
        assert rules == {x["rule"] for x in verdict["facts"] if x["rule"]}, prop(f, "key")
        other = [x for x in verdict["facts"] if not x["rule"]]
        text = [plain(e["description"]) for o in linked if not prop(o, "rule") for e in o.get("relevant-evidence", [])]
        assert len(text) == len(other), prop(f, "key")
        for x, words in zip(other, text):
            assert words.startswith(x["name"]) and (not x["path"] or f"({place(x)})" in words), words
    return by_id


def risks(result, report):
    all_risks = result.get("risks", [])
    against = {v["key"]: v for v in report["verdicts"] if not v["sum"] and (v["verdict"] == "NOT-MET" or "REJECTED" in v["verdict"])
               and v["key"] not in ANSWERS}
    mine = {prop(r, "key"): r for r in all_risks if prop(r, "kind") == "finding"}
    assert set(mine) == set(against)
    for key, r in mine.items():
        rules = {x["rule"] for x in against[key]["facts"] if x["rule"]}
        fixes = {f["fix"] for f in report["findings"] if f["rule"] in rules and f["fix"] and f["state"] == "fail"}
        assert fixes <= {plain(m["description"]) for m in r.get("remediations", [])}, key
        assert r["status"] == "open"
    accepted = [f for f in report["findings"] if f["accepted"]]
    theirs = [r for r in all_risks if prop(r, "kind") == "accepted"]
    assert [prop(r, "rule") for r in theirs] == [f["rule"] for f in accepted]
    for f, r in zip(accepted, theirs):
        assert r["status"] == ("deviation-approved" if f["accepted"] == "accepted" else "open"), r
        assert not f["until"] or r["deadline"] == f["until"] + "T00:00:00Z"
    for r in all_risks:
        if prop(r, "kind") == "declared":
            assert (r["status"] == "closed") == (prop(r, "residual") == "none"), r
    for f in result["findings"]:
        linked = {x["risk-uuid"] for x in f.get("related-risks", [])}
        assert (prop(f, "key") in mine) == any(r["uuid"] in linked for r in mine.values())


def check(document, report):
    body = read(document, "assessment-results")
    result, = body["results"]
    as_of = report["versions"]["as_of"]
    when = (as_of or "1970-01-01") + "T00:00:00Z"
    assert result["start"] == body["metadata"]["last-modified"] == when
    assert as_of == prop(body["metadata"], "as-of") or (not as_of and "no date" in prop(body["metadata"], "as-of"))
    assert all(o["collected"] == when for o in result.get("observations", []))
    verdicts(result, report)
    controls(result)
    observations(result, report)
    risks(result, report)
