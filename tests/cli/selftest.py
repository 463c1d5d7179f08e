"""Known answers: every case that is shipped; in `./dev test all` those of the data folder, too (of these each run
takes a fifth under the sanitizers)."""
import os, pathlib, re

from program import ROOT, run

SECONDS = 100 * float(os.environ.get("DURE_PATIENCE", "5"))


def check(tap, folder):
    data = pathlib.Path(os.environ.get("DURE_DATA", ROOT.parent / "shared/data"))
    given = [path for path in (data / "sim_cases.json", data.parent / "design/sim_cases.json") if path.exists()]
    for sentence, path in (("the self-test finds every answer that it is shipped with", None),
                           ("the self-test finds every answer of the given cases", given[0] if given else "")):
        if path is not None and int(os.environ.get("DURE_SEEDS", "100")) < 1000:
            continue
        if path == "":
            tap.skip(sentence, "no sim_cases.json among the data (DURE_DATA)")
            continue
        done = run("selftest", *([path] if path else []), "--lang", "en", seconds=SECONDS)
        counts = re.search(r"^passed (\d+), failed (\d+), cannot tell (\d+), not run (\d+)", done.out, re.M)
        tap.line(done.code == 0 and counts is not None and int(counts[1]) > 25
                 and counts.groups()[1:] == ("0", "0", "0"), sentence, done)
