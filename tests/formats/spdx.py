"""SPDX: what its JSON schema does not say."""
import json
import re


def check(document, report):
    d = json.loads(document)
    image, *packages = d["packages"]
    ids = [p["SPDXID"] for p in d["packages"]] + [d["SPDXID"]]
    assert len(ids) == len(set(ids)) and all(re.fullmatch(r"SPDXRef-[A-Za-z0-9.-]+", i) for i in ids)
    assert image["checksums"] == [{"algorithm": "SHA256", "checksumValue": report["image"]["sha256"]}]
    assert re.fullmatch(r"https://spdx\.org/spdxdocs/[A-Za-z0-9.-]+-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", d["documentNamespace"])
    day = report["versions"]["as_of"] or "1970-01-01"
    assert d["creationInfo"]["created"] == f"{day}T00:00:00Z"
    assert [(r["spdxElementId"], r["relationshipType"], r["relatedSpdxElement"]) for r in d["relationships"]] == [
        ("SPDXRef-DOCUMENT", "DESCRIBES", image["SPDXID"])] + [(image["SPDXID"], "CONTAINS", p["SPDXID"]) for p in packages]
    for p in packages:
        assert p["supplier"] == "NOASSERTION" or p["supplier"].startswith("Organization: "), p
        assert p["licenseConcluded"] == p["downloadLocation"] == "NOASSERTION" and p["filesAnalyzed"] is False
        assert re.fullmatch(r"NOASSERTION|[A-Za-z0-9.+ ()-]+", p["licenseDeclared"]), p
        for ref in p.get("externalRefs", []):
            assert re.fullmatch(r"pkg:[a-z]+/[A-Za-z0-9._~%/@?=&:+-]+", ref["referenceLocator"]), ref
