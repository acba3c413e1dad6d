# SPDX-License-Identifier: Apache-2.0
"""What a person reads, compared with tests/golden/expected. See run.sh.

Each file of expected/ is one session in one language: the commands, what they printed, the exit code when it is not 0.
"""
import difflib
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import unicodedata
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from harness import Place, Server, Tally, arguments, until
from sessions import FILES, SESSIONS

EXPECTED = Path(__file__).resolve().parent / "expected"
UPDATE = "--update" in sys.argv
LANGS = ("en", "ko")

# What differs from one execution to the next although the text is the same.
VARIES = [
    (re.compile(r"\b\d{4}-\d{4}-(?=[^\s/]*q)"), "MMDD-HHMM-"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "<hash>"),
    (re.compile(r"(root|뿌리 해시|digest|해시값) [0-9a-f]{12,16}\b"), r"\1 <hash>"),
    (re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(\.\d+)?Z?"), "<time>"),
    (re.compile(r"\b\d\d:\d\d:\d\d\b"), "<clock>"),
    (re.compile(r"\b(rate=)[0-9.]+"), r"\1N"),
    (re.compile(r"(SQLite) [0-9.]+"), r"\1 N"),
]


def normal(text, place, server, host):
    text = text.replace(str(place.work), "${TMP}").replace(str(place.home), "${HOME}").replace(str(place.dir), "${DIR}")
    text = text.replace(f":{server.port}", ":${PORT}")
    text = re.sub(rf"(?<=[( ]){re.escape(host)}(?=[) ,])", "${HOST}", text).replace("\r\n", "␍\n")
    for pattern, instead in VARIES:
        text = pattern.sub(instead, text)
    return text


def held(place, server, args, lang):
    """While another process holds held.haechi."""
    holder = place.start("run", "q.csv", "-m", f"m=http://127.0.0.1:{server.port}/v1/hang#x", "-o", "held.haechi")
    until(lambda: b"/v1/hang/" in server.log.read_bytes(), "the holder's first call")
    p = place.run(*args, lang=lang)
    holder.kill()
    holder.wait()
    return p.returncode, p.stdout, re.sub(rb"\b%d\b" % holder.pid, b"<pid>", p.stderr)


def interrupted(place, server, args, lang):
    """Ctrl-C when the first call waits for its answer, and again when the first one has been noticed."""
    with open(place.dir / "out", "wb") as out, open(place.dir / "err", "wb") as err:
        p = place.start(*args, lang=lang, stdout=out, stderr=err)
        said = lambda: (place.dir / "err").read_bytes()
        until(lambda: b"/v1/hang/" in server.log.read_bytes(), "a call that waits")
        p.send_signal(signal.SIGINT)
        until(lambda: b"Ctrl-C" in said() or p.poll() is not None, "the answer to Ctrl-C")
        p.send_signal(signal.SIGINT)
        p.wait(30)
    return p.returncode, (place.dir / "out").read_bytes(), said()


def plain(place, server, args, lang):
    p = place.run(*args, lang=lang)
    return p.returncode, p.stdout, p.stderr


def play(place, server, commands, lang, host):
    out = []
    for command in commands:
        how, _, rest = command.partition(" ")
        if how == "rm":
            (place.work / rest).unlink()
            out.append(f"$ rm {rest}\n\n")
            continue
        run, shown = {"held": (held, rest), "interrupted": (interrupted, rest)}.get(how, (plain, command))
        args = [a.replace("${PORT}", str(server.port)) for a in shlex.split(shown)]
        code, stdout, stderr = run(place, server, args, lang)
        out.append(f"$ haechi {shown}\n" + stdout.decode("utf-8") + stderr.decode("utf-8"))
        out.append(f"[exit {code}]\n\n" if code else "\n")
    return normal("".join(out), place, server, host).rstrip("\n") + "\n"


def compare(t, name, got):
    path = EXPECTED / f"{name}.txt"
    if UPDATE:
        EXPECTED.mkdir(exist_ok=True)
        path.write_text(got, encoding="utf-8")
    wanted = path.read_text(encoding="utf-8") if path.exists() else ""
    diff = "\n".join(difflib.unified_diff(wanted.splitlines(), got.splitlines(), f"expected/{path.name}", "now", lineterm="", n=2))
    t.check(f"golden {name}", got == wanted, diff)


def session(t, binary, program, name, script, commands):
    for lang in LANGS:
        with Place(binary) as place:
            for path, content in FILES.items():
                place.write(path, content)
            (place.work / "open.key").chmod(0o644)
            with Server(program, place, script) as server:
                compare(t, f"{name}.{lang}", play(place, server, commands, lang, socket.gethostname()))


def help_pages(t, binary):
    with Place(binary) as place:
        say = lambda lang, *a: place.run(*a, lang=lang).stdout.decode("utf-8")
        overview = say("en", "help")
        verbs = re.findall(r"^  ([a-z]+)  ", overview, re.M)
        topics = overview.rsplit("topics:", 1)[1].split()
        t.check("the overview names verbs and topics", len(verbs) > 10 and len(topics) > 3, overview)
        for lang in LANGS:
            compare(t, f"help.{lang}", say(lang, "help"))
            for word in verbs + topics:
                compare(t, f"help-{word}.{lang}", say(lang, "help", word))
                t.equal(f"help {word} and --help are one text", *([say(lang, "help", word)] * 2 if word in topics else
                        [say(lang, word, "--help"), say(lang, "help", word)]))
            compare(t, f"man.{lang}", say(lang, "help", "man"))
        for shell in ("bash", "zsh"):
            compare(t, f"completion-{shell}", say("en", "completion", shell))
        return verbs


def width(text):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def columns(t, binary):
    """Texts of options start at column 28; what stands before them must not touch them."""
    def glued(line):
        n = next(i for i in range(len(line) + 1) if width(line[:i]) >= 28 or i == len(line))
        return re.match(r" +(-\w, )?--[a-z]", line) and width(line) > 28 and line[n - 1] != " "

    with Place(binary) as place:
        for lang in LANGS:
            for verb in ("run", "show", "resume", "score"):
                lines = place.run("help", verb, lang=lang).stdout.decode("utf-8").splitlines()
                t.equal(f"help {verb} {lang}: a blank after every option", [l for l in lines if glued(l)], [])
                t.equal(f"help {verb} {lang}: fits 80 columns", [l for l in lines if width(l) > 80], [])


COMPLETE = r'''
source "$1" || exit
shift
COMP_WORDS=("$@")
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
COMPREPLY=()
complete -p haechi >/dev/null || exit
_haechi haechi "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
printf '%s\n' "${COMPREPLY[@]}"
exit 0
'''


def bash(t, binary):
    with Place(binary) as place:
        script = place.write("c.bash", place.run("completion", "bash").stdout)
        place.write("questions.csv", "질문\n물음?\n")

        def offers(*words):
            p = subprocess.run(["bash", "--norc", "-c", COMPLETE, "bash", str(script), *words], cwd=place.work,
                               env=place.env(), capture_output=True, text=True)
            return p.stdout.split() if p.returncode == 0 and not p.stderr else [f"{p.returncode}: {p.stderr}"]

        t.equal("bash offers verbs", offers("haechi", "re"), ["resume", "requeue", "replay", "report"])
        t.equal("bash offers a verb's options", offers("haechi", "run", "--max-c"), ["--max-cost"])
        t.equal("bash offers no option of another verb", offers("haechi", "ls", "--max-c"), [])
        t.equal("bash offers files", offers("haechi", "run", "que"), ["questions.csv"])
        t.check("bash offers every verb", "show" in offers("haechi", "") and "version" in offers("haechi", ""))


def zsh(t, binary):
    if not shutil.which("zsh"):
        t.skip("zsh is not installed, its completion was not loaded")
        return
    with Place(binary) as place:
        script = place.write("_haechi", place.run("completion", "zsh").stdout)
        p = subprocess.run(["zsh", "-f", "-n", str(script)], capture_output=True, text=True, env=place.env())
        t.check("zsh -n reads the completion", p.returncode == 0 and not p.stderr, p.stderr)
        load = f"autoload -U compinit; compinit -D -u; source {shlex.quote(str(script))}; print -r -- $_comps[haechi]"
        p = subprocess.run(["zsh", "-f", "-c", load], capture_output=True, text=True, env=place.env(), cwd=place.work)
        t.equal("zsh takes the completion", (p.returncode, p.stdout.strip(), p.stderr), (0, "_haechi", ""))


def man(t, binary):
    groff, viewer = shutil.which("groff"), shutil.which("man")
    with Place(binary) as place:
        for lang in LANGS:
            page = place.write("haechi.1", place.run("help", "man", lang=lang).stdout)
            if groff:
                p = subprocess.run([groff, "-man", "-ww", "-b", "-z", "-K", "utf8", "-T", "utf8", str(page)],
                                   capture_output=True, text=True, env=place.env())
                t.equal(f"groff reads the man page without warnings ({lang})", (p.returncode, p.stderr), (0, ""))
            else:
                t.skip("groff is not installed")
            if viewer:
                p = subprocess.run([viewer, "--warnings", "-l", "-P", "cat", str(page)], capture_output=True, text=True,
                                   env=place.env(MANWIDTH="78"))
                t.equal(f"man shows it without warnings ({lang})", (p.returncode, p.stderr), (0, ""))
                t.check(f"man shows every verb ({lang})", all(v in p.stdout for v in ("requeue", "completion")), p.stdout[:500])
            else:
                t.skip("man is not installed")


def main():
    binary, program = arguments(2, "golden/run.sh BINARY SERVER")
    if UPDATE:
        for old in EXPECTED.glob("*.txt"):
            old.unlink()
    t = Tally()
    t.group(help_pages, binary)
    t.group(columns, binary)
    t.group(bash, binary)
    t.group(zsh, binary)
    t.group(man, binary)
    for one in SESSIONS:
        t.group(session, binary, program, *one)
    return t.end()


if __name__ == "__main__":
    sys.exit(main())
