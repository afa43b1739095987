"""The site by way of tests/web/page.c: a target in, a page out; and what is in a page of HTML."""
import gzip
import html
import re
import subprocess


class Answer:
    def __init__(self, head, body):
        status, _, fixed, self.etag, self.type, self.location = head
        self.status, self.fixed, self.body = int(status), fixed == "1", body

    @property
    def text(self):
        return self.body.decode("utf-8")

    @property
    def packed(self):
        return len(gzip.compress(self.body, 6))


class Site:
    def __init__(self, program, *options):
        self.run = subprocess.Popen([program, *options], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.kept = {}

    def ask(self, target):
        if isinstance(target, str):
            target = target.encode()
        if target not in self.kept:
            self.run.stdin.write(target + b"\n")
            self.run.stdin.flush()
            head = self.run.stdout.readline().decode().rstrip("\n").split("\t")
            self.kept[target] = Answer(head, self.run.stdout.read(int(head[1])))
        return self.kept[target]

    def paths(self):
        return self.ask("each").text.split()

    def close(self):
        self.run.stdin.close()
        self.run.stdout.close()
        return self.run.wait()


words = lambda s: re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", s))).strip()
links = lambda page: [html.unescape(h) for h in re.findall(r'\b(?:href|action|src)="([^"]*)"', page)]
ids = lambda page: re.findall(r'\bid="([^"]*)"', page)


def between(page, begin, end):
    """What stands between two marks, or '': the rest of the page where there is no end."""
    at = page.find(begin)
    if at < 0:
        return ""
    to = page.find(end, at + len(begin))
    return page[at:to if to >= 0 else len(page)]


def part(page, anchor):
    """The section whose heading has this anchor."""
    return between(page, f'<h2 id="{anchor}"', "</section>")


def cards(page):
    """The cards of a module's page, by slug."""
    return {re.match(r'<article id="([^"]*)"', a)[1]: a for a in
            re.findall(r'<article id="[^"]*" class="c">.*?</article>', page, re.S)}
