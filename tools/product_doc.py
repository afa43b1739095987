#!/usr/bin/env python3
"""Writes the second half of docs/product.md (all keys of product.yaml) from the JSON Schema that the
program prints; --check only compares.

    product_doc.py CRADLE docs/product.md [--check]
"""
import json
import subprocess
import sys

MARK = "<!-- from here on written by tools/product_doc.py; a test compares -->\n"


def words(node):
    """What may be written, for a table."""
    if "anyOf" in node:
        return "several: " + words(node["anyOf"][1]["items"])
    if "enum" in node:
        return ", ".join(f"`{w}`" for w in node["enum"] if isinstance(w, str) and w != "unknown")
    if "$ref" in node:
        return "a requirement (`I.2.c`)"
    kind, pattern = node["type"], node.get("pattern", "")
    if "number" in kind and pattern:
        return "a number"
    forms = {"[0-9]{4}-[0-9]{2}-": "YYYY-MM-DD", "[0-9]{4}-[0-9]{2}": "YYYY-MM", "[0-9A-Fa-f]": "a SHA-256",
             "[0-9A-Za-z-]": "the id of a rule"}
    return next((form for begin, form in forms.items() if begin in pattern), "a text")


def rows(properties, above):
    for name, node in properties.items():
        if node.get("type") == ["object", "null"]:
            yield from rows(node["properties"], f"{above}{name}.")
        elif "description" in node:
            yield f"| `{above}{name}` | {words(node)} | {node['description']} | {node['$comment']} |\n"


def keys(cradle):
    schema = json.loads(subprocess.run([cradle, "init", "--schema"], capture_output=True, text=True, check=True).stdout)
    out = ""
    for name, node in schema["$defs"].items():
        if "title" not in node:
            continue
        is_list = "anyOf" in node
        properties = node["anyOf"][1]["items"]["properties"] if is_list else node["properties"]
        out += f"\n## {name}\n\n{node['title']} ({node['$comment']}).{' A list of entries.' if is_list else ''}\n\n"
        out += "| key | value | question | provision |\n|---|---|---|---|\n" + "".join(rows(properties, ""))
    return out


def main():
    cradle, path = sys.argv[1:3]
    text = open(path, encoding="utf-8").read()
    new = text.split(MARK)[0] + MARK + keys(cradle)
    if "--check" in sys.argv:
        if new != text:
            sys.exit(f"{path} is not what the program says: run tools/product_doc.py {cradle} {path}")
        return
    with open(path, "w", encoding="utf-8") as f:
        f.write(new)


main()
