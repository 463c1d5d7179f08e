# R4: a contribution carries its programme, its year and its purpose. No won of it goes to another programme without the
# fund's approval; it is to be spent within three years; payment requests of a year close on 30 November, 18:00.
set paper 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
as sponsor
step-up
post /api/contributions {"programme":"case-2025","amount":300000000,"designation":"협력사 스마트공장"} -> 201 keep id as contribution
expect /programme = "case-2025"
expect /designation = "협력사 스마트공장"
as finance
step-up
post /api/contributions/{contribution}/receive {"bank_reference":"출연-4"} -> 200
post /api/contributions {"programme":"winwin-2025-advanced","amount":300000000,"designation":"정부지원금"} -> 201

# Another programme cannot be agreed on that money.
as owner
post /api/models/{model}/plans {"budget":120000000,"programme":"winwin-2025-advanced"} -> 202 keep id as job
wait /api/jobs/{job} -> done keep result_id as plan
get /api/plans/{plan} -> 200 keep /document/package/options as package
post /api/applications {"plan_id":{plan},"options":{package},"sponsor_id":{hansol}} -> 201 keep id as application keep /shares/1/amount as s1
post /api/applications/{application}/submit {} -> 200
as officer
step-up
post /api/applications/{application}/approve {"note":"확인"} -> 200 keep agreement_id as agreement
as owner
step-up
post /api/agreements/{agreement}/sign {} -> 200
as sponsor
post /api/agreements/{agreement}/sign {} -> 200
as officer
post /api/agreements/{agreement}/sign {} -> 409 reason programme.unfunded

# It moves on the approval of the fund only: the accounts ask with the fund's paper, another person approves.
as finance
post /api/ledger/orders {"kind":"designation","source_id":{hansol},"from":"case-2025","to":"case-2025","amount":{s1},"reason":"전용","paper":"운영위원회 2026-3","sha256":"{paper}"} -> 201 keep id as same
post /api/ledger/orders {"kind":"designation","source_id":{hansol},"from":"case-2025","amount":{s1},"reason":"전용","paper":"운영위원회 2026-3","sha256":"{paper}"} -> 422 reason programme.order
expect /path = "/to"
post /api/ledger/orders {"kind":"designation","source_id":{hansol},"from":"case-2025","to":"winwin-2025-advanced","amount":{s1},"reason":"전용","paper":"운영위원회 2026-3","sha256":"{paper}"} -> 201 keep id as order
expect /state = "asked"
post /api/ledger/orders/{order}/approve {"note":"스스로"} -> 403 reason programme.two_persons
as sponsor
get /api/ledger/orders -> 403
as finance2
step-up
post /api/ledger/orders/{same}/approve {"note":"같은 사업"} -> 409 reason ledger.purpose
post /api/ledger/orders/{same}/refuse {"note":"같은 사업"} -> 200
expect /state = "refused"
post /api/ledger/orders/{order}/approve {"note":"운영위원회 승인 확인"} -> 200
expect /state = "approved"
post /api/ledger/orders/{order}/approve {"note":"또"} -> 409 reason programme.step
as officer
post /api/agreements/{agreement}/sign {} -> 200
expect /state = "active"

# The days: three years for every won, and the year's last moment for payment requests.
as sponsor
get /api/ledger/contributions -> 200
expect /items/0/spend_by has 2029
expect /items/0/cut_off has -11-30T09:00:00Z
expect /items/0/moved_out = {s1}
expect /items/1/moved_in = {s1}
expect /items/1/allotted = {s1}
