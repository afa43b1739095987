"""JUnit against the report of the same dossier; no schema of it is at hand, so its elements are checked here."""
import re
import xml.etree.ElementTree as ET

AGAINST = ("NOT-MET", "N/A-REJECTED", "DEVIATION-REJECTED")
SKIPPED = ("N/A-OK", "DEVIATION-OK", "OUT-OF-SCOPE", "TEST-RELEASE", "NO-ROLE", "ONLY-ARTICLE-14")

# element: attributes it must have, those it may have, elements that may be in it (Jenkins' junit-10.xsd, as far as used)
SHAPE = {
    "testsuites": ({"name", "tests", "failures", "errors"}, set(), ("testsuite",)),
    "testsuite": ({"name", "tests", "failures", "errors", "skipped"}, {"timestamp"}, ("properties", "testcase")),
    "properties": (set(), set(), ("property",)),
    "property": ({"name", "value"}, set(), ()),
    "testcase": ({"name", "classname"}, set(), ("skipped", "error", "failure", "system-out")),
    "failure": ({"type", "message"}, set(), ()),
    "error": ({"type", "message"}, set(), ()),
    "skipped": ({"type", "message"}, set(), ()),
    "system-out": (set(), set(), ()),
}


def shape(e):
    must, may, inside = SHAPE[e.tag]
    assert must <= set(e.attrib) <= must | may, f"{e.tag}: {sorted(e.attrib)}"
    order = [inside.index(child.tag) for child in e]
    assert order == sorted(order), f"{e.tag}: {[c.tag for c in e]}"
    for child in e:
        shape(child)


def outcome(word):
    return ("failure" if word in AGAINST else "error" if word == "NEEDS-INPUT" else "skipped" if word in SKIPPED else "system-out")


def counts(e, cases):
    assert int(e.get("tests")) == len(cases)
    for attribute, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        assert int(e.get(attribute, sum(c.find(tag) is not None for c in cases))) == sum(c.find(tag) is not None for c in cases)


def check(document, report):
    text = document.decode("utf-8")
    assert not re.search("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", text), "a character that is none of XML"
    top = ET.fromstring(document)
    shape(top)
    cases = list(top.iter("testcase"))
    counts(top, cases)
    for suite in top:
        counts(suite, list(suite.iter("testcase")))
        assert suite.get("timestamp") == (report["versions"]["as_of"] and report["versions"]["as_of"] + "T00:00:00")
    wanted = [v for v in report["verdicts"] if not v["sum"]]
    assert sorted(c.get("name") for c in cases) == sorted(f"{v['key']} {v['title']}" for v in wanted)
    by_name = {c.get("name"): c for c in cases}
    for v in wanted:
        case = by_name[f"{v['key']} {v['title']}"]
        told, = case
        assert told.tag == outcome(v["verdict"]), f"{v['key']}: {v['verdict']} is {told.tag}"
        body = told.text
        assert body.startswith(f"{v['verdict']}: "), v["key"]
        assert v["provisions"][0]["citation"] in body, f"{v['key']}: not cited"
        if told.tag != "system-out":
            assert told.get("type") == v["verdict"]
        if told.tag == "error":
            assert v["needs"] in body and (not v["needs_key"] or v["needs_key"] in told.get("message"))
        if told.tag == "failure":
            assert all((f["path"] or "") in body for f in v["facts"][:50]), v["key"]
    for f in report["findings"]:
        if f["accepted"] == "accepted":
            assert f"accepted until {f['until']}" in text and f["rule"] in text
