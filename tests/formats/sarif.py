"""SARIF against the report of the same dossier, and within what GitHub takes."""
import json
import re
from collections import Counter
from urllib.parse import unquote

LEVEL = {"critical": "error", "high": "error", "medium": "warning", "low": "note"}
KIND = {"fail": "fail", "unknown": "open", "contended": "review"}
AGAINST = ("NOT-MET", "N/A-REJECTED", "DEVIATION-REJECTED")


def place(result):
    at = result["locations"][0]["physicalLocation"]
    uri = at["artifactLocation"]["uri"]
    assert re.fullmatch(r"([A-Za-z0-9._~/-]|%[0-9A-F]{2})+", uri), uri
    return unquote(uri), at.get("region", {}).get("startLine"), at["artifactLocation"].get("uriBaseId")


def plain(text):
    """a message without its escapes; no link and no argument is in it"""
    bare = re.sub(r"\\[\\\[\]]", "", text)
    assert not re.search(r"[\[\]\\]", bare), text
    assert not re.search(r"[{}]", bare.replace("{{", "").replace("}}", "")), text
    return re.sub(r"\\([\\\[\]])", r"\1", text).replace("{{", "{").replace("}}", "}")


def limits(run):
    results, rules = run["results"], run["tool"]["driver"]["rules"]
    assert len(results) <= 25000 and len(rules) <= 25000
    for rule in rules:
        assert len(rule["name"]) <= 255 and len(rule["properties"]["tags"]) <= 10
        assert "security" in rule["properties"]["tags"]
        for part in ("shortDescription", "fullDescription"):
            assert 0 < len(rule[part]["text"]) <= 1024, rule["id"]
        assert 0 < float(rule["properties"].get("security-severity", 1)) <= 10
    prints = [r["partialFingerprints"]["cradle/v1"] for r in results]
    assert len(prints) == len(set(prints)), "two results have the same fingerprint"
    assert len({r["partialFingerprints"]["primaryLocationLineHash"] for r in results}) == len(prints)


def links(run):
    rules, taxa = run["tool"]["driver"]["rules"], run["taxonomies"][0]["taxa"]
    for r in run["results"]:
        assert rules[r["ruleIndex"]]["id"] == r["ruleId"]
        assert (r["kind"] == "fail") == (r["level"] != "none"), r
        plain(r["message"]["text"])
    for rule in rules:
        for rel in rule.get("relationships", []):
            assert taxa[rel["target"]["index"]]["id"] == rel["target"]["id"]
        assert "(law)" in rule["help"]["text"] or "recital" in rule["help"]["text"] or not rule.get("relationships"), rule["id"]


def findings(run, report):
    want = Counter()
    for f in report["findings"]:
        if f["state"] in KIND and (report["product"] or not f["rule"].startswith("DECL-")):
            want[f["rule"], KIND[f["state"]], f["path"], f["line"], f["detail"], f["accepted"] == "accepted"] += 1
    got = Counter()
    for r in run["results"]:
        if "state" not in r["properties"]:
            continue
        path, line, base = place(r)
        image = base == "ROOTFS" or (report["product"] and path == report["product"]["declaration"])
        got[r["ruleId"], r["kind"], path if image else None, line, r["properties"]["detail"], "suppressions" in r] += 1
        assert r["kind"] != "fail" or r["level"] == LEVEL[r["properties"]["severity"]], r
        for s in r.get("suppressions", []):
            assert s["status"] == "accepted" and r["properties"]["until"] in s["justification"]
    # what a declaration's rule says of the declaration as a whole stands at the declaration
    strip = lambda c: Counter({(*k[:2], k[2] if k[2] != (report["product"] or {}).get("declaration") else None, *k[3:]): n for k, n in c.items()})
    assert strip(got) == strip(want), f"{strip(got) - strip(want)} {strip(want) - strip(got)}"


def verdicts(run, report):
    want = {v["key"] for v in report["verdicts"] if not v["sum"] and v["verdict"] in AGAINST and
            (v["verdict"] != "NOT-MET" or not any(f["rule"] for f in v["facts"]))}
    got = [r for r in run["results"] if "verdict" in r["properties"]]
    assert {r["properties"]["key"] for r in got} == want
    by_key = {v["key"]: v for v in report["verdicts"]}
    for r in got:
        first = next((f for f in by_key[r["properties"]["key"]]["facts"] if f["path"]), None)
        assert not first or place(r)[:2] == (first["path"], first["line"]), r
        assert r["kind"] == "fail"


def check(document, report):
    run, = json.loads(document)["runs"]
    assert run["properties"]["gate"] == report["gate"]
    assert run["properties"]["notMet"] == sum(not v["sum"] and v["verdict"] in AGAINST for v in report["verdicts"])
    if report["image"]:
        assert run["artifacts"][0]["hashes"]["sha-256"] == report["image"]["sha256"]
    limits(run)
    links(run)
    findings(run, report)
    verdicts(run, report)


def fingerprints(document):
    """of each result, with its place"""
    return {r["partialFingerprints"]["cradle/v1"]: place(r) for r in json.loads(document)["runs"][0]["results"]}
