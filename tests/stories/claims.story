# A cost is disallowed, claimed back for the sources that paid it, received and returned; a related party
# of the sponsor gets none of its money.
as owner
post /api/applications {"plan_id":{plan},"options":{package},"sponsor_id":{hansol}} -> 201 keep id as application keep /shares/0/amount as s0 keep /shares/1/amount as s1 keep /shares/2/amount as s2
patch /api/applications/{application} {"title":"병목 개선","contact":"한상우"} -> 200
post /api/applications/{application}/submit {} -> 200
as finance
post /api/contributions {"programme":"winwin-2025-advanced","amount":3000000000,"designation":"정부지원금"} -> 201
as sponsor
post /api/contributions {"programme":"winwin-2025-advanced","amount":2000000000,"designation":"협력사 고도화"} -> 201 keep id as contribution
as finance
post /api/contributions/{contribution}/receive {"bank_reference":"출연-1"} -> 200
as officer
post /api/applications/{application}/approve {"note":"확인됨"} -> 200 keep agreement_id as agreement
as owner
step-up
post /api/agreements/{agreement}/sign {} -> 200
as sponsor
step-up
post /api/agreements/{agreement}/sign {} -> 200

# The sponsor has a related firm: the other one. This case goes on.
as officer
step-up
post /api/ledger/related {"source_id":{hansol},"organisation_id":{dumul},"basis":"같은 기업집단"} -> 201
get /api/ledger/related -> 200
expect /items count 1
expect /items/0/basis = "같은 기업집단"
expect /items/0/organisation_id = {dumul}
as sponsor
get /api/ledger/related -> 200
expect /items count 1
as sponsor2
get /api/ledger/related -> 200
expect /items count 0
as owner
get /api/ledger/related -> 403
as officer
post /api/agreements/{agreement}/sign {} -> 200
expect /state = "active"
as finance
step-up
post /api/agreements/{agreement}/deposits {"amount":{s2},"bank_reference":"자부담-1"} -> 201
get /api/agreements/{agreement} -> 200 keep /tranches/0/id as tranche keep /tranches/0/amount as advance
# Pay on proof: the start report first.
as owner
post /api/agreements/{agreement}/supplier {"supplier_id":{didim}} -> 204
as supplier
get /api/tasks -> 200 keep /items/0/matter_id as start
set paper 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
post /api/matters/{start}/steps/submit {"values":{"guarantee_number":"가상-0001","guarantee_until":"{today+400}","design_finish":"{today+60}"},"evidence":[{"name":"착수계.pdf","sha256":"{paper}"}]} -> 200
as owner
post /api/matters/{start}/steps/approve {"note":"설계 일정 확인"} -> 200
as officer
post /api/matters/{start}/steps/accept {} -> 200
post /api/agreements/{agreement}/proofs {"kind":"business_alive","organisation_id":{hanbit},"good":true,"reference":"휴폐업조회: 계속사업자"} -> 204
post /api/agreements/{agreement}/proofs {"kind":"business_alive","organisation_id":{didim},"good":true,"reference":"휴폐업조회: 계속사업자"} -> 204
post /api/agreements/{agreement}/proofs {"kind":"account_registered","organisation_id":{didim},"good":true,"reference":"사업비 계좌 확인"} -> 204
as finance
post /api/agreements/{agreement}/payments {"tranche":"{tranche}","amount":{advance},"payee":"디딤솔루션(가상)","evidence":"착수계"} -> 201 keep id as payment
as finance2
step-up
post /api/payments/{payment}/approve {} -> 200
post /api/payments/{payment}/confirm {"bank_reference":"지급-1"} -> 200

as finance
post /api/ledger/claims {"agreement_id":{agreement},"amount":900000000000,"basis":"정산 불인정","decision":"제재조치위원회 3호"} -> 422 reason ledger.claim_order
expect /path = "/amount"
post /api/ledger/claims {"agreement_id":{agreement},"amount":1000000,"basis":"정산 불인정","decision":"제재조치위원회 3호"} -> 201 keep id as claim
expect /state = "noticed"
expect /owed_principal = 1000000
post /api/ledger/claims/{claim}/dun {} -> 409 reason ledger.claim_step
post /api/ledger/claims/{claim}/receipts {"amount":1000001} -> 409 reason ledger.over_claim
post /api/ledger/claims/{claim}/return {} -> 409 reason ledger.claim_step
post /api/ledger/claims/{claim}/receipts {"amount":400000} -> 200
expect /owed_principal = 600000
get /api/ledger/duties -> 200
expect / has 환수금(반환 대기)
post /api/ledger/claims/{claim}/return {} -> 200
get /api/ledger/duties -> 200
expect / lacks 환수금(반환 대기)
post /api/ledger/claims/{claim}/receipts {"amount":600000} -> 200
expect /state = "settled"
# Interest of the fund's account belongs to whose money lay there: the sponsor's and the firm's own share.
post /api/ledger/interest {"bank":"fund","from":"2020-01-01","until":"2020-01-01","amount":10} -> 422 reason ledger.group
post /api/ledger/interest {"bank":"fund","from":"2020-01-01","until":"2020-02-01","amount":10} -> 422 reason ledger.amount
expect /path = "/amount"
post /api/ledger/interest {"bank":"fund","from":"2020-01-01","until":"2099-01-01","amount":1000} -> 422 reason ledger.group
expect /path = "/until"
as owner
get /api/ledger/claims -> 200
expect /items count 1
post /api/ledger/claims/{claim}/receipts {"amount":1} -> 403
as owner2
get /api/ledger/claims -> 200
expect /items count 0
as sponsor
get /api/ledger/claims -> 403

# The other firm's case: agreed with the related sponsor, it gets no won of it.
as owner2
post /api/applications {"plan_id":{plan2},"options":{package2},"sponsor_id":{hansol}} -> 201 keep id as application2
patch /api/applications/{application2} {"title":"두물의 개선","contact":"강두물"} -> 200
post /api/applications/{application2}/submit {} -> 200
as officer
post /api/applications/{application2}/approve {"note":"확인됨"} -> 200 keep agreement_id as agreement2
as owner2
step-up
post /api/agreements/{agreement2}/sign {} -> 200
as sponsor
post /api/agreements/{agreement2}/sign {} -> 200
as officer
post /api/agreements/{agreement2}/sign {} -> 409 reason ledger.related
get /api/agreements/{agreement2} -> 200
expect /state = "signing"

# A surcharge and a write-off are decisions of two, each on its paper; a surcharge is at most five times the principal.
as finance
post /api/ledger/claims {"agreement_id":{agreement},"amount":100000,"basis":"목적 외 사용","decision":"제재조치위원회 4호"} -> 201 keep id as claim
post /api/ledger/orders {"kind":"surcharge","claim_id":{claim},"amount":500001,"reason":"부정수급","paper":"제재 4호","sha256":"{paper}"} -> 201 keep id as order
as finance2
step-up
post /api/ledger/orders/{order}/approve {"note":"결정문 확인"} -> 409 reason ledger.over_claim
post /api/ledger/orders/{order}/refuse {"note":"5배를 넘음"} -> 200
as finance
post /api/ledger/orders {"kind":"surcharge","claim_id":{claim},"amount":300000,"reason":"부정수급","paper":"제재 4호","sha256":"{paper}"} -> 201 keep id as order
post /api/ledger/orders/{order}/approve {"note":"스스로"} -> 403 reason programme.two_persons
as finance2
post /api/ledger/orders/{order}/approve {"note":"결정문 확인"} -> 200
as finance
get /api/ledger/claims -> 200
expect /items/1/owed_principal = 100000
expect /items/1/owed_surcharge = 300000
post /api/ledger/orders {"kind":"write_off","claim_id":{claim},"reason":"폐업, 재산 없음","paper":"징수불능 1호","sha256":"{paper}"} -> 201 keep id as order
as officer
step-up
post /api/ledger/orders/{order}/approve {"note":"재산조회 확인"} -> 200
expect /decided_name = "최지우"
as finance
get /api/ledger/claims -> 200
expect /items/1/owed_principal = 0
expect /items/1/state = "settled"
as auditor
get /api/ledger/orders -> 200
expect /items count 3
as owner
get /api/ledger/orders -> 403
