#!/usr/bin/env python3
"""The clocks of Article 14 as a user meets them: exit codes and messages, JSON that fits its schema,
80 columns, calendars that a calendar program reads. Prints TAP.

    clock.py CRADLE SCHEMA
"""
import datetime
import json
import os
import subprocess
import sys
import tempfile

cradle, schema_path = sys.argv[1:3]
T = "2026-11-22T10:00Z"
NAME = "CVE-2026-1, \"\u00e9\" a; b\\c \u2014 gateway \U0001f680 " + "x" * 90
env = {**os.environ, "COLUMNS": "80", "LC_ALL": "C.UTF-8"}
env.pop("SOURCE_DATE_EPOCH", None)
CALLS = [
    ["--aware", T],
    ["--aware", T, "--small", "--measure", "2026-12-01T10:00+01:00", "--at", "2027-01-01T00:00Z"],
    ["--aware", T, "--kind", "incident", "--name", NAME],
    ["--aware", "2026-11-22T11:00+01:00", "--kind", "incident", "--early", T, "--notified", "2027-01-31T00:30+02:00"],
    ["--aware", T, "--early", T, "--notified", T, "--measure", "2024-01-01T00:00Z", "--final", "2026-11-23T00:00Z"],
    ["--aware", "2028-11-22T10:00Z", "--steward"],
    ["--aware", "2028-11-22T10:00Z", "--steward", "--kind", "incident"],
    ["--aware", "9989-12-31T23:59:59-23:59", "--kind", "incident"],
]
NONE = [["--aware", "2026-09-10T10:00Z"], ["--aware", T, "--steward"]]


def run(*words, code=(0, 1), env=env):
    p = subprocess.run([cradle, "clock", *words], capture_output=True, env=env, timeout=60)
    if p.returncode not in code:
        raise AssertionError(f"cradle clock {' '.join(words)}: exit {p.returncode}, not {code}: {p.stderr.decode()}")
    return p


def first_screen():
    """the first lines answer by when to do what"""
    lines = run("--aware", T).stdout.decode().splitlines()[:8]
    for line in ("  Mon 2026-11-23 10:00 UTC  early warning               aware + 24 hours",
                 "  Wed 2026-11-25 10:00 UTC  vulnerability notification  aware + 72 hours",
                 "  not running               final report                no --measure yet"):
        assert line in lines, lines
    lines = run("--aware", T, "--early", "2026-11-22T20:00Z", "--at", "2026-11-25T12:00Z").stdout.decode().splitlines()
    for line in ("  Mon 2026-11-23 10:00 UTC  early warning               done 14 h early",
                 "  Wed 2026-11-25 10:00 UTC  vulnerability notification  overdue by 2 h"):
        assert line in lines, lines


def weights():
    """our own reading is marked so, and so is the Commission's"""
    text = " ".join(run("--aware", T).stdout.decode().split())
    for words in ("[law: Article 14(2), point (a)]", "[our reading]", "[guidance: C(2026) 5252, point 211]"):
        assert words in text, words
    assert "Article 14 did not apply" in run("--aware", "2026-09-10T10:00Z").stdout.decode()


def exits():
    """0 in time, 1 late or overdue, 2 with one line that says what is wrong"""
    run("--aware", T, code=(0,))
    run("--aware", T, "--at", "2026-11-23T10:00Z", code=(0,))
    run("--aware", T, "--at", "2026-11-23T10:00:01Z", code=(1,))
    run("--aware", T, "--early", "2026-11-23T10:00:01Z", code=(1,))
    run("--aware", "2026-09-10T10:00Z", "--at", "2030-01-01T00:00Z", code=(0,))
    for words, said in (
            ([], "--aware 2026"), ([T], "options only"), (["--aware", ""], "no time"),
            (["--aware", "2026-11-22T10:00"], "--aware: '2026-11-22T10:00' has no offset"),
            (["--aware", T, "--measure", "2027-02-30T10:00Z"], "--measure: '2027-02-30T10:00Z' is a day that does not"),
            (["--aware", T, "--notified", "2026-11-22T09:00Z"], "'notified' (2026-11-22T09:00:00Z) lies before 'aware'"),
            (["--aware", T, "--kind", "breach"], "no kind 'breach'"), (["--aware", T, "--format", "html"], "no format"),
            (["--aware", T, "--name", "x" * 201], "--name"), (["--aware", "2026-09-10T10:00Z", "--ics"], "did not apply")):
        p = run(*words, code=(2,))
        err = p.stderr.decode()
        assert err.startswith("cradle: ") and err.count("\n") == 1 and said in err, f"{words}: {err!r}"
        assert not p.stdout, words


def schema():
    """the JSON of every call fits docs/clock.schema.json"""
    try:
        import jsonschema
    except ImportError:
        return "SKIP python3-jsonschema is not installed"
    check = jsonschema.Draft202012Validator(json.load(open(schema_path)))
    for words in CALLS + NONE:
        j = json.loads(run(*words, "--json").stdout)
        for e in check.iter_errors(j):
            raise AssertionError(f"{words}: {e.json_path}: {e.message[:200]}")
        assert j["applies"] == (words not in NONE) == bool(j["steps"]), words


def width():
    """no line of the text is wider than 80 columns, nor ends with a blank"""
    for words in CALLS + NONE:
        for line in run(*words).stdout.decode().splitlines():
            assert (len(line) <= 80 or "x" * 90 in line) and line == line.rstrip(), f"{words}: {line!r}"


def same_bytes():
    """the same call gives the same bytes, at any time of day"""
    for words in CALLS:
        for form in ("text", "json", "ics"):
            a, b = (run(*words, "--format", form, env={**env, "TZ": tz}).stdout for tz in ("UTC", "Asia/Kolkata"))
            assert a == b, f"{words}: {form}"


def calendar_lines():
    """calendar lines end with CRLF, have at most 75 octets, break between characters and escape what they must"""
    for words in CALLS:
        out = run(*words, "--ics").stdout
        assert out.endswith(b"\r\n") and out.count(b"\n") == out.count(b"\r\n") == out.count(b"\r"), words
        for line in out.split(b"\r\n"):
            assert len(line) <= 75, line
            line.decode()
        whole = out.replace(b"\r\n ", b"").decode()
        assert NAME not in words or "incident notification due: " + NAME.replace("\\", "\\\\").replace(
            ",", "\\,").replace(";", "\\;") + "\r\n" in whole, whole


def calendars():
    """a calendar program finds the steps, their times, alarms and names"""
    try:
        import icalendar
    except ImportError:
        return "SKIP python3-icalendar is not installed"
    for words in CALLS:
        j = json.loads(run(*words, "--json").stdout)
        c = icalendar.Calendar.from_ical(run(*words, "--ics").stdout)
        steps = [s for s in j["steps"] if s["due"]]
        events = c.walk("VEVENT")
        assert c["VERSION"] == "2.0" and c["PRODID"] and len(events) == len(steps) >= 2, words
        assert len({str(e["UID"]) for e in events}) == len(events), words
        for e, s in zip(events, steps):
            assert not e.errors, f"{words}: {e.errors}"
            due = datetime.datetime.strptime(s["due"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=datetime.timezone.utc)
            assert e["DTSTART"].dt == due, f"{words}: {e['DTSTART'].dt} is not {due}"
            assert s["name"] in e["SUMMARY"] and (j["name"] or "") in e["SUMMARY"], f"{words}: {e['SUMMARY']}"
            assert s["tells"] in e["DESCRIPTION"] and s["provisions"][0]["citation"] in e["DESCRIPTION"].split("\n")
            alarms = [a for a in e.subcomponents if a.name == "VALARM"]
            assert len(alarms) == (0 if s["submitted"] else 2), words
            for a in alarms:
                assert a["ACTION"] == "DISPLAY" and a["TRIGGER"].dt < datetime.timedelta(0) and a["DESCRIPTION"], words


def events_move():
    """what becomes known later moves events and makes none twice; another name is another event"""
    def read(*words, stamp=None):
        e = {**env, "SOURCE_DATE_EPOCH": stamp} if stamp else env
        lines = run(*words, "--ics", env=e).stdout.decode().split("\r\n")
        return [[x.split(":", 1)[1] for x in lines if x.startswith(k)] for k in ("UID:", "DTSTAMP:", "DTSTART:")]
    one, stamps, _ = read("--aware", T)
    assert stamps == ["20261122T100000Z"] * 2
    two, stamps, start = read("--aware", T, "--measure", "2026-12-01T10:00Z", "--at", "2026-12-02T10:00Z")
    assert two[:2] == one and len(two) == 3 and stamps == ["20261202T100000Z"] * 3
    three, stamps, moved = read("--aware", T, "--measure", "2026-12-02T10:00Z", stamp="1795305600")
    assert three == two and moved[2] != start[2] and stamps == ["20261122T000000Z"] * 3
    assert not set(one) & set(read("--aware", T, "--name", "another")[0])
    assert not set(one) & set(read("--aware", T, "--kind", "incident")[0])
    assert one == read("--aware", "2026-11-22T11:00+01:00")[0]


def hostile_names():
    """a name can add no line, no escape sequence and nothing that is not UTF-8"""
    for name in (b"a\r\nDTSTART:20000101T000000Z\r\nb", b"a\nb", b"\x1b[2J", b"\xff\xfe", b"a\x00b"[:1], b"\xe2\x80\xaea"):
        for form in ("text", "json", "ics"):
            p = subprocess.run([cradle.encode(), b"clock", b"--aware", T.encode(), b"--name", name, b"--format",
                                form.encode()], capture_output=True, env=env)
            assert p.returncode == 0 and b"\x1b" not in p.stdout and b"\nDTSTART:2000" not in p.stdout, name
            p.stdout.decode()
            assert p.stdout.count(b"\n") == run("--aware", T, "--name", "n", "--format", form).stdout.count(b"\n") or \
                form == "ics", name


def output():
    """-o writes a whole file, and nothing where it cannot"""
    with tempfile.TemporaryDirectory() as temp:
        run("--aware", T, "--ics", "-o", os.path.join(temp, "c.ics"))
        assert os.listdir(temp) == ["c.ics"] and b"END:VCALENDAR" in open(os.path.join(temp, "c.ics"), "rb").read()
        run("--aware", T, "--ics", "-o", os.path.join(temp, "no", "c.ics"), code=(3,))


tests = [first_screen, weights, exits, schema, width, same_bytes, calendar_lines, calendars, events_move, hostile_names,
         output]
print(f"1..{len(tests)}")
bad = 0
for i, test in enumerate(tests, 1):
    try:
        skip, wrong = test(), None
    except Exception as e:
        skip, wrong = None, f"{type(e).__name__}: {e}"
    print(f"{'not ok' if wrong else 'ok'} {i} - {test.__doc__}" + (f" # {skip}" if skip else ""))
    if wrong:
        print("#  ", wrong)
    bad += bool(wrong)
sys.exit(bad != 0)
