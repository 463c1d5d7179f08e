"""Long work stopped by hand, full disks, and the same bits for the same seed."""
import hashlib, json, os, signal

from program import Small, run

MODEL = "data/samples/line.json"
LOG = "data/samples/line-log.csv"
LONG = ["simulate", MODEL, "--days", 3650, "--replications", 10000]


def check_interrupt(tap, refusals, folder):
    cancelled = refusals.words["plant.cancelled"][2]
    for name, number in (("Ctrl-C", signal.SIGINT), ("a plain kill", signal.SIGTERM)):
        done = run(*LONG, "--lang", "en", interrupt_after=0.7, signal_number=number)
        tap.line(done.code == 1 and not done.out and f"dure: {cancelled}" in done.err and done.seconds < 10,
                 f"{name} ends a simulation in good order", done)
    keep = folder.write("plan.json", "the old plan")
    before = folder.state()
    done = run("advise", slow_model(folder), "-o", keep, "--lang", "en", interrupt_after=0.7)
    after = {name: state for name, state in folder.state().items() if "slow" not in name}
    tap.line(done.code == 1 and not done.out and f"dure: {cancelled}" in done.err and done.seconds < 10 and after == before,
             "Ctrl-C ends advice in good order and the old plan stays", done)
    stopped = refusals.words["calibrate.cancelled"][2]
    model = folder / "never.json"
    done = run("calibrate", LOG, "-o", model, "--replications", 1000, "--lang", "en", interrupt_after=0.2)
    tap.line(done.code == 1 and not done.out and f"dure: {stopped}" in done.err and not model.exists() and done.seconds < 10,
             "Ctrl-C ends a calibration in good order with nothing written", done)


def slow_model(folder):
    """The sample with twenty times the orders and machines: advice on it takes long."""
    model = json.loads(open(MODEL).read())
    for station in model["stations"]:
        station["machines"] = min(20 * station["machines"], 100)
    model["sources"][0]["between"]["mean"] /= 20
    return folder.write("slow.json", json.dumps(model))


def check_overload(tap, folder):
    model = json.loads(open(MODEL).read())
    model["sources"][0]["between"]["mean"] = 0.001
    done = run("simulate", folder.write("flood.json", json.dumps(model)), "--lang", "en", seconds=120)
    tap.line(done.code == 1 and "grows without bound" in done.err and done.peak < 4 << 30 and not done.late,
             "a flood of orders is refused in bounded time and memory", f"{done.peak >> 20} MB\n{done}")


def check_same_bits(tap):
    ask = ["simulate", MODEL, "--json", "--days", 20, "--replications", 6]
    prints = {threads: hashlib.sha256(run(*ask, "--seed", 7, "--threads", threads).out.encode()).hexdigest()
              for threads in (1, 2, 3)}
    again, other = run(*ask, "--seed", 7).out, run(*ask, "--seed", 8).out
    result = json.loads(again)
    tap.line(len(set(prints.values())) == 1 and len(result) > 5,
             "one, two and three threads give the same bits", prints)
    tap.line(hashlib.sha256(again.encode()).hexdigest() in prints.values(),
             "the same seed gives the same bits again", again[:200])
    tap.line(again != other, "another seed gives another result", other[:200])
    logs = [run("plant-log", MODEL, "--days", 7, "--seed", seed).out for seed in (3, 3, 4)]
    tap.line(logs[0] == logs[1] != logs[2] and len(logs[0]) > 1000,
             "the same seed gives the same production log", logs[0][:200])
    models = [run("calibrate", LOG, "-o", "-", "--replications", 2).out for _ in range(2)]
    tap.line(models[0] == models[1] and json.loads(models[0])["format"] == "dure.model",
             "the same log gives the same model", models[0][:200])


def run_unread(*arguments):
    """With a standard output whose reader has gone, as behind `| head -1`."""
    reader, writer = os.pipe()
    os.close(reader)
    done = run(*arguments, stdout=writer)
    os.close(writer)
    return done


def check_unread(tap, folder):
    for name, command in (("the help", ["help"]), ("a long description", ["describe", "openapi"]),
                          ("a log", ["plant-log", MODEL, "--days", 28])):
        done = run_unread(*command)
        tap.line(done.code == 0 and not done.err, f"{name} whose reader goes away ends in silence", done)
    model = folder / "unread.json"
    done = run_unread("calibrate", LOG, "--replications", 2, "-o", model)
    tap.line(done.code == 0 and not done.err and json.loads(model.read_text())["format"] == "dure.model",
             "a model is written though nobody reads the report", done)


def check_margin(tap):
    ask = ["advise", MODEL, "--budget", "1억 2천만", "--lang", "en"]
    poor, rich = run(*ask, "--margin", "100"), run(*ask, "--margin", "100,000")
    tap.line(poor.code == 0 and rich.code == 0 and "won, pays back in" in rich.out and poor.out != rich.out,
             "amounts are read as people write them, and advice counts with them", f"{poor}\n{rich}")


def check_device(tap, refusals):
    reason = refusals.words["kit.file"][2]
    for name, command in (("a table", ["simulate", MODEL, "--replications", 3]),
                          ("JSON", ["simulate", MODEL, "--json", "--replications", 3]),
                          ("a log", ["plant-log", MODEL, "--days", 3]), ("the help", ["help"]),
                          ("a description", ["describe", "reasons"])):
        with open("/dev/full", "wb") as full:
            done = run(*command, "--lang", "en", stdout=full)
        tap.line(done.code == 1 and reason in done.err and "standard output: No space left" in done.err,
                 f"{name} that does not fit on standard output is a failure", done)
    kind = os.stat("/dev/null").st_mode
    done = run("plant-log", MODEL, "--days", 3, "-o", "/dev/null")
    tap.line(done.code == 0 and os.stat("/dev/null").st_mode == kind, "a device named with -o stays a device",
             done)


def check_full_disk(tap, refusals):
    sentence = "a full disk keeps the old file and leaves nothing half written"
    small = Small("256k")
    if not small.ok:
        tap.skip(sentence, "only root may mount a small file system")
        small.remove()
        return
    (small / "old").write_text("the old file")
    small.fill()
    for name, command in (("calibrate", ["calibrate", LOG, "--replications", 2]),
                          ("plant-log", ["plant-log", MODEL]),
                          ("advise", ["advise", MODEL])):
        refusals.check(f"{sentence}: {name}", [*command, "-o", small / "old"], "kit.file",
                       r"old: No space left", seconds=60,
                       watched=small, out_too=True)
    small.remove()


def check_replaced(tap, folder):
    link, target = folder / "link.csv", folder.write("target.csv", "old")
    link.symlink_to(target)
    done = run("plant-log", MODEL, "--days", 3, "-o", link)
    tap.line(done.code == 0 and link.is_symlink() and target.read_text().count("\n") > 10,
             "-o through a link writes the file it names", done)
    left = [path.name for path in folder.path.iterdir() if ".part" in path.name]
    tap.line(not left, "nothing half written is left anywhere", left)


def check(tap, refusals, folder):
    check_interrupt(tap, refusals, folder)
    check_overload(tap, folder)
    check_same_bits(tap)
    check_unread(tap, folder)
    check_margin(tap)
    check_device(tap, refusals)
    check_full_disk(tap, refusals)
    check_replaced(tap, folder)
