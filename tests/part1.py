#!/usr/bin/env python3
"""The decisions on Annex I, Part I, as a declaration meets them: one router of which everything is met,
and what becomes of it when one thing is said otherwise. Prints TAP.

    part1.py CRADLE CASES

A case changes keys of the router; None takes a key away, as if it had not been said. Some meet the
image of a case of CASES as well.
"""
import copy
import json
import os
import random
import subprocess
import sys
import tempfile

cradle, cases = sys.argv[1:3]

LIMBS = ["I.2." + x for x in ("a", "b.config", "b.reset", "c.updatable", "c.auto", "c.default-on", "c.timeframe", "c.optout",
                              "c.notify", "c.postpone", *"defghijklm")]
PART1 = ["I.1", *LIMBS]
AUTO = ["I.2.c.default-on", "I.2.c.timeframe", "I.2.c.optout", "I.2.c.postpone"]
AGAINST = {"NOT-MET", "N/A-REJECTED", "DEVIATION-REJECTED"}

ROUTER = {
    "scope.kind": "hardware", "scope.union_market": "yes", "scope.commercial": "paid", "scope.data_connection": "direct",
    "scope.excluded": "none", "scope.test_release": "no", "scope.remote_processing": "none",
    "role.is": "manufacturer", "role.own_brand": "yes", "role.modifies": "no",
    "time.placed": "2028-01-10", "time.modified": "no",
    "purpose.users": "consumers", "purpose.environment": ["home"],
    "assessment.done": "yes", "assessment.basis": "yes", "assessment.applicability": "yes", "assessment.phases": "yes",
    "assessment.overall": "appropriate", "assessment.gaps_covered": "yes",
    "risks": [{"id": "R1", "threat": "a stranger logs in", "limb": ["I.2.d"], "risk": "high", "treatment": "mitigated",
               "measure": "passwords of their own", "residual": "low"}],
    "essential": [{"limb": "I.2." + x, "applies": "yes", "measure": "the design as described", "by": "product",
                   "tested": "passed"} for x in "abcdefghijklm"],
    "config.risk_based": "yes", "config.secure_as_delivered": "yes", "config.weak_algorithms": "off",
    "config.certificate_validation": "on", "config.unneeded_interfaces": "none-unneeded",
    "config.default_passwords": "per-device", "config.inventory_complete": "yes",
    "inventory.services": [{"name": "httpd", "protocol": "tcp", "port": "443", "state": "on", "reach": "local",
                            "why": "users set it up in a browser"}],
    "inventory.interfaces": [{"name": "wifi", "state": "on", "why": "it is an access point"}],
    "inventory.accounts": [{"name": "admin", "login": "yes", "password": "per-device", "why": "set-up"}],
    "reset.offered": "user", "reset.how": "ten seconds on the button", "reset.restores": "secure-defaults",
    "reset.keeps_security_updates": "yes", "reset.erases_user_data": "yes",
    "integration.primarily": "no",
    "updates.possible": "yes", "updates.mechanism": "RAUC", "updates.signed": "yes",
    "updates.automatic.expected": "yes", "updates.automatic.default": "on", "updates.automatic.days": "2",
    "updates.automatic.days_reasons": "chapter 4",
    "updates.optout.where": "product", "updates.optout.clear": "yes", "updates.optout.steps": "3",
    "updates.optout.lasts": "yes", "updates.optout.who": "user",
    "updates.notice.how": "app", "updates.notice.before": "yes",
    "updates.postpone.offered": "yes", "updates.postpone.days": "14", "updates.postpone.who": "user",
    "access.authentication": "all-access", "access.factors": "per-user-secret", "access.throttled": "yes",
    "access.reported": "yes",
    "data.at_rest": "encrypted", "data.in_transit": "encrypted", "data.integrity": "verified",
    "data.boot_verified": "hardware-rooted", "data.corruption_reported": "yes", "data.minimised": "yes",
    "data.inventory": "chapter 5", "data.erase": "all", "data.erase_easy": "yes", "data.transfer": "not-offered",
    "resilience.essential_functions": "routing", "resilience.survives": "yes", "resilience.recovers": "yes",
    "resilience.harms_others": "limited", "resilience.surface": "minimised", "resilience.debug_interfaces": "closed",
    "resilience.mitigations": "in-force",
    "log.events": "access-and-changes", "log.kept": "persistent", "log.optout": "user-setting",
    "known_vulnerabilities.checked": "2028-01-10", "known_vulnerabilities.exploitable": "0",
    "known_vulnerabilities.document": "vex.json",
}

CLAIM = {"limb": "I.2.e", "ground": "incompatible", "assessed": "yes", "justification": "the bus knows no encryption",
         "addresses_risk": "yes", "documented": "yes", "residual": "medium", "other_measures": "only inside a locked cabinet",
         "users_informed": "yes", "reviewed": "2027-11-01"}
TERMS = {"limb": ["I.2.b.config"], "user": "ACME", "business": "yes", "fitted": "particular-purpose",
         "purpose": "their test bench", "agreement": "explicit-both", "on_point": "yes", "evidence": ["E1"]}
EVIDENCE = [{"id": "E1", "about": "the contract"}]
ESSENTIAL = ROUTER["essential"][0]
NOT_OFFERED = {"updates.automatic.default": "not-offered", "updates.automatic.days": None}
NO_RESET = {"reset.offered": "no", "reset.restores": None}
NO_AUTO = {**NOT_OFFERED, "updates.automatic.expected": "no",
           "updates.automatic.ground": "interference-industrial", "updates.automatic.reasons": "chapter 4",
           "purpose.environment": ["industrial"], "purpose.users": "professionals"}


def only(**facts):
    """Nothing else is said."""
    return {**{key: None for key in ROUTER}, **{key.replace("__", "."): value for key, value in facts.items()}}


def claim(**changes):
    return {"claims": [{**CLAIM, **changes}]}


def terms(**changes):
    return {"tailor_made": [{**TERMS, **changes}], "evidence": EVIDENCE}


def risk(**changes):
    return {"risks": [{"id": "R1", "limb": ["I.2.m"], "residual": "low", **changes}]}


def essential(limb, **changes):
    return {"essential": [e for e in ROUTER["essential"] if e["limb"] != limb] + [{**ESSENTIAL, "limb": limb, **changes}]}


# what is changed, what becomes of it; for NEEDS-INPUT also ("NEEDS-INPUT", the key it asks for)
CASES = {
    "everything is said and met": ({}, {key: "MET" for key in PART1}),

    # the manual is no property of the product, nor the other way round
    "an opt-out in the manual only": (
        {"updates.optout.where": "manual-only", "information.8e": "yes"}, {"I.2.c.optout": "NOT-MET"}),
    "the manual forgets the opt-out": (
        {"information.8e": "no"}, {"I.2.c.optout": "MET"}),
    "instructions how to make it secure": (
        {"config.secure_as_delivered": "after-user-setup", "information.8a": "yes"}, {"I.2.b.config": "NOT-MET"}),
    "instructions meet no requirement": (
        {**essential("I.2.h", by="user-instructions"), "information.5": "yes"}, {"I.2.h": "NOT-MET", "I.2.i": "MET"}),
    "to tell of a risk is not to treat it": (
        {**risk(treatment="information-only"), "information.5": "yes"}, {"I.2.m": "NOT-MET", "I.1": "NOT-MET", "I.2.l": "MET"}),
    "instructions on erasing": (
        {"data.erase": "none", "information.8d": "yes"}, {"I.2.m": "NOT-MET"}),

    # consent first is not on by default
    "automatic once somebody consents": (
        {"updates.automatic.default": "asks-first"}, {"I.2.c.auto": "MET", "I.2.c.default-on": "NOT-MET", "I.2.c": "NOT-MET"}),
    "there but off": (
        {"updates.automatic.default": "off"}, {"I.2.c.auto": "MET", "I.2.c.default-on": "NOT-MET"}),
    "downloads and waits": (
        {"updates.automatic.default": "download-only"},
        {"I.2.c.auto": "NOT-MET", "I.2.c.default-on": "NOT-MET", "I.2.c.timeframe": "NOT-MET", "I.2.c.optout": "NOT-MET"}),

    # professional users are evidence, not the test
    "professionals, and nothing else said": (
        {"purpose.users": "professionals", "updates.automatic.expected": None, **NOT_OFFERED},
        {"I.2.c.auto": ("NEEDS-INPUT", "updates.automatic.expected")}),
    "professionals who expect automatic updates": (
        {"purpose.users": "professionals", **NOT_OFFERED,
         "updates.automatic.ground": "professional-network", "updates.automatic.reasons": "chapter 4"},
        {"I.2.c.auto": "NOT-MET"}),
    "a ground with reasons": (
        NO_AUTO, {"I.2.c.auto": "N/A-OK", **{key: "N/A-OK" for key in AUTO}, "I.2.c.notify": "MET", "I.2.c.updatable": "MET"}),
    "a ground without reasons": (
        {**NO_AUTO, "updates.automatic.reasons": "none"}, {"I.2.c.auto": "N/A-REJECTED"}),
    "a ground of which the reasons are not said": (
        {**NO_AUTO, "updates.automatic.reasons": None}, {"I.2.c.auto": ("NEEDS-INPUT", "updates.automatic.reasons")}),
    "industry, in a home": (
        {**NO_AUTO, "purpose.environment": ["home"]}, {"I.2.c.auto": "N/A-REJECTED"}),
    "no ground": (
        {**NO_AUTO, "updates.automatic.ground": "none"}, {"I.2.c.auto": "N/A-REJECTED"}),
    "a component": (
        {"integration.primarily": "yes", "updates.automatic.ground": "component", "updates.automatic.reasons": "chapter 4",
         **NOT_OFFERED},
        {"I.2.c.auto": "N/A-OK", **{key: "N/A-OK" for key in AUTO}, "I.2.c.updatable": "MET"}),
    "notice is due without automatic updates": (
        {**NO_AUTO, "updates.notice.how": "none", "updates.notice.before": None}, {"I.2.c.auto": "N/A-OK", "I.2.c.notify": "NOT-MET", "I.2.c": "NOT-MET"}),

    "a claim on updates as a whole": (
        {**NO_AUTO, "updates.automatic.ground": "other", **claim(limb="I.2.c", residual="none")},
        {"I.2.c": "N/A-OK", "I.2.c.auto": "N/A-OK", "I.2.c.updatable": "N/A-OK", "I.2.c.notify": "N/A-OK"}),
    "a claim on automatic updates that users expect": (claim(limb="I.2.c.auto", residual="none"), {"I.2.c.auto": "N/A-REJECTED"}),
    "a ground that nobody has named yet": (
        {**NO_AUTO, "updates.automatic.ground": "other"}, {"I.2.c.auto": ("NEEDS-INPUT", "updates.automatic.ground")}),

    # the limbs of updates
    "no updates": ({"updates.possible": "no", "updates.signed": None, **NOT_OFFERED}, {"I.2.c.updatable": "NOT-MET"}),
    "no reason for the time": (
        {"updates.automatic.days_reasons": "none"}, {"I.2.c.timeframe": ("NEEDS-INPUT", "updates.automatic.days_reasons")}),
    "a quarter of a year": ({"updates.automatic.days": "90"}, {"I.2.c.timeframe": ("NEEDS-INPUT", "updates.automatic.days")}),
    "an opt-out on request": ({"updates.optout.where": "on-request"}, {"I.2.c.optout": "NOT-MET"}),
    "an opt-out nobody recognises": ({"updates.optout.clear": "no"}, {"I.2.c.optout": "NOT-MET"}),
    "an opt-out of the manufacturer's": ({"updates.optout.who": "manufacturer"}, {"I.2.c.optout": "NOT-MET"}),
    "notice on a website": ({"updates.notice.how": "website-only"}, {"I.2.c.notify": "NOT-MET"}),
    "notice afterwards": ({"updates.notice.before": "no"}, {"I.2.c.notify": "NOT-MET"}),
    "no postponing": ({"updates.postpone.offered": "no", "updates.postpone.days": None}, {"I.2.c.postpone": "NOT-MET"}),
    "postponed for ever": ({"updates.postpone.days": "10000"}, {"I.2.c.postpone": ("NEEDS-INPUT", "updates.postpone.days")}),

    # secure by default
    "weak algorithms": ({"config.weak_algorithms": "on"}, {"I.2.b.config": "NOT-MET", "I.2.b": "NOT-MET", "I.1": "NOT-MET"}),
    "certificates unchecked": ({"config.certificate_validation": "off"}, {"I.2.b.config": "NOT-MET"}),
    "interfaces nobody needs": ({"config.unneeded_interfaces": "on"}, {"I.2.b.config": "NOT-MET", "I.2.j": "NOT-MET"}),
    "defaults that follow from no risk": ({"config.risk_based": "no"}, {"I.2.b.config": "NOT-MET"}),
    "more than one service, each for a reason": (
        {"inventory.services": [{"name": n, "state": "on", "why": "field engineers"} for n in ("sshd", "snmpd", "ftpd")]},
        {"I.2.b.config": "MET"}),
    "a service for no reason": (
        {"inventory.services": [{"name": "ftpd", "state": "on", "why": "none"}]}, {"I.2.b.config": "NOT-MET"}),
    "a component is judged as delivered": (
        {"integration.primarily": "yes", "integration.separately_placed": "yes", "config.secure_as_delivered": "no"},
        {"I.2.b.config": "NOT-MET"}),
    "no reset": (NO_RESET, {"I.2.b.reset": "NOT-MET", "I.2.b.config": "MET", "I.2.b": "NOT-MET"}),
    "a reset to old defaults": ({"reset.restores": "insecure-defaults"}, {"I.2.b.reset": "NOT-MET"}),

    # claims on their merits
    "a complete claim": (claim(), {"I.2.e": "N/A-OK", "I.2.f": "MET"}),
    "a claim for cost": (claim(ground="cost"), {"I.2.e": "N/A-REJECTED", "I.1": "NOT-MET"}),
    "a claim for appetite": (claim(ground="risk-appetite"), {"I.2.e": "N/A-REJECTED"}),
    "a claim for strategy": (claim(ground="commercial-strategy"), {"I.2.e": "N/A-REJECTED"}),
    "a claim on instructions": (claim(ground="user-instructions"), {"I.2.e": "N/A-REJECTED"}),
    "a claim not assessed": (claim(assessed="no"), {"I.2.e": "N/A-REJECTED"}),
    "a justification beside the risk": (claim(addresses_risk="no"), {"I.2.e": "N/A-REJECTED"}),
    "a justification of which that is not said": (
        claim(addresses_risk="unknown"), {"I.2.e": ("NEEDS-INPUT", "claims[].addresses_risk")}),
    "a claim in no file": (claim(documented="no"), {"I.2.e": "N/A-REJECTED"}),
    "a risk that only users know of": (claim(other_measures="none"), {"I.2.e": "N/A-REJECTED"}),
    "a small risk that users know of": (claim(other_measures="none", residual="low"), {"I.2.e": "N/A-OK"}),
    "a risk that users don't know of": (claim(users_informed="no"), {"I.2.e": "N/A-REJECTED"}),
    "no risk, with a risk": (claim(ground="no-risk"), {"I.2.e": "N/A-REJECTED"}),
    "no risk": (claim(ground="no-risk", residual="none"), {"I.2.e": "N/A-OK"}),
    "interoperability, and the secure variant off": (
        claim(ground="interoperability", secure_variant="not-default"), {"I.2.e": "N/A-REJECTED"}),
    "a claim on (2)(b) leaves the reset open": (
        claim(limb="I.2.b"), {"I.2.b.config": "N/A-OK", "I.2.b.reset": ("NEEDS-INPUT", "claims[].limb")}),
    "said not to apply, and not claimed": (
        essential("I.2.g", applies="no"), {"I.2.g": ("NEEDS-INPUT", "claims")}),
    "a risk accepted for its cost": (
        risk(treatment="accepted", ground="cost"), {"I.2.m": "NOT-MET", "I.1": "NOT-MET", "I.2.d": "MET"}),
    "a risk passed on": (risk(treatment="transferred"), {"I.2.m": "NOT-MET"}),

    "no risk assessment": (
        {"assessment.done": "no", "assessment.overall": None, "assessment.applicability": None},
        {"I.1": "NOT-MET", "I.2.d": ("NEEDS-INPUT", "assessment.done")}),
    "a risk assessment without risks": ({"risks": []}, {"I.1": ("NEEDS-INPUT", "risks"), "I.2.d": "MET"}),
    "an assessment that leaves out the purpose": (
        {"assessment.basis": "no"}, {"I.1": "NOT-MET", "I.2.b.config": "NOT-MET", "I.2.d": "MET"}),

    # other terms for a tailor-made product
    "terms that hold": (terms(), {"I.2.b.config": "DEVIATION-OK", "I.2.b.reset": "MET", "I.2.b": "DEVIATION-OK"}),
    "terms do not reach the reset": (
        {**terms(limb=["I.2.b"]), **NO_RESET}, {"I.2.b.config": "DEVIATION-OK", "I.2.b.reset": "DEVIATION-REJECTED"}),
    "a small adaptation": (terms(fitted="minor-customisation"), {"I.2.b.config": "DEVIATION-REJECTED"}),
    "one product for many": (terms(fitted="many-customers"), {"I.2.b.config": "DEVIATION-REJECTED"}),
    "plugins": (terms(fitted="plugin-or-api"), {"I.2.b.config": "DEVIATION-REJECTED"}),
    "a private customer": (terms(business="no"), {"I.2.b.config": "DEVIATION-REJECTED"}),
    "general terms": (terms(agreement="general-terms"), {"I.2.b.config": "DEVIATION-REJECTED"}),
    "terms on something else": (terms(on_point="no"), {"I.2.b.config": "DEVIATION-REJECTED"}),
    "a business of which that is not said": (
        terms(business="unknown"), {"I.2.b.config": ("NEEDS-INPUT", "tailor_made[].business")}),

    # before all others
    "placed before application": (
        {"time.placed": "2027-06-01"}, {key: "N/A-OK" for key in PART1}),
    "not placed yet, and not said when": (
        {"time.placed": None, "time.modified": None, "config.weak_algorithms": "on"},
        {"I.2.b.config": "NOT-MET", "I.2.d": ("NEEDS-INPUT", "time.placed")}),
    "nothing is said": (
        only(), {key: "NEEDS-INPUT" for key in PART1} | {
            "I.2.b.reset": ("NEEDS-INPUT", "reset.offered"), "I.2.c.optout": ("NEEDS-INPUT", "updates.automatic.default")}),
    "one thing is said, and it speaks against it": (
        only(config__weak_algorithms="on"), {"I.2.b.config": "NOT-MET", "I.2.b": "NOT-MET", "I.2.d": "NEEDS-INPUT"}),
    "vulnerabilities known on the day": ({"known_vulnerabilities.exploitable": "1"}, {"I.2.a": "NOT-MET"}),
    "compared too early": (
        {"known_vulnerabilities.checked": "2027-12-01"}, {"I.2.a": ("NEEDS-INPUT", "known_vulnerabilities.checked")}),
}



def accepted(*rules, **changes):
    return {"accepted": [{"rule": rule, "path": "any", "reason": "replaced in the next version", "risk": "R1",
                          "until": "2028-06-01", **changes} for rule in rules]}


def telnet(**changes):
    """A risk of I.2.e that is treated, besides."""
    return {**accepted("E-TELNET-ON", "DECL-TRANSIT"), **risk(limb=["I.2.e"], treatment="mitigated", measure="only behind a lock"), **changes}


# the image (a case's rootfs), the day of assessment, what is changed, what becomes of it
TELNET = "xinetd"  # it starts telnetd: E-TELNET-ON, and what is declared of data on its way is not so: DECL-TRANSIT
IMAGES = {
    "a finding, whatever is said": (TELNET, "2028-02-01", {}, {"I.2.e": "NOT-MET", "I.1": "NOT-MET"}),
    "a claim that covers the finding": (
        TELNET, "2028-02-01", claim(covers=["E-TELNET-ON", "DECL-TRANSIT"]), {"I.2.e": "N/A-OK"}),
    "a claim that covers another": (
        TELNET, "2028-02-01", claim(covers=["D-SSH-ROOT"]), {"I.2.e": "N/A-REJECTED"}),
    "no risk, says the claim": (
        TELNET, "2028-02-01", claim(ground="no-risk", residual="none"), {"I.2.e": "N/A-REJECTED"}),
    "accepted, and its risk treated": (TELNET, "2028-02-01", telnet(), {"I.2.e": "MET"}),
    "accepted, and its risk treated nowhere": (
        TELNET, "2028-02-01", accepted("E-TELNET-ON", "DECL-TRANSIT"), {"I.2.e": ("NEEDS-INPUT", "risks")}),
    "accepted, and the risk left for its cost": (
        TELNET, "2028-02-01", telnet(**risk(limb=["I.2.e"], treatment="accepted", ground="cost")), {"I.2.e": "NOT-MET"}),
    "accepted until a day that has passed": (TELNET, "2028-06-02", telnet(), {"I.2.e": "NOT-MET"}),
    "accepted, and today is not said": (TELNET, None, telnet(), {"I.2.e": ("NEEDS-INPUT", "--as-of")}),
    "what the agreed terms don't name": (
        TELNET, "2028-02-01", terms(covers=["D-CONSOLE-SHELL"]), {"I.2.b.config": "DEVIATION-REJECTED"}),
    "what could not be settled": (
        "sshd-root", "2028-02-01", {}, {"I.2.b.reset": ("NEEDS-INPUT", "accepted"), "I.2.g": "MET"}),
    "what could not be settled, said to be false": (
        "sshd-root", "2028-02-01", {"reset.restores": "insecure-defaults"}, {"I.2.b.reset": "NOT-MET"}),
    "what could not be settled, looked at by somebody": (
        "sshd-root", "2028-02-01",
        {**accepted("B-NO-RESET", "DECL-RESET"), **risk(limb=["I.2.b.reset"], treatment="mitigated", measure="tested by hand")},
        {"I.2.b.reset": "MET"}),
}

# what is no declaration at all
REFUSED = {
    "point (1) cannot be claimed away": claim(limb="I.1"),
    "nothing in Part II can be claimed away": claim(limb="II.7"),
    "terms do not reach updates": terms(limb=["I.2.c.auto"]),
    "terms do not reach access": terms(limb=["I.2.d"]),
}


def changed(changes):
    out = {**ROUTER, **changes}
    return {key: value for key, value in out.items() if value is not None}


def nested(facts):
    """{"updates.optout.where": "product"} as product.yaml has it"""
    out = {}
    for name, value in facts.items():
        *path, last = name.split(".")
        at = out
        for step in path:
            at = at.setdefault(step, {})
        at[last] = value
    return out


def decide(declarations, code=(0, 1)):
    """One run over all of them: {name: {key: verdict}}"""
    with tempfile.TemporaryDirectory() as folder:
        for name, facts in declarations.items():
            with open(os.path.join(folder, f"{name}.yaml"), "w") as f:
                json.dump(nested(facts), f)
        p = subprocess.run([cradle, "decide", "-p", folder, "--json"], capture_output=True, text=True, timeout=600)
    if p.returncode not in code:
        raise AssertionError(f"exit {p.returncode}: {p.stderr[:2000]}")
    out = {}
    for line in p.stdout.splitlines():
        one = json.loads(line)
        out[os.path.splitext(os.path.basename(one["declaration"]))[0]] = {v["key"]: v for v in one["verdicts"]}
    return out


def decide_image(name, as_of, changes):
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as f:
        json.dump(nested(changed(changes)), f)
        f.flush()
        p = subprocess.run([cradle, "check", os.path.join(cases, name, "rootfs"), "-p", f.name, "--json",
                            *(["--as-of", as_of] if as_of else [])],
                           capture_output=True, text=True, timeout=120,
                           env={k: v for k, v in os.environ.items() if k != "SOURCE_DATE_EPOCH"})
    if p.returncode not in (0, 1):
        raise AssertionError(f"{name}: exit {p.returncode}: {p.stderr[:2000]}")
    return {v["key"]: v for v in json.loads(p.stdout)["verdicts"]}


def check(expect, got):
    wrong = []
    for key, want in expect.items():
        verdict, needs = want if isinstance(want, tuple) else (want, None)
        have = got[key]
        if have["verdict"] != verdict or (needs and have["needs_key"] != needs):
            wrong.append(f"{key}: {have['verdict']} {have['needs_key'] or ''} ({have['reason']}), not {want}")
    return wrong


def leaves(value, path=()):
    """Where facts stand: single keys, and the keys of entries. What an entry is about stays."""
    for key, one in value.items():
        if isinstance(one, list) and one and isinstance(one[0], dict):
            for i, entry in enumerate(one):
                for inner in entry:
                    if inner not in ("limb", "id"):
                        yield (key, i, inner)
        else:
            yield (key,)


def without(facts, path):
    out = copy.deepcopy(facts)
    at = out
    for step in path[:-1]:
        at = at[step]
    del at[path[-1]]
    return out


def fewer_facts(results):
    """taking a fact away never makes MET or an exemption what was neither"""
    variants, origin = {}, {}
    for number, (name, (changes, _)) in enumerate(CASES.items()):
        facts = changed(changes)
        for i, path in list(enumerate(leaves(facts)))[number % 3::3]:
            variants[f"{number}-{i}"] = without(facts, path)
            origin[f"{number}-{i}"] = (name, path)
    wrong = []
    for variant, got in decide(variants).items():
        name, path = origin[variant]
        for key in results[name]:
            before, after = results[name][key]["verdict"], got[key]["verdict"]
            if after != before and (after in ("MET", "N/A-OK", "DEVIATION-OK")):
                wrong.append(f"{name}, without {path}: {key} from {before} to {after}")
    return wrong


def order(results):
    """the order of keys does not matter"""
    shuffled = {}
    for number, (name, (changes, _)) in enumerate(CASES.items()):
        keys = list(changed(changes).items())
        random.Random(number).shuffle(keys)
        shuffled[str(number)] = dict(keys)
    wrong = []
    for number, got in decide(shuffled).items():
        name = list(CASES)[int(number)]
        wrong += [f"{name}: {key}" for key in got if got[key]["verdict"] != results[name][key]["verdict"]]
    return wrong


def refused(results):
    """claims and terms that the law has no place for are mistakes in the declaration"""
    names = list(REFUSED)
    got = decide({str(i): changed(REFUSED[name]) for i, name in enumerate(names)}, code=(2,))
    return [names[int(number)] for number in got]


def main():
    numbered = decide({str(i): changed(changes) for i, (changes, _) in enumerate(CASES.values())})
    results = {name: numbered[str(i)] for i, name in enumerate(CASES)}
    tests = [(name, check(expect, results[name])) for name, (_, expect) in CASES.items()]
    tests += [(name, check(expect, decide_image(*what))) for name, (*what, expect) in IMAGES.items()]
    tests += [(test.__doc__, test(results)) for test in (fewer_facts, order, refused)]
    print(f"1..{len(tests)}")
    for i, (name, wrong) in enumerate(tests, 1):
        print(f"{'not ok' if wrong else 'ok'} {i} - {name}")
        for line in wrong[:20]:
            print(f"# {line}")
    return any(wrong for _, wrong in tests)


sys.exit(main())
