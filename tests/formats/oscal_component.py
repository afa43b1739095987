"""The OSCAL component-definition against the report of the same dossier."""
from collections import Counter

from oscal_common import limbs, mask, prop, read


def check(document, report):
    body = read(document, "component-definition")
    product = body["components"][0]
    assert prop(product, "kind") == "product"
    if report["image"]:
        assert prop(product, "image-sha256") == report["image"]["sha256"]
    seen, known = Counter(), set(limbs())
    for c in body["components"]:
        for i in c.get("control-implementations", []):
            for r in i["implemented-requirements"]:
                key, verdict = prop(r, "key"), prop(r, "verdict")
                seen[key, verdict] += 1
                assert r["control-id"] in known and r["control-id"] == key.split(":")[-1]
                assert [s["statement-id"] for s in r["statements"]] == [r["control-id"] + "_smt"]
                status = prop(r, "implementation-status")
                assert status == {"MET": "implemented", "N/A-OK": "not-applicable",
                                  "DEVIATION-OK": "alternative"}.get(verdict), f"{key}: {verdict} is {status}"
    assert seen == Counter((v["key"], v["verdict"]) for v in report["verdicts"])
