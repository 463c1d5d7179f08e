# A work that is stopped leaves nothing; one that cannot succeed says why; one that has ended stays ended.
as owner
get /api/models -> 200
expect /items count 1
get /api/plans -> 200
expect /items count 1
post /api/models/{model}/runs {"horizon_days":3650,"replications":10000,"seed":1} -> 202 keep id as long
post /api/jobs/{long}/cancel {} -> 200
wait /api/jobs/{long} -> cancelled
expect /result_id = null
post /api/jobs/{long}/cancel {} -> 409 reason jobs.ended
# Two at once keep both workers busy, a third is called off while it waits.
post /api/models/{model}/runs {"horizon_days":3650,"replications":10000,"seed":2} -> 202 keep id as first
post /api/models/{model}/runs {"horizon_days":3650,"replications":10000,"seed":3} -> 202 keep id as second
post /api/models/{model}/plans {"budget":50000000,"programme":"winwin-2025-advanced"} -> 202 keep id as third
post /api/jobs/{third}/cancel {} -> 200
post /api/jobs/{first}/cancel {} -> 200
post /api/jobs/{second}/cancel {} -> 200
wait /api/jobs/{first} -> cancelled
wait /api/jobs/{second} -> cancelled
wait /api/jobs/{third} -> cancelled
expect /result_id = null
get /api/plans -> 200
expect /items count 1
# Plans under rules that are not there.
post /api/models/{model}/plans {"budget":50000000,"programme":"no-such-rules"} -> 202 keep id as lost
wait /api/jobs/{lost} -> failed reason programme.unknown
expect /result_id = null
post /api/jobs/{lost}/cancel {} -> 409 reason jobs.ended
# A log too short for a model is taken in and explained, and its calibration says what is missing.
upload /api/logs {files}/short.csv -> 201 keep id as log
post /api/logs/{log}/calibrations {"name":"짧은 기록","mapping":null} -> 202 keep id as short
wait /api/jobs/{short} -> failed reason calibrate.too_little
post /api/logs/{log}/calibrations {"name":"짧은 기록","mapping":{"no_such_role":"시작"}} -> 202 keep id as odd
wait /api/jobs/{odd} -> failed reason kit.json_unknown
get /api/models -> 200
expect /items count 1
get /api/plans -> 200
expect /items count 1
# Numbers outside their limits never become a work.
post /api/models/{model}/runs {"horizon_days":0,"replications":2,"seed":1} -> 422 reason kit.json_range
expect /path = "/horizon_days"
post /api/models/{model}/runs {"horizon_days":5,"replications":10001,"seed":1} -> 422
expect /path = "/replications"
post /api/models/{model}/runs {"horizon_days":5,"replications":2,"seed":-1} -> 422
expect /path = "/seed"
post /api/models/{model}/runs {"horizon_days":5.5,"replications":2,"seed":1} -> 422
post /api/models/{model}/plans {"budget":0,"programme":"winwin-2025-advanced"} -> 422
expect /path = "/budget"
