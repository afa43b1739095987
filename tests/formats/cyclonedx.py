"""CycloneDX against the report of the same dossier: references, requirements, claims, scores, packages."""
import json
import re
from collections import Counter

from oscal_common import inert, limbs, walk

SCORE = {"MET": 1, "NOT-MET": 0, "N/A-REJECTED": 0, "DEVIATION-REJECTED": 0}
AGAINST = {v for v, score in SCORE.items() if score == 0}
LINKS = {"target", "requirement", "assessor", "parent", "ref"}
LINK_LISTS = {"claims", "counterClaims", "evidence", "counterEvidence", "mitigationStrategies", "dependsOn", "assemblies", "dependencies"}


def place(f):
    return f"{f['path']}:{f['line']}" if f["line"] else f["path"]


def references(bom):
    refs = [value for key, value in walk(bom) if key == "bom-ref"]
    known = set(refs)
    assert len(refs) == len(known), [ref for ref, n in Counter(refs).items() if n > 1][:3]
    for key, value in walk(bom):
        if key in LINKS:
            assert value in known, f"{key} {value} is nowhere"
        if key in LINK_LISTS and isinstance(value, list):
            named = [v for v in value if isinstance(v, str)]
            assert set(named) <= known, f"{key}: {sorted(set(named) - known)[:3]}"
            assert len(named) == len(set(named)), f"{key}: one twice"


def standard(bom):
    standard, = bom["definitions"]["standards"]
    rows = standard["requirements"]
    assert [r["identifier"] for r in rows] == limbs()
    assert not any("text" in r for r in rows), "the text of the law is no part of it"
    parents = {r["identifier"]: r.get("parent") for r in rows}
    assert parents["I.2.b.config"] == "requirement:I.2.b" and parents["I.2.b"] is None


def verdicts(declarations, report):
    """one row of the map for each verdict; a score for what was decided, no number else"""
    attestation, = declarations["attestations"]
    claims = {c["bom-ref"]: c for c in declarations["claims"]}
    assert report["gate"] in attestation["summary"] and "signed by nobody" in attestation["summary"]
    rows = attestation["map"]
    assert len(rows) == len(report["verdicts"])
    seen = Counter()
    for row, v in zip(rows, report["verdicts"]):
        assert row["requirement"] == "requirement:" + v["key"].split(":")[-1]
        assert row["conformance"].get("score") == SCORE.get(v["verdict"]), v["key"]
        assert row["conformance"]["rationale"].startswith(v["verdict"] + ": ")
        seen[row["conformance"]["rationale"].split(":")[0]] += 1
        against = v["verdict"] in AGAINST
        assert row.get("counterClaims", []) == (["counter-claim:" + v["key"]] if against else []), v["key"]
        assert against or row["claims"] == ["claim:" + v["key"]]
        if v["verdict"] == "NEEDS-INPUT":
            claim = claims["claim:" + v["key"]]
            assert "evidence" not in claim and "not known" in claim["predicate"], claim
            assert not v["needs"] or v["needs"] in claim["reasoning"]
        if v["verdict"] == "MET" and any(f["path"] for f in v["facts"]):
            assert claims["claim:" + v["key"]]["evidence"], v["key"]
    assert seen == Counter(v["verdict"] for v in report["verdicts"])
    return claims


def evidence(declarations, report, claims):
    """what speaks against is evidence of a counter claim, or counter-evidence; each failing finding once"""
    items = {e["bom-ref"]: e for e in declarations["evidence"]}
    used = {ref for c in claims.values() for ref in c.get("evidence", []) + c.get("counterEvidence", [])}
    failing = [f for f in report["findings"] if f["state"] in ("fail", "contended")]
    told = {}
    for ref in items:
        told.setdefault(re.sub(r"#\d+$", "", ref), []).append(ref)
    titles = {(e["description"].rsplit(" (", 1)[0], e.get("data", [{}])[0].get("name")) for e in items.values()
              if e["propertyName"] == "cradle:finding"}
    keys = {v["key"] for v in report["verdicts"]}
    for f in failing:
        assert (f["title"], place(f)) in titles, f"{f['rule']} {place(f)} is no evidence"
        refs = told.get(f"finding:{f['rule']}:{place(f) or ''}")
        assert refs and (f["limb"] not in keys or set(refs) <= used), f
    for v in report["verdicts"]:
        claim = claims["counter-claim:" + v["key"] if v["verdict"] in AGAINST else "claim:" + v["key"]]
        of_claim = set(claim.get("evidence", []))
        for fact in v["facts"]:
            if fact["rule"] and v["verdict"] in AGAINST:
                assert set(told[f"finding:{fact['rule']}:{place(fact) or ''}"]) & of_claim, (v["key"], fact)
    accepted = [f for f in report["findings"] if f["accepted"]]
    theirs = [e for e in items.values() if e["propertyName"] == "cradle:accepted"]
    mitigate = {ref for c in claims.values() for ref in c.get("mitigationStrategies", [])}
    assert len(theirs) == len(accepted)
    for f, e in zip(accepted, theirs):
        assert not f["until"] or e["expires"] == f["until"] + "T00:00:00Z"
        assert e["bom-ref"] in mitigate, e["bom-ref"]


def components(bom, report):
    """the image with its digest; what is not known to be all is not called complete"""
    product = bom["metadata"]["component"]
    if report["image"]:
        held = product if not report["product"] else next(c for c in bom["components"] if c["type"] == "firmware")
        assert held["hashes"] == [{"alg": "SHA-256", "content": report["image"]["sha256"]}]
    else:
        assert bom["components"] == [] and "hashes" not in product
    packages = [c for c in bom["components"] if c["bom-ref"].startswith("package:")]
    assert all(c["aggregate"] in ("incomplete", "unknown") for c in bom["compositions"])
    if packages:
        on = next(d["dependsOn"] for d in bom["dependencies"] if d["ref"].split(":")[0] in ("image", "product")
                  and set(d["dependsOn"]) & {c["bom-ref"] for c in packages})
        assert {c["bom-ref"] for c in packages} <= set(on)


def check(document, report):
    inert(document)
    bom = json.loads(document)
    references(bom)
    standard(bom)
    declarations = bom["declarations"]
    forged = {key for key, _ in walk(bom)} & {"affirmation", "signature", "signatories", "confidence"}
    assert not forged, f"{forged}: nobody signed it, nobody said how sure they are"
    assert all(a["thirdParty"] is False for a in declarations["assessors"])
    as_of = report["versions"]["as_of"]
    assert bom["metadata"].get("timestamp") == (as_of + "T00:00:00Z" if as_of else None)
    evidence(declarations, report, verdicts(declarations, report))
    components(bom, report)


def mask(document):
    bom = json.loads(document)
    bom["serialNumber"] = "masked"
    return json.dumps(bom, indent=1, ensure_ascii=False).encode() + b"\n"
