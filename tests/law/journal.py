"""The law's Markdown printed the way EUR-Lex prints it, for tests: the Official Journal's page and the consolidated one.

Structure only: ids (rct_1, art_1, 001.001, anx_I), classes, points as rows of tables or as grids, no-break spaces,
footnotes as links. The words come from the file given.
"""
import html
import re


def words(text, mark):
    """Escaped, with no-break spaces behind short words and numbers' names, and footnote marks as 'mark' prints them."""
    text = html.escape(text, quote=False)
    text = re.sub(r"\b(a|I|Article|Annex|Part|paragraph|No|\d+) (?=\S)", r"\1&nbsp;", text)
    return re.sub(r"\[\^([^\]]+)\]", lambda m: mark(m[1]), text)


def units(text):
    for raw in re.split(r"\n\s*\n", text.split("\n# Footnotes\n")[0]):
        line = raw.strip("\n")
        if line and not line.startswith(("<!--", "> **", "> Only", "> 1", "> 2", "> 3", "> 4")):
            yield line


def parts(line):
    """(level, number, words) of a block."""
    for level, pattern in ((2, r"  - (\([ivx]+\)) (.*)"), (1, r"- (\([a-z]\)) (.*)"), (0, r"(\(\d+\)) (.*)"),
                           (0, r"(\d+\.) (.*)"), (1, r"(\d+\.\d+\.) (.*)")):
        m = re.fullmatch(pattern, line, re.S)
        if m:
            return level, m[1], m[2]
    return None, "", line


class Journal:
    """The page of the Official Journal."""
    note = staticmethod(lambda n: f'&nbsp;<a id="ntc{n}" href="#ntr{n}">(<span class="oj-super oj-note-tag">{n}</span>)</a>')
    article = '<div class="eli-subdivision" id="art_{0}">\n<p class="oj-ti-art">Article&nbsp;{0}</p>\n' \
              '<div class="eli-title" id="art_{0}.tit_1"><p class="oj-sti-art">{1}</p></div>\n'
    chapter = '<p class="oj-ti-section-1">CHAPTER&nbsp;{0}</p><div class="eli-title"><p class="oj-ti-section-2">' \
              '<span class="oj-bold">{1}</span></p></div>\n'
    annex = '<div class="eli-container" id="anx_{0}"><p class="oj-doc-ti" id="d{0}">ANNEX&nbsp;{0}</p>\n' \
            '<p class="oj-doc-ti">{1}</p>\n'
    part = '<p class="oj-ti-grseq-1">{0}&nbsp;{1}&nbsp;{2}</p>\n'
    plain = '<p class="oj-normal">{0}</p>\n'
    recitals = True

    def row(self, number, inner):
        return ('<table width="100%" border="0"><colgroup><col width="4%"><col width="96%"></colgroup><tbody>\n<tr>'
                f'<td valign="top"><p class="oj-normal">{number}</p></td>\n<td valign="top">{inner}</td></tr></tbody></table>\n')

    def paragraph(self, number, text):
        return self.plain.format(f"{number[1:-1]}.&nbsp;&nbsp;&nbsp;{text}")

    def recital(self, number, text):
        return f'<div class="eli-subdivision" id="rct_{number}">{self.row(f"({number})", self.plain.format(text))}</div>\n'

    def quoted(self, text):
        number, _, rest = text.partition(" ")
        return self.row(number, self.plain.format(rest))


class Consolidated(Journal):
    """The consolidated page: no recitals, grids instead of tables."""
    note = staticmethod(lambda n: f'&nbsp;<a href="#E{n}">(<span class="superscript">{n}</span>)</a>')
    article = '<div class="eli-subdivision" id="art_{0}"><p class="title-article-norm">Article&nbsp;{0}</p>\n' \
              '<div class="eli-title"><p class="stitle-article-norm">{1}</p></div>\n'
    chapter = '<p class="title-division-1">CHAPTER {0}</p><p class="title-division-2">{1}</p>\n'
    annex = '<div id="anx_{0}"><p class="title-annex-1">ANNEX {0}</p><p class="title-annex-2">{1}</p>\n'
    part = '<p class="title-gr-seq-level-1">{0} {1} {2}</p>\n'
    plain = '<p class="norm">{0}</p>\n'
    recitals = False

    def row(self, number, inner):
        return (f'<div class="grid-container grid-list"><div class="list grid-list-column-1"><span>{number} </span></div>\n'
                f'<div class="grid-list-column-2">{inner}</div></div>\n')

    def paragraph(self, number, text):
        return f'<div class="norm"><span class="no-parag">{number[1:-1]}.  </span><div class="norm inline-element">{text}</div></div>\n'


def rows(form, blocks, in_article):
    """Blocks of one unit as HTML: points nested as they are numbered."""
    out = []
    i = 0
    while i < len(blocks):
        level, number, text = blocks[i]
        if level is None:
            out.append(form.plain.format(text))
            i += 1
            continue
        paragraph = in_article and level == 0
        inner = []
        i += 1
        # what is numbered deeper stands inside; text without a number does in annexes only
        while i < len(blocks) and not paragraph and (
                (blocks[i][0] is None and not in_article) or (blocks[i][0] is not None and blocks[i][0] > level)):
            inner.append(blocks[i])
            i += 1
        out.append(form.paragraph(number, text) if paragraph else
                   form.row(number, form.plain.format(text) + rows(form, inner, in_article)))
    return "".join(out)


def page(text, form):
    out = ['<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE html>\n<html><head><title>L_202402847EN</title>'
           '<script>var x = "<p>";</script></head><body>\n<div class="eli-container">\n']
    kind, blocks = "", []

    def flush():
        if kind == "recital" and form.recitals:
            out.append(form.recital(number, blocks[0][2]))
        elif kind in ("article", "annex"):
            # definitions stand in tables, like points
            out.append(rows(form, blocks, kind == "article" and number != "3"))
        blocks.clear()

    opened = number = ""
    for line in units(text):
        head = re.match(r"#+ (Chapter|Recital|Article|Annex) ([IVX]+|\d+)(?:, (Part|Class) ([IVX]+))?(?: — (.*))?$", line)
        if head or line.startswith("# ") or line.startswith("Done at "):
            flush()
            if opened and not (head and head[3]):
                out.append("</div>\n")
                opened = ""
            if line.startswith("Done at "):
                out.append('<div class="eli-subdivision" id="fnp_1">' + form.plain.format(line) + "</div>\n")
            if not head:
                kind = ""
                continue
            title = words(head[5] or "", form.note)
            if head[3]:
                out.append(form.part.format(head[3], head[4], title))
                continue
            kind, number = head[1].lower(), head[2]
            if kind in ("article", "annex"):
                out.append((form.article if kind == "article" else form.annex).format(number, title))
                opened = kind
            elif kind == "chapter":
                out.append(form.chapter.format(number, title))
        elif line.startswith("> "):
            flush()
            out.append(form.quoted(words(line[2:], form.note)))
        elif kind:
            level, mark, rest = parts(line)
            blocks.append((level, mark, words(rest, form.note)))
    flush()
    out.append('</div><hr class="oj-note"><p class="oj-note"><a>(<span class="oj-super">1</span>)</a> OJ C 100, p. 1.</p>\n'
               '<p class="oj-normal">ELI: http://data.europa.eu/eli/reg/2024/2847/oj</p></body></html>\n')
    return "".join(out)
