"""data/faq as it is written, read without the program."""
import glob
import os
import yaml


class Module:
    def __init__(self, folder):
        self.id = os.path.basename(folder)
        self.doc = yaml.load(open(os.path.join(folder, "module.yaml"), encoding="utf-8"), Loader=yaml.BaseLoader)
        self.order = [self.id + "/" + slug for s in self.doc["sections"] for slug in s["items"]]
        self.items = {}
        for path in glob.glob(os.path.join(folder, "*.md")):
            head, body = open(path, encoding="utf-8").read().split("\n---\n", 1)
            item = yaml.load(head.removeprefix("---\n"), Loader=yaml.BaseLoader)
            item["body"] = body
            self.items[self.id + "/" + os.path.basename(path)[:-3]] = item


def read(data):
    names = yaml.load(open(os.path.join(data, "faq", "modules.yaml"), encoding="utf-8"), Loader=yaml.BaseLoader)["modules"]
    return [Module(os.path.join(data, "faq", name)) for name in names]
