"""Command lines that make no sense, and the help that says how they would."""
import json, shutil, subprocess, unicodedata

from program import DURE, ROOT, run

MODEL = "data/samples/line.json"

LINES = [
    ("an unknown command", ["simulat", MODEL], r"simulat.*simulate"),
    ("help about an unknown command", ["help", "simulat"], r"simulat.*simulate"),
    ("an unknown option", ["simulate", MODEL, "--fast"], r"--fast.*--days"),
    ("an unknown short option", ["simulate", MODEL, "-x"], r"-x.*--days"),
    ("an option without its value", ["simulate", MODEL, "--days"], r"--days"),
    ("a flag with a value", ["simulate", MODEL, "--json=yes"], r"--json"),
    ("no model", ["simulate"], r"MODEL\.json"),
    ("two models", ["simulate", MODEL, MODEL], r"line\.json.*one argument too many"),
    ("zero days", ["simulate", MODEL, "--days", "0"], r"--days.*1 to 3650.*\"0\""),
    ("negative days", ["simulate", MODEL, "--days", "-3"], r"--days.*\"-3\""),
    ("days with letters", ["simulate", MODEL, "--days", "3x"], r"--days.*\"3x\""),
    ("days with a blank", ["simulate", MODEL, "--days", " 3"], r"--days.*\" 3\""),
    ("empty days", ["simulate", MODEL, "--days="], r"--days"),
    ("days beyond all integers", ["simulate", MODEL, "--days", "9" * 30], r"--days"),
    ("a thousand threads", ["simulate", MODEL, "--threads", "1000"], r"--threads.*256"),
    ("a budget of nothing", ["advise", MODEL, "--budget", "0"], r"--budget.*\"0\""),
    ("a budget in words", ["advise", MODEL, "--budget", "많이"], r"--budget.*많이"),
    ("a negative budget", ["advise", MODEL, "--budget", "-5"], r"--budget"),
    ("a budget beyond the limit", ["advise", MODEL, "--budget", "9000001억"], r"--budget"),
    ("a plan over its model", ["advise", MODEL, "-o", MODEL], r"line\.json"),
    ("a port beyond all ports", ["serve", "--port", "70000"], r"--port.*65535"),
    ("a thing that cannot be described", ["describe", "weather"], r"weather.*openapi"),
    ("a value of a story without a name", ["story", MODEL, "--set", "x"], r"--set.*NAME=VALUE"),
]
COMMANDS = ["calibrate", "simulate", "advise", "plant-log", "serve", "demo", "story", "describe", "help"]


def columns(text):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def check_language(tap):
    done = run("simulate", MODEL, "--lang", "fr")
    tap.line(done.code == 2 and '--lang' in done.err and '"fr"' in done.err and "ko" in done.err,
             "an unknown language is refused", done)
    done = run("simulate", MODEL, "--lang")
    tap.line(done.code == 2 and "--lang" in done.err, "a language without a value is refused", done)
    for words, text in (([], "명령"), (["--lang", "en"], "COMMAND")):
        done = run("help", *words)
        tap.line(done.code == 0 and text in done.out and not done.err,
                 f"the help speaks {'English' if words else 'Korean'}", done)


def check_help(tap):
    for command in COMMANDS:
        for language, title in (("ko", "보기:"), ("en", "Examples:")):
            done = run("help", command, "--lang", language)
            asked = run(command, "--help", "--lang", language)
            good = done.code == 0 and title in done.out and f"  dure {command}" in done.out and asked.out == done.out
            long = [line for line in done.out.splitlines() if columns(line) > 100]
            tap.line(good and not long,
                     f"help {command} ({language}) has an example, and --help says the same",
                     f"{done}\n{asked}\nlonger than 100 columns: {long}")


def check_table(tap):
    done = run("simulate", MODEL, "--days", 5, "--replications", 3)
    begin = [i for i, line in enumerate(done.out.splitlines()) if line.startswith("  공정")]
    table = done.out.splitlines()[begin[0]:] if begin else []
    table = table[:table.index("")] if "" in table else table
    widths = {columns(line.split("  ←")[0]) for line in table}
    tap.line(len(table) == 11 and len(widths) == 1, "the stations' table lines up with Korean names",
             f"{widths}\n{done}")


def check_shipped(tap, folder):
    """Called from a folder that is neither the source tree nor the prefix, with a `data` of its own."""
    prefix, stand = folder / "prefix", folder / "elsewhere"
    (prefix / "bin").mkdir(parents=True)
    (stand / "data" / "rules").mkdir(parents=True)
    (stand / "data/rules/winwin-2025-advanced.json").write_text("not ours")
    shutil.copy(DURE, prefix / "bin/dure")
    shutil.copytree(ROOT / "data", prefix / "share/dure/data")
    rules = prefix / "share/dure/data/rules/winwin-2025-advanced.json"
    document = json.loads(rules.read_text())
    document["key"] = "rules-of-this-prefix"
    rules.write_text(json.dumps(document))
    asked = ["advise", ROOT / MODEL, "--lang", "en", "-o", stand / "plan.json"]
    for name, program, key in (("an installed prefix", prefix / "bin/dure", "rules-of-this-prefix"),
                               ("the source tree", DURE, "winwin-2025-advanced")):
        done = subprocess.run([program, *asked], cwd=stand, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        plan = json.loads((stand / "plan.json").read_text()) if done.returncode == 0 else {}
        tap.line(plan.get("rules", {}).get("key") == key,
                 f"called from anywhere the program finds the rules and prices of {name}",
                 f"{done.stdout[-900:]}\n{plan.get('rules')}")
    rules.unlink()
    done = subprocess.run([prefix / "bin/dure", *asked], cwd=folder.path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    tap.line(done.returncode == 1 and "data/rules/winwin-2025-advanced.json" in done.stdout,
             "what is nowhere near the program is named", done.stdout)
    shutil.rmtree(prefix)
    shutil.rmtree(stand)
    helps = {command: run("help", command, "--lang", "en").out for command in ("advise", "serve", "demo", "simulate")}
    told = {command for command, text in helps.items() if "share/dure" in text}
    tap.line(told == {"advise", "serve", "demo"}, "the help says where shipped files are looked for", helps)


def check(tap, refusals, folder):
    for name, arguments, place in LINES:
        refusals.check(f"{name} is refused with code 2", arguments, "app.usage", place)
    control = folder.write("a\x1b[31m.json", "hello")
    done = run("simulate", control)
    tap.line(done.code == 1 and "\x1b" not in done.err, "a file's name cannot colour the terminal",
             repr(done.err))
    check_language(tap)
    check_help(tap)
    check_table(tap)
    check_shipped(tap, folder)
