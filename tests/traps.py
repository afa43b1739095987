#!/usr/bin/env python3
"""The traps that people who read the Regulation fall into, each with a test of its own. Prints TAP.

    traps.py CRADLE DATA

A trap changes a declaration in which all is said well (properties.py); None takes a key away.
"""
import json
import os
import subprocess
import sys
import tempfile

from properties import Cradle, Schema, examples, nested, well_said

CLAIM = {"limb": "I.2.e", "ground": "incompatible", "assessed": "yes", "justification": "chapter 7", "addresses_risk": "yes",
         "documented": "yes", "residual": "low", "other_measures": "a locked cabinet", "users_informed": "yes",
         "reviewed": "2027-11-01"}
TERMS = {"limb": ["I.2.b.config"], "user": "ACME", "business": "yes", "fitted": "particular-purpose",
         "purpose": "their test bench", "agreement": "explicit-both", "on_point": "yes", "evidence": ["E1"]}
NOT_OFFERED = {"updates.automatic.default": "not-offered", "updates.automatic.days": None}


def claim(**changes):
    return {"claims": [{**CLAIM, **changes}]}


def terms(**changes):
    return {"tailor_made": [{**TERMS, **changes}], "evidence": [{"id": "E1", "about": "the contract"}]}


# the trap: [(what is changed, what becomes of it: verdicts, or the message that refuses it)]
TRAPS = {
    "documentation never flips a product property": [
        ({"updates.optout.where": "manual-only", "information.8e": "yes"}, {"I.2.c.optout": "NOT-MET"}),
        ({"config.secure_as_delivered": "after-user-setup", "information.8a": "yes"}, {"I.2.b.config": "NOT-MET"}),
        ({"data.erase": "none", "information.8d": "yes"}, {"I.2.m": "NOT-MET"}),
        ({"updates.possible": "no", "updates.signed": None, **NOT_OFFERED, "information.8c": "yes"}, {"I.2.c.updatable": "NOT-MET"}),
        ({"reset.offered": "no", "reset.restores": None, "techdoc.2a": "yes"}, {"I.2.b.reset": "NOT-MET"}),
    ],
    "a product property never flips the documentation": [
        ({"information.8e": "no"}, {"I.2.c.optout": "MET", "ANX-II.8e": "NOT-MET"}),
        ({"information.8c": "no"}, {"I.2.c.updatable": "MET", "ANX-II.8c": "NOT-MET"}),
        ({"information.8d": "no"}, {"I.2.m": "MET", "ANX-II.8d": "NOT-MET"}),
        ({"techdoc.3": "no"}, {"I.1": "MET", "ANX-VII.3": "NOT-MET"}),
        ({"updates.optout.where": "none", "updates.optout.steps": None}, {"I.2.c.optout": "NOT-MET", "ANX-II.8e": "MET"}),
    ],
    "consent-first activation is not on by default": [
        ({"updates.automatic.default": "asks-first"}, {"I.2.c.auto": "MET", "I.2.c.default-on": "NOT-MET", "I.2.c": "NOT-MET"}),
        ({"updates.automatic.default": "on"}, {"I.2.c.default-on": "MET"}),
    ],
    "being professional is evidence, not the test": [
        ({"purpose.users": "professionals", "updates.automatic.expected": None, "updates.automatic.ground": None, **NOT_OFFERED},
         {"I.2.c.auto": "NEEDS-INPUT"}),
        ({"purpose.users": "professionals", "updates.automatic.expected": "yes", "updates.automatic.ground": None, **NOT_OFFERED},
         {"I.2.c.auto": "NOT-MET"}),
        ({"purpose.users": "consumers"}, {"I.2.c.auto": "MET"}),
    ],
    "a justification must address the risk, not merely exist": [
        (claim(), {"I.2.e": "N/A-OK"}),
        (claim(addresses_risk="no"), {"I.2.e": "N/A-REJECTED"}),
        (claim(addresses_risk="unknown"), {"I.2.e": "NEEDS-INPUT"}),
        (claim(justification="none"), {"I.2.e": "N/A-REJECTED"}),
    ],
    "cost and risk appetite are no grounds": [
        (claim(ground="cost"), {"I.2.e": "N/A-REJECTED"}),
        (claim(ground="risk-appetite"), {"I.2.e": "N/A-REJECTED"}),
        (claim(ground="commercial-strategy"), {"I.2.e": "N/A-REJECTED"}),
        ({"risks": [{"id": "R1", "limb": ["I.2.m"], "treatment": "accepted", "ground": "cost", "residual": "low"}]},
         {"I.2.m": "NOT-MET"}),
        ({"risks": [{"id": "R1", "limb": ["I.2.m"], "treatment": "accepted", "ground": "risk-appetite", "residual": "low"}]},
         {"I.2.m": "NOT-MET"}),
    ],
    "Part II has no \"not applicable\"": [
        *[(claim(limb=limb), "Part II, which has no \"not applicable\"")
          for limb in ("II", "II.1", "II.2.separate", "II.5", "II.7", "II.8", "II.8.free")],
        (claim(limb="I.1"), "cannot be claimed not to apply"),
    ],
    "the tailor-made exception reaches two provisions": [
        (terms(), {"I.2.b.config": "DEVIATION-OK", "I.2.b.reset": "MET"}),
        ({**terms(limb=["II.8.free"]), "handling.price": "agreed-tailor-made", "releases": []}, {"II.8.free": "DEVIATION-OK"}),
        ({**terms(limb=["I.2.b"]), "reset.offered": "no", "reset.restores": None},
         {"I.2.b.config": "DEVIATION-OK", "I.2.b.reset": "DEVIATION-REJECTED"}),
        ({**terms(limb=["II.8"]), "handling.dissemination": "delayed"}, {"II.8.delay": "DEVIATION-REJECTED"}),
        ({**terms(limb=["II.8"]), "handling.advisory": "none"}, {"II.8.advisory": "DEVIATION-REJECTED"}),
        *[(terms(limb=[limb]), "cannot be departed from") for limb in ("I.1", "I.2.c", "I.2.d", "II.2.separate", "II.7")],
    ],
}


def refusal(cradle, facts):
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as f:
        json.dump(nested(facts), f)
        f.flush()
        p = subprocess.run([cradle.path, "decide", "-p", f.name], capture_output=True, text=True, timeout=60)
    return p.stderr if p.returncode == 2 and not p.stdout else f"exit {p.returncode}"


def silence(cradle, schema, base):
    """silence is never MET: nothing said, and each section of what is said by itself"""
    only = {"nothing": {"product.name": "x"}}
    for section in {k.split(".")[0] for k in base if k in schema.keys}:
        only[section] = {k: v for k, v in base.items() if k.split(".")[0] == section}
    return [f"{name} alone: {key} is {v['verdict']}" for name, (_, got) in cradle.decide(only).items() for key, v in got.items()
            if key.startswith(("I.", "II.")) and v["verdict"] in ("MET", "N/A-OK", "DEVIATION-OK")]


def tried(cradle, base, steps):
    wrong, declared = [], [{k: v for k, v in {**base, **changes}.items() if v is not None} for changes, _ in steps]
    got = cradle.decide({str(i): facts for i, facts in enumerate(declared) if isinstance(steps[i][1], dict)})
    for i, (changes, expected) in enumerate(steps):
        if isinstance(expected, str):
            said = refusal(cradle, declared[i])
            wrong += [] if expected in said else [f"{changes}: {said}"]
        elif str(i) not in got:
            wrong.append(f"{changes}: {refusal(cradle, declared[i])}")
        else:
            verdicts = {key: got[str(i)][1][key] for key in expected}
            wrong += [f"{changes}: {key} is {v['verdict']}, not {expected[key]}: {v['reason']}"
                      for key, v in verdicts.items() if v["verdict"] != expected[key]]
    return wrong


def main():
    cradle, data = Cradle(os.path.abspath(sys.argv[1])), sys.argv[2]
    schema = Schema(data)
    base, _ = well_said(cradle, schema, list(examples(data, schema)))
    results = {name: tried(cradle, base, steps) for name, steps in TRAPS.items()}
    results["silence is never MET"] = silence(cradle, schema, base)
    print(f"1..{len(results)}")
    for number, (name, wrong) in enumerate(results.items(), 1):
        print(f"{'not ok' if wrong else 'ok'} {number} - {name}")
        for one in wrong:
            print(f"#   {one}")
    return 1 if any(results.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
