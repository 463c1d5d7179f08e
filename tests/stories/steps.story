# Every step outside the table of steps is refused with its reason, and leaves things as they were.
as owner
post /api/applications {"plan_id":{plan},"options":{package},"sponsor_id":{hansol}} -> 201 keep id as application keep /shares/0/amount as s0 keep /shares/1/amount as s1 keep /shares/2/amount as s2

# Members that a form does not offer are refused by name: no one writes state, money or owner by hand.
patch /api/applications/{application} {"state":"approved"} -> 422 reason kit.json_unknown
expect /path = "/state"
patch /api/applications/{application} {"title":"제목","adopter_id":{dumul}} -> 422 reason kit.json_unknown
expect /path = "/adopter_id"
patch /api/applications/{application} {"total":1} -> 422
expect /path = "/total"
patch /api/applications/{application} {"agreement_id":1} -> 422
post /api/applications {"plan_id":{plan},"options":{package},"sponsor_id":{hansol},"total":1} -> 422
expect /path = "/total"
post /api/applications {"plan_id":{plan},"options":["no-such-option"],"sponsor_id":{hansol}} -> 422 reason api.option
expect /path = "/options"
post /api/applications {"plan_id":{plan},"options":[],"sponsor_id":{hansol}} -> 422 reason api.option
post /api/applications {"plan_id":{plan},"options":{package},"sponsor_id":{dumul}} -> 422 reason programme.funder
expect /path = "/sponsor_id"
post /api/applications {"plan_id":"1","options":{package},"sponsor_id":{hansol}} -> 422 reason kit.json_type
expect /path = "/plan_id"
post /api/applications {"plan_id":0,"options":{package},"sponsor_id":{hansol}} -> 422 reason kit.json_range
patch /api/account {"role":"admin"} -> 422 reason kit.json_unknown
expect /path = "/role"
patch /api/account {"organisation_id":1} -> 422
post /api/models/{model}/plans {"budget":1000000,"programme":"winwin-2025-advanced","owner_id":1} -> 422
expect /path = "/owner_id"
get /api/applications/{application} -> 200
expect /state = "draft"
expect /adopter_id = {hanbit}

# Not complete, not submitted.
patch /api/applications/{application} {"title":"","contact":""} -> 200
post /api/applications/{application}/submit {} -> 422 reason programme.incomplete
expect /path = "/title"
patch /api/applications/{application} {"title":"병목 개선"} -> 200
post /api/applications/{application}/submit {} -> 422 reason programme.incomplete
expect /path = "/contact"
patch /api/applications/{application} {"contact":"한상우"} -> 200
post /api/applications/{application}/submit {} -> 200
post /api/applications/{application}/submit {} -> 409 reason programme.step
patch /api/applications/{application} {"title":"낸 뒤에 고침"} -> 409 reason programme.step

# Returned, edited, submitted again: the history tells it.
as officer
post /api/applications/{application}/return {"note":""} -> 422
expect /path = "/note"
post /api/applications/{application}/return {"note":"견적서를 보완하세요","state":"approved"} -> 422 reason kit.json_unknown
post /api/applications/{application}/return {"note":"견적서를 보완하세요"} -> 200
expect /state = "returned"
post /api/applications/{application}/return {"note":"또"} -> 409 reason programme.step
post /api/applications/{application}/approve {"note":"돌려보낸 것을"} -> 409 reason programme.step
post /api/applications/{application}/reject {"note":"돌려보낸 것을"} -> 409 reason programme.step
as owner
get /api/dashboard -> 200
expect /todo has 보완 요청
patch /api/applications/{application} {"summary":"견적서를 붙여 다시 적었습니다. 병목부터 고칩니다."} -> 200
post /api/applications/{application}/submit {} -> 200
expect /state = "submitted"
expect /summary has 견적서를 붙여
expect /history has 견적서를 보완하세요
as sponsor
post /api/applications/{application}/approve {"note":"주관이"} -> 403 reason api.forbidden
as finance
post /api/applications/{application}/approve {"note":"회계가"} -> 403
as owner
post /api/applications/{application}/approve {"note":"스스로"} -> 403
as officer
post /api/applications/{application}/approve {"note":"확인"} -> 200 keep agreement_id as agreement
post /api/applications/{application}/approve {"note":"또"} -> 409 reason programme.step
post /api/applications/{application}/reject {"note":"이제 와서"} -> 409 reason programme.step
post /api/applications/{application}/return {"note":"이제 와서"} -> 409 reason programme.step

# Rejected is the end.
as owner
post /api/applications {"plan_id":{plan},"options":{package},"sponsor_id":{hansol}} -> 201 keep id as rejected
post /api/applications/{rejected}/submit {} -> 200
as officer
post /api/applications/{rejected}/reject {"note":"같은 계획의 신청이 이미 승인됨"} -> 200
expect /state = "rejected"
expect /agreement_id = null
post /api/applications/{rejected}/approve {"note":"되살리기"} -> 409 reason programme.step
as owner
post /api/applications/{rejected}/submit {} -> 409 reason programme.step
patch /api/applications/{rejected} {"title":"되살리기"} -> 409 reason programme.step

# No money before the agreement takes effect; the last signature needs the money to be there.
as finance
post /api/agreements/{agreement}/deposits {"amount":1000,"bank_reference":"이른-입금"} -> 409 reason programme.step
post /api/agreements/{agreement}/payments {"tranche":"advance","amount":1000,"payee":"디딤","evidence":"착수계"} -> 409 reason programme.step
post /api/agreements/{agreement}/sign {} -> 403
as owner
post /api/agreements/{agreement}/sign {} -> 200
post /api/agreements/{agreement}/sign {} -> 409 reason programme.signed
as sponsor
post /api/agreements/{agreement}/sign {} -> 200
as auditor
get /api/ledger/transfers -> 200
expect /items count 0
as officer
post /api/agreements/{agreement}/sign {} -> 409 reason programme.unfunded
get /api/agreements/{agreement} -> 200
expect /state = "signing"
expect /signatures/2/at = null
expect /signatures/2/name = null
as auditor
get /api/ledger/transfers -> 200
expect /items count 0
as finance
post /api/contributions {"programme":"winwin-2025-advanced","amount":{s0},"designation":"정부지원금","state":"received"} -> 422 reason kit.json_unknown
expect /path = "/state"
post /api/contributions {"programme":"no-such-programme","amount":{s0},"designation":"정부지원금"} -> 404 reason programme.unknown
post /api/contributions {"programme":"winwin-2025-advanced","amount":0,"designation":"정부지원금"} -> 422 reason kit.json_range
expect /path = "/amount"
post /api/contributions {"programme":"winwin-2025-advanced","amount":-5,"designation":"정부지원금"} -> 422
post /api/contributions {"programme":"winwin-2025-advanced","amount":{s0},"designation":"정부지원금"} -> 201
as sponsor
post /api/contributions {"programme":"winwin-2025-advanced","amount":{s1},"designation":"협력사 고도화"} -> 201 keep id as contribution
# A pledge is not money yet.
as officer
post /api/agreements/{agreement}/sign {} -> 409 reason programme.unfunded
as finance
post /api/contributions/{contribution}/receive {"bank_reference":"출연-1"} -> 200
post /api/contributions/{contribution}/receive {"bank_reference":"출연-1b"} -> 409 reason programme.step
as officer
post /api/agreements/{agreement}/sign {} -> 200
expect /state = "active"
post /api/agreements/{agreement}/sign {} -> 409 reason programme.step

# The own share: never more than agreed, and a bank entry counts once.
as finance
post /api/agreements/{agreement}/deposits {"amount":{s2}0,"bank_reference":"자부담-0"} -> 422 reason programme.over
post /api/agreements/{agreement}/deposits {"amount":{s2},"bank_reference":"자부담-1"} -> 201
post /api/agreements/{agreement}/deposits {"amount":1,"bank_reference":"자부담-2"} -> 422 reason programme.over

# Payments: two persons, one at a time, within the tranche.
get /api/agreements/{agreement} -> 200 keep /tranches/0/id as tranche keep /tranches/0/amount as advance
post /api/agreements/{agreement}/payments {"tranche":"{tranche}","amount":1000,"payee":"디딤","evidence":"착수계"} -> 409 reason programme.proof
as owner
post /api/agreements/{agreement}/supplier {"supplier_id":{didim}} -> 204
as supplier
get /api/tasks -> 200 keep /items/0/matter_id as start
set paper 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
post /api/matters/{start}/steps/submit {"values":{"guarantee_number":"가상-0001","guarantee_until":"{today+400}","design_finish":"{today+60}"},"evidence":[{"name":"착수계.pdf","sha256":"{paper}"}]} -> 200
as owner
post /api/matters/{start}/steps/approve {} -> 200
as officer
post /api/matters/{start}/steps/accept {} -> 200
post /api/agreements/{agreement}/proofs {"kind":"business_alive","organisation_id":{hanbit},"good":true,"reference":"휴폐업조회"} -> 204
post /api/agreements/{agreement}/proofs {"kind":"business_alive","organisation_id":{didim},"good":true,"reference":"휴폐업조회"} -> 204
post /api/agreements/{agreement}/proofs {"kind":"account_registered","organisation_id":{didim},"good":true,"reference":"계좌 확인"} -> 204
as finance
post /api/agreements/{agreement}/payments {"tranche":"no-such","amount":1000,"payee":"디딤","evidence":"착수계"} -> 422 reason programme.tranche
expect /path = "/tranche"
post /api/agreements/{agreement}/payments {"tranche":"{tranche}","amount":{advance}0,"payee":"디딤","evidence":"착수계"} -> 422 reason programme.tranche
expect /path = "/amount"
post /api/agreements/{agreement}/payments {"tranche":"{tranche}","amount":1000,"payee":"디딤","evidence":"착수계","approved_by":6} -> 422 reason kit.json_unknown
expect /path = "/approved_by"
post /api/agreements/{agreement}/payments {"tranche":"{tranche}","amount":1000,"payee":"디딤","evidence":"착수계"} -> 201 keep id as small
post /api/agreements/{agreement}/payments {"tranche":"{tranche}","amount":2000,"payee":"디딤","evidence":"착수계"} -> 201 keep id as second
post /api/payments/{small}/approve {} -> 403 reason programme.two_persons
# The reason in the reader's language, then what was found.
expect /detail has 지급을 올린 사람은 승인할 수 없습니다 (
post /api/payments/{small}/confirm {"bank_reference":"지급-0"} -> 409 reason programme.step
as owner
post /api/payments/{small}/approve {} -> 403 reason api.forbidden
as sponsor
post /api/payments/{small}/approve {} -> 403
as finance2
post /api/payments/{small}/approve {} -> 200
post /api/payments/{small}/approve {} -> 409 reason programme.step
post /api/payments/{second}/approve {} -> 409 reason programme.open_payment
post /api/payments/{small}/confirm {"bank_reference":"지급-1"} -> 200
expect /state = "paid"
post /api/payments/{small}/confirm {"bank_reference":"지급-1b"} -> 409 reason programme.step
post /api/payments/{small}/refuse {"note":"이미 나간 돈"} -> 409 reason programme.step
# The state of business is looked up anew for each payment.
post /api/payments/{second}/approve {} -> 409 reason programme.proof
as officer
post /api/agreements/{agreement}/proofs {"kind":"business_alive","organisation_id":{hanbit},"good":true,"reference":"휴폐업조회"} -> 204
post /api/agreements/{agreement}/proofs {"kind":"business_alive","organisation_id":{didim},"good":true,"reference":"휴폐업조회"} -> 204
as finance2
post /api/payments/{second}/approve {} -> 200
post /api/payments/{second}/confirm {"bank_reference":"지급-1"} -> 409 reason programme.bank_reference
post /api/payments/{second}/refuse {"note":"취소"} -> 200
expect /state = "refused"
post /api/payments/{second}/approve {} -> 409 reason programme.step
post /api/payments/{second}/refuse {"note":"또"} -> 409 reason programme.step
get /api/agreements/{agreement} -> 200
expect /tranches/0/paid = 1000
# People are named, not numbered; who has not acted yet is not there.
expect /payments/0/requested_by_name = "문가람"
expect /payments/0/approved_by_name = "서도윤"
# What does not exist is not there for anybody.
get /api/agreements/999999 -> 404
get /api/applications/999999 -> 404
post /api/payments/999999/approve {} -> 404
