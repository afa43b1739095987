"""What every OSCAL document must be, beyond its schema."""
import json
import os
import re
from collections import Counter

root = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
NS = "urn:uuid:5c0e6f1d-8a0b-4f0e-9d54-3c7b1e2a9f60"


def limbs():
    """keys of the law index, in its order"""
    text = open(os.path.join(root, "data", "law", "requirements.yaml"), encoding="utf-8").read()
    return re.findall(r"^  - key: (\S+)$", text, re.M)


def walk(node, path=""):
    """every (member name, value) below a node"""
    if isinstance(node, dict):
        for key, value in node.items():
            yield key, value
            yield from walk(value)
    elif isinstance(node, list):
        for value in node:
            yield from walk(value)


def inert(document):
    """no byte that a terminal acts on, no character that turns text around"""
    text = document.decode("utf-8")
    odd = re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]", text)
    assert not odd, f"U+{ord(odd[0]):04X} at {odd.start()}"


def props(node, name):
    return [p["value"] for p in node.get("props", []) if p["name"] == name]


def prop(node, name):
    values = props(node, name)
    assert len(values) <= 1, f"{name} twice: {values}"
    return values[0] if values else None


def read(document, model):
    inert(document)
    top = json.loads(document)
    assert list(top) == [model], list(top)
    body = top[model]
    ids = [value for key, value in walk(body) if key == "uuid"]
    known = set(ids)
    assert len(ids) == len(known), [i for i, n in Counter(ids).items() if n > 1][:3]
    resources = {r["uuid"] for r in body["back-matter"]["resources"]}
    for key, value in walk(body):
        if key in ("href", "source") and value.startswith("#"):
            assert value[1:] in resources, f"{value} is no resource"
        if key.endswith("-uuid"):
            assert value in known, f"{key} {value} is nowhere"
        if key == "props":
            assert all(p.get("ns") == NS or p["name"] == "implementation-status" for p in value), value
    return body


def mask(document):
    """the document without its own id, which every change of a version changes, and without what only passed"""
    top = json.loads(document)
    for body in top.values():
        body["uuid"] = "masked"
        for result in body.get("results", []):
            result["observations"] = [o for o in result.get("observations", []) if prop(o, "state") != "pass"]
    for key, value in walk(top):
        if key == "props":
            for p in value:
                p.pop("ns", None)
    return json.dumps(top, indent=1, ensure_ascii=False).encode() + b"\n"
