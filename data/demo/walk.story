# The whole walk: a log goes in; booked money comes out. Every line is a call that a page would make.
# Whoever promises, books, signs or approves money gives a fresh proof first.
say 1. 한빛정밀이 8주치 생산 기록을 올립니다 (가상 공장이 스스로 쓴 기록)
as owner
upload /api/logs samples/line-log.csv -> 201 keep id as log keep rows as rows
say    기록 {rows}줄을 읽었습니다
post /api/logs/{log}/calibrations {"name":"한빛정밀 라인","mapping":null} -> 202 keep id as job
wait /api/jobs/{job} -> done keep result_id as model
get /api/models/{model} -> 200 keep station_count as stations keep fit_for_advice as fit
say 2. 기록에서 공정 {stations}개의 라인 모델을 얻었습니다 (조언에 쓸 만한가: {fit})
post /api/models/{model}/runs {"horizon_days":28,"replications":10,"seed":1} -> 202 keep id as job
wait /api/jobs/{job} -> done keep result_id as run
get /api/runs/{run} -> 200 keep /result/bottleneck/name as bottleneck
say 3. 모의실험: 병목은 {bottleneck}
post /api/models/{model}/plans {"budget":250000000,"programme":"winwin-2025-advanced","margin_per_piece":1500} -> 202 keep id as job
wait /api/jobs/{job} -> done keep result_id as plan
get /api/plans/{plan} -> 200 keep /document/words/ko as advice keep /document/options/0/ko as k1 keep /document/options/0/cost as c1 keep /document/options/0/payback_months as b1 keep /document/options/1/ko as k2 keep /document/options/1/cost as c2 keep /document/options/1/payback_months as b2 keep /document/options/2/ko as k3 keep /document/options/2/cost as c3 keep /document/options/2/payback_months as b3 keep /document/package/options as package
say 4. 개당 이익 1,500원(입력값), 예산 2억 5천만 안의 조언, 나은 순서로
say    1) {k1} {c1:won}, 회수 {b1:1}개월
say    2) {k2} {c2:won}, 회수 {b2:1}개월
say    3) {k3} {c3:won}, 회수 {b3:1}개월
say    {advice}
post /api/applications {"plan_id":{plan},"options":{package},"sponsor_id":{hansol}} -> 201 keep id as application keep total as total keep /shares/0/amount as s0 keep /shares/1/amount as s1 keep /shares/2/amount as s2 keep /shares/0/ko as p0 keep /shares/1/ko as p1 keep /shares/2/ko as p2
say 5. 신청서: 총사업비 {total:won} = {p0} {s0:won} + {p1} {s1:won} + {p2} {s2:won}
post /api/applications/{application}/submit {} -> 200
expect /state = "submitted"

as finance
step-up
post /api/contributions {"programme":"winwin-2025-advanced","amount":3000000000,"designation":"상생형 스마트공장 정부지원금"} -> 201
as sponsor
step-up
post /api/contributions {"programme":"winwin-2025-advanced","amount":2000000000,"designation":"협력사 스마트공장 고도화"} -> 201 keep id as contribution
as finance
step-up
post /api/contributions/{contribution}/receive {"bank_reference":"출연-0001"} -> 200
say 6. 한솔전자가 20억원을 목적을 정해 출연하고, 정부 보조금 30억원이 들어왔습니다

as officer
step-up
post /api/applications/{application}/approve {"note":"병목과 효과가 자료로 확인됨"} -> 200 keep agreement_id as agreement
say 7. 운영기관이 승인하고, 세 기관이 협약에 서명합니다
as owner
step-up
post /api/agreements/{agreement}/sign {} -> 200
as sponsor
step-up
post /api/agreements/{agreement}/sign {} -> 200
as officer
step-up
post /api/agreements/{agreement}/sign {} -> 200
expect /state = "active"
say 8. 마지막 서명과 함께 지원금이 장부에 배정되었습니다

as finance
step-up
post /api/agreements/{agreement}/deposits {"amount":{s2},"bank_reference":"자부담-0001"} -> 201
get /api/agreements/{agreement} -> 200 keep /tranches/0/id as tranche keep /tranches/0/amount as advance
post /api/agreements/{agreement}/payments {"tranche":"{tranche}","amount":{advance},"payee":"디딤솔루션(가상 공급기업)","evidence":"착수계, 이행보증증권"} -> 409 reason programme.proof
say 9. 증빙 없이 올린 선금은 거절됨. 공급기업이 착수계를 내고, 도입기업이 먼저 승인하고, 운영기관이 접수합니다
as officer
post /api/organisations {"name":"디딤솔루션(가상 공급기업)","kind":"supplier","business_number":null,"region":"부산"} -> 201 keep id as builder
step-up
post /api/invitations {"organisation_id":{builder},"post":"사업관리","role":"supplier","email":"builder@example.kr"} -> 201 keep token as token
as nobody
post /api/invitations/accept {"token":"{token}","login":"builder@didim","name":"조디딤","password":"{password}"} -> 201
sign-in builder builder@didim {password}
as owner
post /api/agreements/{agreement}/supplier {"supplier_id":{builder}} -> 204
as builder
get /api/tasks -> 200 keep /items/0/matter_id as start
set paper 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
post /api/matters/{start}/steps/submit {"values":{"guarantee_number":"가상-0001","guarantee_until":"{today+400}","design_finish":"{today+60}"},"evidence":[{"name":"착수계.pdf","sha256":"{paper}"}]} -> 200
as owner
post /api/matters/{start}/steps/approve {"note":"설계 일정 확인"} -> 200
as officer
post /api/matters/{start}/steps/accept {} -> 200
expect /state = "accepted"
post /api/agreements/{agreement}/proofs {"kind":"business_alive","organisation_id":{hanbit},"good":true,"reference":"휴폐업조회: 계속사업자"} -> 204
post /api/agreements/{agreement}/proofs {"kind":"business_alive","organisation_id":{builder},"good":true,"reference":"휴폐업조회: 계속사업자"} -> 204
post /api/agreements/{agreement}/proofs {"kind":"account_registered","organisation_id":{builder},"good":true,"reference":"사업비 계좌 확인"} -> 204
as finance
post /api/agreements/{agreement}/payments {"tranche":"{tranche}","amount":{advance},"payee":"디딤솔루션(가상 공급기업)","evidence":"착수계, 이행보증증권"} -> 201 keep id as payment
post /api/payments/{payment}/approve {} -> 403
as finance2
step-up
post /api/payments/{payment}/approve {} -> 200
post /api/payments/{payment}/confirm {"bank_reference":"지급-0001"} -> 200
expect /state = "paid"
say 10. 선금 {advance:won}: 한 사람이 올리고 다른 사람이 승인했고, 은행이 지급했습니다 (올린 사람의 승인은 거절됨)

as sponsor
get /api/dashboard -> 200
get /api/logs -> 403
as ministry
get /api/dashboard -> 200
as auditor
get /api/ledger/transfers -> 200
as owner
get /api/read-log -> 200
say 11. 주관기관은 공장의 기록을 볼 수 없고(403), 누가 무엇을 봤는지는 공장이 봅니다
