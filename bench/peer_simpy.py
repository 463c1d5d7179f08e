#!/usr/bin/python3
"""peer_simpy.py SECONDS SEED -- the line of line.c in SimPy.

Breakdowns are written without interrupts: the time to the next one is known, so a station sleeps
to the end of its work or to the stop, whichever comes first. Same law, fewer events: in SimPy's
favour."""
import json, random, sys, time

import simpy

STATIONS, PLACES = 10, 5


def station(env, luck, before, after, count):
    until_stop = luck.expovariate(1 / 100)
    while True:
        if before is not None:
            yield before.get()
        count[0] += 1
        work = luck.expovariate(1)
        while until_stop < work:
            yield env.timeout(until_stop)
            work -= until_stop
            yield env.timeout(luck.expovariate(1 / 5))
            until_stop = luck.expovariate(1 / 100)
        until_stop -= work
        yield env.timeout(work)
        if after is None:
            count[1] += 1
        else:
            yield after.put(1)


length, luck = float(sys.argv[1]), random.Random(int(sys.argv[2]))
env, count = simpy.Environment(), [0, 0]
between = [simpy.Store(env, capacity=PLACES) for _ in range(STATIONS - 1)]
for i in range(STATIONS):
    env.process(station(env, luck, between[i - 1] if i else None,
                        between[i] if i + 1 < STATIONS else None, count))
cpu = time.process_time()
env.run(until=length)
cpu = time.process_time() - cpu
print(json.dumps({"visits": count[0], "finished": count[1], "per_second": count[1] / length,
                  "cpu": cpu, "version": simpy.__version__}))
