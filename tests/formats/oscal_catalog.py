"""The OSCAL catalog: every limb of the law index once, cited; no sentence of the law."""
from oscal_common import limbs, mask, prop, props, read, walk

first = []


def every_control(node):
    for c in node.get("controls", []):
        yield c
        yield from every_control(c)


def check(document, report):
    body = read(document, "catalog")
    first.append(document)
    assert document == first[0], "the catalog is the same for every product"
    controls = [c for g in body["groups"] for c in every_control(g)]
    ids = [c["id"] for c in controls]
    assert sorted(ids) == sorted(limbs()) and len(ids) == len(set(ids))
    parts = [value for key, value in walk(body["groups"]) if key == "id"]
    assert len(parts) == len(set(parts)), "an id twice"
    for c in controls:
        assert prop(c, "key") == c["id"]
        assert [p["name"] for p in c["parts"]] == ["statement", "assessment-objective"]
        assert [p["id"] for p in c["parts"]] == [c["id"] + "_smt", c["id"] + "_obj"]
        weights = [p["class"] for p in c["props"] if p["name"] == "citation"]
        assert len(props(c, "citation")) == len(c["links"]) and set(weights) <= {"law", "recital", "faq", "guidance", "standard"}
    nested = {c["id"]: [k["id"] for k in c.get("controls", [])] for c in controls if c.get("controls")}
    assert nested["I.2.b"] == ["I.2.b.config", "I.2.b.reset"]
    by_key = {v["key"]: v for v in report["verdicts"]}
    for c in controls:
        if c["id"] in by_key:
            assert set(props(c, "citation")) & {p["citation"] for p in by_key[c["id"]]["provisions"]}, c["id"]
            assert c["title"].replace("\\", "") == by_key[c["id"]]["title"]
