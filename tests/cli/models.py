"""Models that must be refused by every command that reads one."""
import copy, json, pathlib

from program import ROOT, run

SAMPLE = ROOT / "data/samples/line.json"


def with_cycle(model):
    model["paths"] = []
    model["edges"] = [{"to": "saw", "probability": 1}, {"from": "saw", "to": "lathe", "probability": 1},
                      {"from": "lathe", "to": "saw", "probability": 1}]


def without_stations(model):
    model["stations"], model["paths"] = [], []


def with_twin(model):
    model["stations"].append(model["stations"][0])


def put(*path, value):
    """A change: the last of `path` in the document set to value, or removed when it is `put`."""
    def change(model):
        for step in path[:-1]:
            model = model[step]
        if value is put:
            del model[path[-1]]
        else:
            model[path[-1]] = value
    return change


WORK = ("stations", 0, "works", 0)
CHANGES = [
    ("an unknown member", put("colour", value="red"), "kit.json_unknown", r"colour"),
    ("an unknown member deep inside", put(*WORK, "processing", "colour", value=1), "kit.json_unknown",
     r"/stations/0/works/0/processing.*colour"),
    ("a circle without a way out", with_cycle, "plant.no_exit", r"saw|lathe|edges"),
    ("a negative time", put(*WORK, "processing", "mean", value=-5), "kit.json_range",
     r"/stations/0/works/0/processing"),
    ("a law without its parameter", put(*WORK, "processing", "mean", value=put), "kit.json_missing",
     r"/stations/0/works/0/processing.*mean"),
    ("an unknown law", put(*WORK, "processing", "kind", value="magic"), "plant.choice",
     r"/stations/0/works/0/processing.*magic"),
    ("no stations", without_stations, "plant.empty", r"/stations"),
    ("a step to a station that is gone", put("stations", value=put), "plant.reference",
     r"/paths/0/steps/0.*saw"),
    ("no machines at a station", put("stations", 0, "machines", value=0), "kit.json_range",
     r"/stations/0/machines"),
    ("half a machine", put("stations", 0, "machines", value=1.5), "kit.json_type", r"/stations/0/machines"),
    ("scrap above one", put("stations", 0, "scrap", value=1.5), "kit.json_range", r"/stations/0/scrap"),
    ("a word for a number", put("stations", 0, "machines", value="two"), "kit.json_type",
     r"/stations/0/machines"),
    ("an id twice", with_twin, "plant.twice", r"/stations/10.*saw"),
    ("a step to nowhere", put("paths", 0, "steps", 0, "station", value="moon"), "plant.reference",
     r"/paths/0/steps/0.*moon"),
    ("a calendar that is not there", put("stations", 0, "calendar", value="never"), "plant.reference",
     r"/stations/0.*never"),
    ("working hours that overlap", put("calendars", 0, "windows", 1, "from", value=30000), "plant.calendar",
     r"/calendars/0/windows/1"),
    ("a week of nine days", put("calendars", 0, "windows", 9, "to", value=777600), "kit.json_range",
     r"/calendars/0/windows/9"),
    ("a date that does not exist", put("calendars", 0, "closed", 0, value="2026-02-30"), "kit.time",
     r"/calendars/0/closed/0"),
    ("an unknown time zone", put("zone", value="Mars/Olympus"), "kit.zone", r"/zone.*Mars/Olympus"),
    ("no sources", put("sources", value=[]), "plant.empty", r"source"),
    ("a version from the future", put("version", value=3), "plant.format", r"version"),
    ("another format", put("format", value="dure.plan"), "plant.format", r"format"),
    ("weights of nothing", put("sources", 0, "mix", value=[]), "plant.empty", r"/sources/0/mix"),
]

TEXTS = [
    ("an empty model", "", "kit.empty", r"text-0\.json"),
    ("a model that is no JSON", "hello", "kit.json", r"line 1"),
    ("a model cut in the middle", SAMPLE.read_bytes()[:5000], "kit.json", r"line \d+"),
    ("a model with a member twice", '{"format":"dure.model","format":"dure.model"}', "kit.json",
     r"format|duplicate"),
    ("a model of brackets", "[" * 100000, "kit.json", r"line 1"),
    ("a model that is a list", "[1]", "kit.json_type", r"text-5\.json"),
    ("a model with a number beyond all bounds", '{"format":"dure.model","version":1e999}', "kit.json",
     r"line 1"),
    ("a model with a broken letter", b'{"format":"\xff\xfe"}', "kit.json", r"line 1"),
    ("a model with words after its end", '{} and more', "kit.json", r"line 1"),
    ("a model with escape codes for the terminal", '{"\\u001b[31mred":1}', "kit.json_missing", r"format"),
]


def check(tap, refusals, folder):
    check_engines(tap, refusals, folder)
    sample = json.loads(SAMPLE.read_text())
    for number, (name, change, reason, place) in enumerate(CHANGES):
        model = copy.deepcopy(sample)
        change(model)
        path = folder.write(f"model-{number}.json", json.dumps(model, ensure_ascii=False))
        for command in (["simulate"], ["advise", "-o", folder / "plan.json"],
                        ["plant-log", "-o", folder / "log.csv"]):
            refusals.check(f"{command[0]} refuses {name}", [*command, path], reason, place)
    prices = pathlib.Path("data/advice/options-kr.json").read_bytes()
    large = folder.write("large.json", prices + b" " * (1 << 20))
    refusals.check("advise refuses a catalogue of more than a MiB whole instead of reading its beginning",
                   ["advise", SAMPLE, "--options", large, "-o", folder / "plan.json"], "kit.too_large", r"large\.json.*1048576")
    for number, (name, text, reason, place) in enumerate(TEXTS):
        path = folder.write(f"text-{number}.json", text)
        refusals.check(f"{name} is refused", ["simulate", path], reason, place)


def serial():
    """A line without anything that needs events."""
    law = {"kind": "exponential", "mean": 60}
    stations = [{"id": f"s{i}", "machines": 1, "works": [{"processing": law}],
                 **({"queue_capacity": 3} if i else {})} for i in range(4)]
    return {"format": "dure.model", "version": 1, "name": "serial", "zone": "Asia/Seoul",
            "start": "2026-01-05", "items": [{"id": "part"}], "stations": stations,
            "paths": [{"item": "part", "weight": 1, "steps": [{"station": s["id"]} for s in stations]}],
            "sources": [{"id": "in", "kind": "saturated", "mix": [{"item": "part", "weight": 1}],
                         "quantity": {"kind": "constant", "value": 1}}]}


def check_engines(tap, refusals, folder):
    path = folder.write("serial.json", json.dumps(serial()))
    words = ["simulate", path, "--days", 3, "--replications", 12, "--json"]
    told = {engine: run(*words, "--engine", engine) for engine in ("auto", "events", "recursion")}
    read = {engine: json.loads(done.out) if done.code == 0 else {} for engine, done in told.items()}
    names = [read[engine].get("engine", "") for engine in ("auto", "events", "recursion")]
    tap.line(names[0] == names[2] and names[0].startswith("dure-lanes") and names[1].startswith("dure-sim"),
             "a serial line runs by recursion unless events are asked for", told["auto"])
    same = all(read["events"].get(key) and
               all(abs(a - b) <= 1e-9 * abs(a) for a, b in zip(read["events"][key], read["recursion"].get(key, [])))
               and len(read["events"][key]) == len(read["recursion"].get(key, []))
               for key in ("throughput_of_replication", "lead_of_replication"))
    tap.line(same, "both engines say the same of every replication", told["recursion"])
    done = run("simulate", SAMPLE, "--days", 2, "--replications", 2, "--lang", "en")
    tap.line(done.code == 0 and "engine: events (more than one item is sent in)" in done.out,
             "a line that needs events says why", done)
    refusals.check("a recursion is refused where events are needed",
                   ["simulate", SAMPLE, "--engine", "recursion"], "lanes.events", "")
    refusals.check("an engine that does not exist is refused", ["simulate", path, "--engine", "magic"],
                   "plant.choice", "--engine")
