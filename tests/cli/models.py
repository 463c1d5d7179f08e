"""Models that must be refused by every command that reads one."""
import copy, json, pathlib

from program import ROOT

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
    ("a version from the future", put("version", value=2), "plant.format", r"version"),
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
