#!/usr/bin/env python3
"""Declarations: what init writes is read back, the JSON Schema accepts what the reader accepts, and the
order of keys says nothing. Prints TAP.

    run.py CRADLE FACTS CASES-FOLDER SCHEMA EXAMPLES-FOLDER
"""
import glob
import json
import os
import random
import re
import subprocess
import sys
import tempfile

cradle, facts, cases, schema_path, examples = sys.argv[1:6]
env = {**os.environ, "SOURCE_DATE_EPOCH": "1795305600", "LC_ALL": "C.UTF-8"}
rootfs = sorted(glob.glob(os.path.join(cases, "*", "rootfs")))
temp = tempfile.TemporaryDirectory()

# a declaration as YAML, and whether it is one: for the reader and for the schema alike
DECLARED = [
    ("updates: { automatic: { default: on, days: 7 }, signed: yes }", True),
    ("updates: { automatic: { default: true }, signed: false }", True),
    ("updates: { automatic: { default: maybe } }", False),
    ("updates: { automatic: on }", False),
    ("updates: { chanel: https }", False),
    ("updates: { channel: [https] }", False),
    ("updates:\nrisks:\ntime: { placed: }", True),
    ("time: { placed: 2027-12-11 }\nsupport: { ends: 2032-12, years: 5, expected_use: 5.5 }", True),
    ("time: { placed: 11.12.2027 }", False),
    ("support: { ends: 2032-12-31 }", False),
    ("support: { years: -1 }", False),
    ("support: { years: \"0x10\" }", False),
    ("support: { years: unknown }", True),
    ("product: { name: Gateway, version: 2.1 }", True),
    ("product: { name: [a, b] }", False),
    ("purpose: { environment: home }", True),
    ("purpose: { environment: [home, office] }", True),
    ("purpose: { environment: [home, home] }", False),
    ("purpose: { environment: [home, unknown] }", False),
    ("purpose: { environment: [home, garden] }", False),
    ("risks: []", True),
    ("risks: none", True),
    ("risks: yes", False),
    ("risks: [R1]", False),
    ("risks: [{}]", False),
    ("risks: [{ id: R1, limb: [I.2.d, I.2.c.auto] }]", True),
    ("risks: [{ id: R1, limb: I.2 }]", True),
    ("risks: [{ id: R1, limb: I.2.z }]", False),
    ("risks: [{ id: R1, thread: x }]", False),
    ("inventory: { services: [{ name: sshd, port: 22 }], accounts: [] }", True),
    ("inventory: { service: [] }", False),
    ("accepted: [{ rule: D-SSH-ROOT, until: 2028-01-01 }]", True),
    ("accepted: [{ rule: D SSH }]", False),
    ("parts: [{ id: APP, kind: app, updates: { signed: yes } }]", True),
    ("parts: [{ kind: app }]", False),
    ("parts: [{ id: APP, parts: [] }]", False),
    ("- product", False),
]


def read(path):
    """Facts of a declaration as (key, value, line), or its mistakes."""
    p = subprocess.run([facts, path], capture_output=True, text=True, timeout=60)
    assert p.returncode in (0, 2), f"{path}: exit {p.returncode}: {p.stderr}"
    return [line.split("\t") for line in p.stdout.splitlines()], p.stderr


def read_text(text):
    path = os.path.join(temp.name, "product.yaml")
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)
    return read(path)


def init(*words, code=0):
    p = subprocess.run([cradle, "init", "-q", *words], capture_output=True, env=env, timeout=120)
    assert p.returncode == code, f"cradle init {' '.join(words)}: exit {p.returncode}: {p.stderr.decode()}"
    return p.stdout.decode()


def core_loader():
    """YAML 1.2 as editors read it: 'on' is a text, 2027-12-11 too; true, 5 and null are not."""
    import yaml

    class Core(yaml.SafeLoader):
        yaml_implicit_resolvers = {}
    for tag, pattern, first in (("bool", r"^(true|false)$", "tf"), ("null", r"^(null|~|)$", ["n", "~", ""]),
                                ("float", r"^-?[0-9]+\.[0-9]+$", "-0123456789"), ("int", r"^-?[0-9]+$", "-0123456789")):
        Core.add_implicit_resolver("tag:yaml.org,2002:" + tag, re.compile(pattern), list(first))
    return lambda text: yaml.load(text, Core)


def read_back():
    """what init writes is read without a mistake and says nothing"""
    said, mistakes = read_text(init())
    assert not mistakes and not said, (said, mistakes)


def image_read_back():
    """what init writes of an image is read, and each answer names a place in that image"""
    for root in rootfs:
        text = init(root)
        said, mistakes = read_text(text)
        assert not mistakes, f"{root}: {mistakes}"
        lines, source = text.splitlines(), None
        for key, value, line in said:
            at = lines[int(line) - 1]
            m = re.search(r"  # (\S.*?)(:\d+)?$", at)
            source = m[1] if m else source
            assert m or not at.lstrip().startswith("- "), f"{root}: {key} has no place: {at}"
            assert os.path.lexists(os.path.join(root, source)), f"{root}: {key}: no {source}"
        answered = sum(1 for l in lines if re.match(r" +(- )?[a-z_.]+: [^ #]", l))
        assert answered == len(said), f"{root}: {answered} lines answer, {len(said)} facts"


def questions():
    """on top stand the questions that are open, and none that the image answers"""
    def top(text):
        return re.findall(r"^#   ([a-z_.]+) +\S", text.split("\n\n")[0], re.M)
    every = top(init())
    assert len(every) >= 10 and len(set(every)) == len(every), every
    for root in rootfs:
        text = init(root)
        answered = {key[1:] for key, _, _ in read_text(text)[0]}
        assert top(text) == [q for q in every if q not in answered], root


def never_met():
    """what an image shows is no declaration: none of its answers makes a verdict MET"""
    path = os.path.join(temp.name, "init.yaml")
    for root in [None] + rootfs:
        with open(path, "w", encoding="utf-8") as f:
            f.write(init(*([root] if root else [])))
        p = subprocess.run([cradle, "decide", "-p", path, "--json"], capture_output=True, env=env, timeout=120)
        assert p.returncode in (0, 1), p.stderr.decode()
        for v in json.loads(p.stdout)["verdicts"]:
            assert v["verdict"] in ("NEEDS-INPUT", "NOT-MET"), f"{root}: {v['key']}: {v['verdict']}: {v['reason']}"


def uncommented():
    """a key without its '# ' says nothing yet, or is a mistake"""
    lines = init().splitlines()
    tried = 0
    for i, line in enumerate(lines):
        m = re.match(r"^( +)# ((?:- |  )?[a-z0-9_.]+:.*)$", line)
        if m and not line.endswith("?)"):
            said, _ = read_text("\n".join(lines[:i] + [m[1] + m[2]] + lines[i + 1:]))
            assert not said, f"{line}: says {said}"
            tried += 1
    assert tried == init("--schema").count('"description": ') - 1, tried  # its own is not a key's


def never_over():
    """init writes a file, and never over one"""
    path = os.path.join(temp.name, "new.yaml")
    init("-o", path)
    before = open(path).read()
    init("-o", path, code=2)
    init(rootfs[0], "-o", path, code=2)
    assert open(path).read() == before
    link = os.path.join(temp.name, "link.yaml")
    os.symlink(os.path.join(temp.name, "nowhere.yaml"), link)
    init("-o", link, code=2)
    assert not os.path.exists(link)


def same_bytes():
    """two runs give the same bytes"""
    for root in rootfs:
        assert init(root) == init(root), root


def schema():
    """the JSON Schema and the reader agree"""
    import jsonschema
    load = core_loader()
    doc = json.load(open(schema_path))
    jsonschema.Draft202012Validator.check_schema(doc)
    check = jsonschema.Draft202012Validator(doc)
    for text, good in DECLARED:
        mistakes = read_text(text + "\n")[1]
        errors = [e.message for e in check.iter_errors(load(text))]
        assert (not mistakes) == good, f"the reader: {text}: {mistakes}"
        assert (not errors) == good, f"the schema: {text}: {errors[:2]}"
    for path in sorted(glob.glob(os.path.join(examples, "**", "*.yaml"), recursive=True)):
        for e in check.iter_errors(load(open(path, encoding="utf-8").read())):
            raise AssertionError(f"{path}: {e.json_path}: {e.message[:200]}")


def shuffled():
    """the order of keys says nothing: the same facts come out"""
    import yaml
    text = """
product: { name: Gateway, version: "2.1" }
scope: { kind: hardware, data_connection: direct, union_market: yes }
updates: { automatic: { default: "on", days: 3 }, optout: { where: product, clear: yes }, possible: yes }
inventory: { services: [{ name: sshd, port: 22, state: "on" }], accounts: [{ name: root, password: locked }] }
risks: [{ id: R1, limb: [I.2.d, I.2.c], treatment: mitigated }]
essential: [{ limb: I.2.d, risks: [R1], by: product }]
"""

    def mixed(node, rng):
        if isinstance(node, dict):
            items = [(k, mixed(v, rng)) for k, v in node.items()]
            rng.shuffle(items)
            return dict(items)
        return [mixed(v, rng) for v in node] if isinstance(node, list) else node
    doc = yaml.load(text, yaml.BaseLoader)
    first = sorted(f[:2] for f in read_text(text)[0])
    assert len(first) == 22, len(first)
    for seed in range(20):
        got, mistakes = read_text(json.dumps(mixed(doc, random.Random(seed))))
        assert not mistakes and sorted(f[:2] for f in got) == first, (seed, mistakes)


tests = [read_back, image_read_back, questions, never_met, uncommented, never_over, same_bytes, schema, shuffled]
print(f"1..{len(tests)}")
bad = False
for i, test in enumerate(tests, 1):
    try:
        test()
        print(f"ok {i} - {test.__doc__}")
    except ImportError as e:
        print(f"ok {i} - {test.__doc__} # SKIP {e}")
    except Exception as e:
        bad = True
        print(f"not ok {i} - {test.__doc__}\n#   {type(e).__name__}: {e}")
sys.exit(bad)
