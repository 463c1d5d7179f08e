# Everyone sees what is theirs, and nothing beside it: two firms, two sponsors, one operator.
as owner
upload /api/logs samples/line-log.csv -> 201 keep id as log
post /api/models/{model}/runs {"horizon_days":5,"replications":2,"seed":1} -> 202 keep id as runjob
wait /api/jobs/{runjob} -> done keep result_id as run
get /api/runs -> 200
expect /items count 1
expect /items/0/id = {run}
expect /items/0/model_id = {model}
expect /items/0/seed = 1
expect / lacks states
post /api/applications {"plan_id":{plan},"options":{package},"sponsor_id":{hansol}} -> 201 keep id as application
patch /api/applications/{application} {"title":"한빛의 초안"} -> 200
as owner2
post /api/applications {"plan_id":{plan2},"options":{package2},"sponsor_id":{daon}} -> 201 keep id as application2
patch /api/applications/{application2} {"title":"두물의 초안"} -> 200

# The other firm sees no log, model, run, plan, job or application of this one, and can do nothing to them.
get /api/logs -> 200
expect /items count 0
get /api/logs/{log} -> 404 reason api.not_found
post /api/logs/{log}/calibrations {"name":"남의 것","mapping":null} -> 404
get /api/models -> 200
expect /items count 1
expect /items/0/id = {model2}
get /api/models/{model} -> 404
get /api/models/{model}/document -> 404
post /api/models/{model}/runs {"horizon_days":5,"replications":2,"seed":1} -> 404
post /api/models/{model}/plans {"budget":1000000,"programme":"winwin-2025-advanced"} -> 404
get /api/runs -> 200
expect /items count 0
get /api/runs/{run} -> 404
get /api/plans -> 200
expect /items count 1
expect /items/0/id = {plan2}
get /api/plans/{plan} -> 404
get /api/jobs/{runjob} -> 404
get /api/jobs/{runjob}/events -> 404
post /api/jobs/{runjob}/cancel {} -> 404
post /api/applications {"plan_id":{plan},"options":{package},"sponsor_id":{daon}} -> 404 reason store.no_row
expect /path = "/plan_id"
get /api/applications -> 200
expect /items count 1
expect /items/0/title = "두물의 초안"
get /api/applications/{application} -> 404 reason api.not_found
patch /api/applications/{application} {"title":"바꿔치기"} -> 404
post /api/applications/{application}/submit {} -> 404
get /api/dashboard -> 200
expect /cases count 1
expect / lacks 한빛

# A draft is nobody's but its firm's: sponsor, operator and ministry do not see that it exists.
as sponsor
get /api/applications -> 200
expect /items count 0
get /api/applications/{application} -> 404 reason api.not_found
get /api/dashboard -> 200
expect /cases count 0
as officer
get /api/applications -> 200
expect /items count 0
get /api/applications/{application} -> 404 reason api.not_found
post /api/applications/{application}/approve {"note":"초안인데"} -> 404
post /api/applications/{application}/return {"note":"초안인데"} -> 404
get /api/plans/{plan} -> 404
get /api/dashboard -> 200
expect /cases count 0
expect /todo count 0
as ministry
get /api/applications -> 200
expect /items count 0
get /api/applications/{application} -> 404

# The firm's staff sees it, and writes, and does not hand in: that is for who represents the firm.
as member
get /api/applications/{application} -> 200
patch /api/applications/{application} {"summary":"톱 절단 공정이 병목이라 먼저 고칩니다."} -> 200
post /api/applications/{application}/submit {} -> 403 reason api.forbidden

as owner
post /api/applications/{application}/submit {} -> 200
expect /state = "submitted"
as owner2
post /api/applications/{application2}/submit {} -> 200

# Handed in, it is seen by those who have a part: each sponsor its own case, the operator both.
as sponsor
get /api/applications -> 200
expect /items count 1
expect /items/0/id = {application}
get /api/applications/{application} -> 200
expect /adopter has 한빛정밀
get /api/applications/{application2} -> 404 reason api.not_found
get /api/dashboard -> 200
expect /cases count 1
expect / lacks 두물
as sponsor2
get /api/applications -> 200
expect /items count 1
expect /items/0/id = {application2}
get /api/applications/{application} -> 404
get /api/dashboard -> 200
expect / lacks 한빛
as owner2
get /api/applications/{application} -> 404
patch /api/applications/{application} {"title":"바꿔치기"} -> 404
post /api/applications/{application}/submit {} -> 404
as reviewer
get /api/applications -> 200
expect /items count 0
get /api/applications/{application} -> 404 reason api.not_found
as supplier
get /api/applications -> 200
expect /items count 0
as mentor
get /api/applications -> 200
expect /items count 0
as officer
get /api/applications -> 200
expect /items count 2
get /api/plans/{plan} -> 200
expect /document/package/options = {package}
get /api/logs -> 403
get /api/logs/{log} -> 404
get /api/models/{model} -> 404
get /api/models/{model}/document -> 404
get /api/runs/{run} -> 403

# What comes from the factory is never shown to a sponsor, not even of the firm that it pays for.
as sponsor
get /api/plans -> 403
get /api/plans/{plan} -> 404 reason api.not_found
get /api/logs -> 403
get /api/logs/{log} -> 404
post /api/logs {} -> 403
get /api/models -> 403
get /api/models/{model} -> 404
get /api/models/{model}/document -> 404
get /api/runs/{run} -> 403
get /api/jobs/{runjob} -> 403
get /api/jobs/{runjob}/events -> 403

# The administrator runs accounts and reads no case.
as admin
get /api/applications -> 403
get /api/applications/{application} -> 403
get /api/plans/{plan} -> 403
get /api/logs -> 403
get /api/logs/{log} -> 403
get /api/models -> 403
get /api/agreements -> 403
get /api/contributions -> 403
get /api/ledger/accounts -> 403
get /api/ledger/transfers -> 403
get /api/ledger/export -> 403
get /api/read-log -> 403
get /api/dashboard -> 200
expect /role = "admin"
expect /cases absent
expect /numbers absent
expect / lacks 한빛

# The case goes on to a booked payment; the money's readers are told apart just the same.
as finance
post /api/contributions {"programme":"winwin-2025-advanced","amount":300000000,"designation":"정부지원금"} -> 201
as sponsor
post /api/contributions {"programme":"winwin-2025-advanced","amount":200000000,"designation":"협력사 고도화"} -> 201 keep id as contribution
as sponsor2
post /api/contributions {"programme":"winwin-2025-advanced","amount":100000000,"designation":"다온의 몫"} -> 201 keep id as contribution2
get /api/contributions -> 200
expect /items count 1
expect / lacks 한솔
as sponsor
get /api/contributions -> 200
expect /items count 1
expect / lacks 다온
post /api/contributions/{contribution}/receive {"bank_reference":"남의-입금"} -> 403
as finance
post /api/contributions/{contribution}/receive {"bank_reference":"출연-1"} -> 200
post /api/contributions/{contribution2}/receive {"bank_reference":"출연-2"} -> 200
as owner
get /api/contributions -> 403
as officer
post /api/applications/{application}/approve {"note":"확인"} -> 200 keep agreement_id as agreement
post /api/applications/{application2}/approve {"note":"확인"} -> 200 keep agreement_id as agreement2
as owner
post /api/agreements/{agreement}/sign {} -> 200
as sponsor
post /api/agreements/{agreement2}/sign {} -> 404
post /api/agreements/{agreement}/sign {} -> 200
as owner2
post /api/agreements/{agreement}/sign {} -> 404
as sponsor2
post /api/agreements/{agreement}/sign {} -> 404
as officer
post /api/agreements/{agreement}/sign {} -> 200
expect /state = "active"

as owner2
get /api/agreements -> 200
expect /items count 1
expect /items/0/id = {agreement2}
get /api/agreements/{agreement} -> 404
post /api/agreements/{agreement}/payments {"tranche":"advance","amount":1000,"payee":"가","evidence":"나"} -> 404
get /api/ledger/accounts -> 200
expect /items count 0
get /api/ledger/transfers -> 200
expect /items count 0
get /api/ledger/export -> 403
get /api/dashboard -> 200
expect / lacks 한빛
as sponsor2
get /api/agreements -> 200
expect /items count 1
get /api/agreements/{agreement} -> 404
get /api/ledger/accounts -> 200
expect / has 다온전자
expect / lacks 한빛
expect / lacks 한솔
get /api/ledger/transfers -> 200
expect / lacks 한솔
get /api/ledger/export -> 403
as owner
get /api/ledger/transfers -> 200
expect / has 한솔전자
expect / lacks 다온
get /api/ledger/accounts -> 200
expect / lacks 다온
as ministry
get /api/ledger/transfers -> 200
expect / has 다온전자
expect / has 한솔전자

# Who has no part in any case lists nothing and opens nothing.
as supplier
get /api/applications -> 200
expect /items count 0
get /api/agreements -> 200
expect /items count 0
get /api/ledger/accounts -> 200
expect /items count 0
get /api/ledger/transfers -> 200
expect /items count 0
get /api/applications/{application} -> 404
get /api/agreements/{agreement} -> 404
get /api/plans/{plan} -> 404
get /api/contributions -> 403
get /api/dashboard -> 200
expect /cases count 0
expect / lacks 한빛
as mentor
get /api/applications -> 200
expect /items count 0
get /api/agreements -> 200
expect /items count 0
get /api/applications/{application} -> 404
get /api/agreements/{agreement} -> 404
get /api/plans/{plan} -> 404
get /api/ledger/accounts -> 403
get /api/dashboard -> 200
expect /cases count 0
expect / lacks 한빛
as reviewer
get /api/applications -> 200
expect /items count 0
get /api/applications/{application} -> 404 reason api.not_found
get /api/agreements -> 403
get /api/plans/{plan} -> 404
get /api/ledger/accounts -> 403
get /api/dashboard -> 200
expect /cases count 0
expect / lacks 한빛

# Nobody sees anything without a session.
as nobody
get /api/applications -> 401 reason people.no_session
get /api/agreements/{agreement} -> 401
get /api/models/{model}/document -> 401
get /api/ledger/export -> 401
get /api/read-log -> 401

# The firm sees who read its plan and its case; another firm's log of reads tells nothing of that.
as owner
get /api/read-log -> 200
expect / has operator_officer
expect / has sponsor_officer
expect / has /api/plans/
expect / lacks 다온
as owner2
get /api/read-log -> 200
expect / lacks 한솔
