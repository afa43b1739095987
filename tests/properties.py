#!/usr/bin/env python3
"""What must be true of the decisions on any declaration, tried on some thousands of them. Prints TAP.

    properties.py CRADLE DATA EXAMPLES [SEED]

Declarations: one in which all is said well (put together from the examples of the rows that say MET), each
row's example alone and upon that, and EXAMPLES/*/product.yaml. From each some are made in which less is said,
more is said, or the same in another order. A declaration that contradicts itself is refused, and left out.

Claims, agreements and acceptances (claims[], tailor_made[], accepted[]) and whole entries of risks, releases
and the like are acts, not facts: who takes back a claim says something else, not less. So entries stay, and
what is taken away is a key, inside of entries too, a section, or a list as a whole where it is of facts.
"""
import copy
import glob
import json
import os
import random
import subprocess
import sys
import tempfile

import yaml

GOOD, AGAINST = {"MET", "N/A-OK", "DEVIATION-OK"}, {"NOT-MET", "N/A-REJECTED", "DEVIATION-REJECTED"}
ACTS = {"claims", "tailor_made", "accepted"}
STAY = {"id", "path", "sha256"}                 # what other entries name, and files
DOCUMENTS = ("information.", "techdoc.")
PRODUCT = ("updates.", "config.", "access.", "data.", "resilience.", "log.", "reset.")


def load(path):
    with open(path) as f:
        return yaml.load(f, Loader=yaml.BaseLoader)


# --- declarations as {"updates.signed": "yes", "risks": [{...}]} ---

def nested(facts):
    out = {}
    for name, value in facts.items():
        *path, last = name.split(".")
        at = out
        for step in path:
            at = at.setdefault(step, {})
        at[last] = value
    return out


class Schema:
    def __init__(self, data):
        self.keys, self.lists, self.ordered = {}, {}, []
        for section in load(os.path.join(data, "product/schema.yaml"))["sections"]:
            name = section.get("section") or section["list"]
            for key, row in section["keys"].items():
                (self.lists.setdefault(name, {}) if "list" in section else self.keys)[
                    key if "list" in section else f"{name}.{key}"] = row
        limbs = load(os.path.join(data, "law/requirements.yaml"))["limbs"]
        self.limbs = [limb["key"] for limb in limbs]
        self.sums = {limb["key"] for limb in limbs if "sums" in limb}

    def known(self, name):
        return name in self.keys or name in self.lists or name.startswith("--") or (
            "[]." in name and name.split("[].")[1] in self.lists[name.split("[].")[0]])

    def flat(self, tree, above=""):
        out = {}
        for key, value in tree.items():
            name = f"{above}{key}"
            if isinstance(value, dict):
                out.update(self.flat(value, name + "."))
            else:
                out[name] = value
        return out

    def any_value(self, r, name):
        row = self.keys[name]
        kind = row.get("type", "text")
        value = {"yesno": lambda: r.choice(["yes", "no"]), "number": lambda: str(r.choice([0, 1, 3, 5, 6, 10, 90])),
                 "date": lambda: r.choice(["2027-06-01", "2027-12-11", "2028-03-01"]),
                 "month": lambda: r.choice(["2027-12", "2035-01"])}.get(kind, lambda: r.choice(
                     row.get("words", ["chapter 4", "none"])))()
        return [value] if "many" in row else value


def examples(data, schema):
    """(row, its verdict, its example as facts)"""
    shared = {}
    tables = {os.path.basename(p)[:-5]: load(p) for p in sorted(glob.glob(os.path.join(data, "decisions/*.yaml")))}
    for name, table in tables.items():
        for other in table.get("begins", []) + table.get("then", []):
            shared.setdefault(other, table["keys"][0])
    for name, table in tables.items():
        for row in table["rows"]:
            limb = row["example"].get("limb") or (table.get("keys") or [shared.get(name)])[0]
            facts = {}
            for key, value in row["example"].items():
                if key == "limb" or key.startswith("found.") or key in schema.limbs:
                    continue
                if key in schema.lists:
                    value = [{k: ([limb if x == "this" else x for x in v] if isinstance(v, list) else limb if v == "this" else v)
                              for k, v in entry.items()} for entry in value]
                elif isinstance(value, str) and schema.keys.get(key, {}).get("many"):
                    value = [value]
                facts[key] = value
            yield f"{name}/{row['id']}", row["verdict"], repaired(facts, schema)


def repaired(facts, schema):
    """References in an example need something to refer to."""
    out, needed = copy.deepcopy(facts), {}
    for name, entries in out.items():
        for entry in entries if name in schema.lists else []:
            for key in entry:
                kind = schema.lists[name].get(key, {}).get("type", "")
                if kind.startswith("ref:"):
                    for one in entry[key] if isinstance(entry[key], list) else [entry[key]]:
                        needed.setdefault(kind[4:], set()).add(one)
    for name, ids in needed.items():
        have = {e.get("id") for e in out.get(name, [])}
        out.setdefault(name, []).extend({"id": one} for one in sorted(ids - have - {"none"}))
    return out


# --- deciding ---

class Cradle:
    def __init__(self, path):
        self.path, self.files, self.refused = path, 0, 0

    def decide(self, declarations):
        """{name: (line as it was printed, {key: verdict})}; what is refused is not in it"""
        out = {}
        with tempfile.TemporaryDirectory() as folder:
            for name, facts in declarations.items():
                with open(os.path.join(folder, f"{name}.yaml"), "w") as f:
                    json.dump(nested(facts), f)
            p = subprocess.run([self.path, "decide", "-p", folder, "--json"], capture_output=True, text=True, timeout=300)
        if p.returncode not in (0, 1, 2):
            raise AssertionError(f"exit {p.returncode}: {p.stderr[:2000]}")
        for line in p.stdout.splitlines():
            one = json.loads(line)
            name = os.path.basename(one["declaration"])[:-5]
            out[name] = (line.split('"gate"', 1)[1], {v["key"]: v for v in one["verdicts"]})
        self.files += len(declarations)
        self.refused += len(declarations) - len(out)
        return out


def upon(base, example):
    """The example, and all else as it was; of 'essential' the entries on other requirements."""
    out = {**base, **example}
    if "essential" in example:
        about = {e.get("limb") for e in example["essential"]}
        out["essential"] = example["essential"] + [e for e in base["essential"] if e["limb"] not in about]
    return out


def well_said(cradle, schema, rows):
    """All that the rows which say MET have for an example, as far as it goes together."""
    facts = {"essential": [{"limb": limb, "applies": "yes", "measure": "as designed", "by": "product", "tested": "passed"}
                           for limb in schema.limbs if limb.startswith("I.") and limb not in schema.sums],
             "risks": [{"id": "R1", "limb": ["I.2.d"], "threat": "a stranger logs in", "treatment": "mitigated", "residual": "low"}],
             "releases": [{"id": "1.1", "date": "2028-02-01", "ready": "2028-02-01", "holds": "fix-only", "waited_for": "none",
                           "price": "free", "advisory": "with-actions"}],
             "time.placed": "2028-01-10", "time.modified": "no", "class.core_function": "none", "integration.primarily": "no",
             "purpose.users": "consumers", "updates.automatic.expected": "yes", "updates.automatic.default": "on"}
    wanted = [r for r in rows if r[1] in ("IN-SCOPE", "MANUFACTURER", "APPLIES")] + [r for r in rows if r[1] == "MET"]
    best = -1
    for name, _, example in wanted:
        tried = {**{k: v for k, v in example.items() if k not in ACTS}, **facts}
        got = cradle.decide({"a": tried}).get("a")
        count = sum(v["verdict"] not in AGAINST | {"NEEDS-INPUT"} for v in got[1].values()) if got else -1
        if got and count >= best:
            facts, best = tried, count
    return facts, best


# --- mutations ---

def less(r, facts, schema):
    """The same with less said; None: there is nothing to take away."""
    out = copy.deepcopy(facts)
    for _ in range(r.choice([1, 1, 1, 2, 5])):
        keys = [k for k in out if k in schema.keys]
        inner = [(k, i, x) for k in out if k in schema.lists for i, e in enumerate(out[k]) for x in e if x not in STAY]
        kind = r.random()
        if kind < 0.4 and inner:
            name, i, key = r.choice(inner)
            if r.random() < 0.5:
                del out[name][i][key]
            else:
                out[name][i][key] = "unknown"
        elif kind < 0.5:
            lists = [k for k in out if k in schema.lists and k not in ACTS | {"evidence", "parts"}]
            if lists:
                del out[r.choice(lists)]
        elif kind < 0.6 and keys:
            section = r.choice(keys).split(".")[0]
            out = {k: v for k, v in out.items() if k in schema.lists or k.split(".")[0] != section}
        elif keys:
            name = r.choice(keys)
            if r.random() < 0.5:
                del out[name]
            else:
                out[name] = "unknown"
    return out


def more(r, facts, schema):
    unsaid = [k for k in schema.keys if facts.get(k, "unknown") == "unknown"]
    return {**facts, **{k: schema.any_value(r, k) for k in r.sample(unsaid, min(len(unsaid), r.choice([1, 2, 8])))}}


def shuffled(r, facts, schema):
    def mix(items):
        items = list(items)
        r.shuffle(items)
        return items
    out = {}
    for key, value in mix(facts.items()):
        if key in schema.lists:
            value = [dict(mix((k, mix(v) if isinstance(v, list) else v) for k, v in e.items())) for e in mix(value)]
        elif isinstance(value, list):
            value = mix(value)
        out[key] = value
    return out


def otherwise(r, facts, schema, begins):
    """Some keys of these sections said otherwise, or not at all."""
    out = dict(facts)
    for key in r.sample(names := [k for k in schema.keys if k.startswith(begins)], min(len(names), r.choice([1, 3, 10]))):
        out[key] = r.choice([schema.any_value(r, key), schema.any_value(r, key), "unknown"])
    return out


# --- what must be true: each says what is wrong with (before, after), or nothing ---

def stays_or_opens(schema, before, after, _):
    for key, was in before.items():
        a, b = was["verdict"], after[key]["verdict"]
        total = key.split(":")[-1] in schema.sums
        if a == b or b == "NEEDS-INPUT" or (b in AGAINST and (a in GOOD - {"MET"} or (total and a in GOOD | AGAINST))):
            continue
        yield f"{key}: {a} became {b}"


def stays_or_closes(schema, before, after, _):
    for key, was in before.items():
        a, b = was["verdict"], after[key]["verdict"]
        total = key.split(":")[-1] in schema.sums
        if a == b or a == "NEEDS-INPUT" or (a in AGAINST and (b in GOOD - {"MET"} or total)):
            continue
        yield f"{key}: {a} became {b}"


def documents_only(schema, before, after, _):
    for key, was in before.items():
        if key.startswith("I.") and (was["verdict"], was["needs_key"]) != (after[key]["verdict"], after[key]["needs_key"]):
            yield f"{key}: {was['verdict']} became {after[key]['verdict']}"


def product_only(schema, before, after, _):
    """8e, and so 8, rests on whether automatic updates are due"""
    for key, was in before.items():
        if not key.startswith("ANX-") or was["verdict"] == after[key]["verdict"]:
            continue
        if key in ("ANX-II.8", "ANX-II.8e") and before["I.2.c.auto"]["verdict"] != after["I.2.c.auto"]["verdict"]:
            continue
        yield f"{key}: {was['verdict']} became {after[key]['verdict']}"


def asks_what_is_open(schema, _, after, facts):
    for key, v in after.items():
        name = v["needs_key"]
        if (v["needs"] is None) != (v["verdict"] != "NEEDS-INPUT"):
            yield f"{key}: {v['verdict']}, and asks {v['needs']}"
        elif name and not schema.known(name):
            yield f"{key}: there is no key {name}"
        elif name in schema.keys and v["reason"].endswith(f"about {name}.") and facts.get(name, "unknown") != "unknown":
            yield f"{key}: says that {name} is not said, and it is"


KINDS = {
    "less said is never better, and never something else": (less, stays_or_opens, 900),
    "more said leaves what was decided": (more, stays_or_closes, 600),
    "documents change nothing of the product": (lambda r, f, s: otherwise(r, f, s, DOCUMENTS), documents_only, 300),
    "the product changes nothing of the documents": (lambda r, f, s: otherwise(r, f, s, PRODUCT), product_only, 300),
}


def short(facts, before):
    changed = {k: facts.get(k) for k in {**facts, **before} if facts.get(k) != before.get(k)}
    return json.dumps(changed)[:600]


def report(number, name, wrong, tried):
    print(f"{'not ok' if wrong else 'ok'} {number} - {name} ({tried} tried)")
    for one in wrong[:8]:
        print(f"#   {one}")
    return bool(wrong)


def main():
    cradle, data, folder = Cradle(sys.argv[1]), sys.argv[2], sys.argv[3]
    seed = int(sys.argv[4]) if len(sys.argv) > 4 else 20261211
    r, schema = random.Random(seed), Schema(data)
    rows = list(examples(data, schema))
    base, count = well_said(cradle, schema, rows)
    origins = {"base": base}
    for i, (_, _, example) in enumerate(rows):
        origins[f"alone-{i}"] = example
        origins[f"upon-{i}"] = upon(base, example)
    for path in glob.glob(os.path.join(folder, "*/product.yaml")):
        facts = schema.flat(load(path))
        if "parts" not in facts:
            origins["example-" + os.path.basename(os.path.dirname(path))] = {k: v for k, v in facts.items() if k != "evidence"}
    before = cradle.decide(origins)
    failed, asked, asked_of = 0, [], 0
    print(f"1..{len(KINDS) + 3}\n# seed {seed}")
    failed += report(1, "one declaration in which most is met", [] if count >= 66 else [f"only {count} verdicts"], 1)
    for number, (name, (mutate, check, times)) in enumerate(KINDS.items(), 2):
        variants, of = {}, {}
        for i in range(times):
            origin = r.choice(sorted(before)) if r.random() < 0.8 else "base"
            variants[str(i)], of[str(i)] = mutate(r, origins[origin], schema), origin
        got = cradle.decide(variants)
        wrong = [f"{of[i]} {x} with {short(variants[i], origins[of[i]])}" for i in sorted(got, key=int)
                 for x in check(schema, before[of[i]][1], got[i][1], variants[i])]
        asked += [f"{of[i]} {x}" for i in got for x in asks_what_is_open(schema, None, got[i][1], variants[i])]
        asked_of += len(got)
        failed += report(number, name, wrong, len(got))
    some = sorted(r.sample(sorted(before), 300))
    got = cradle.decide({name: shuffled(r, origins[name], schema) for name in some})
    failed += report(len(KINDS) + 2, "order means nothing: the same bytes",
                     [f"{n}" for n in some if n not in got or got[n][0] != before[n][0]], len(got))
    failed += report(len(KINDS) + 3, "what is open asks for something that is not said", asked, asked_of)
    print(f"# {cradle.files} declarations, {cradle.refused} of them refused")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
