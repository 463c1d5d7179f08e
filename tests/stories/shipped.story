# A call and a committee by the rules as they are shipped: data/rules/winwin-2024-local.2.json takes applications under a call
# only (province and city are named by it), data/rules/winwin-2025-advanced.3.json wants five members (F1.12).
as admin
post /api/organisations {"name":"경상남도(가상)","kind":"local","business_number":null,"region":"경남"} -> 201 keep id as province
post /api/organisations {"name":"산청군(가상)","kind":"local","business_number":null,"region":"경남"} -> 201 keep id as city
as nobody
get /api/programmes/winwin-2024-local -> 200
expect /version = 2
get /api/programmes/winwin-2025-advanced -> 200
expect /version = 3
as owner
post /api/models/{model}/plans {"budget":90000000,"programme":"winwin-2024-local"} -> 202 keep id as job
wait /api/jobs/{job} -> done keep result_id as plan
get /api/plans/{plan} -> 200 keep /document/package/options as package
post /api/applications {"plan_id":{plan},"options":{package},"sponsor_id":{hansol}} -> 409 reason call.required
expect /detail has F3.5

as officer
post /api/calls {"programme":"winwin-2024-local","title":"지자체 연계 모집","body":"모집","who":"","basis":"공고","sponsor_id":{hansol},"quota":2,"opens_at":"2026-01-01T00:00:00Z","closes_at":"{today+20}T09:00:00Z","funders":[{"funder":"sponsor","organisation_id":{hansol},"amount":60000000},{"funder":"province","organisation_id":{province},"amount":30000000},{"funder":"city","organisation_id":{city},"amount":30000000}],"papers":[]} -> 201 keep id as call
as sponsor
step-up
post /api/calls/{call}/pledges {"amount":60000000} -> 201
as finance
step-up
post /api/contributions {"programme":"winwin-2024-local","amount":30000000,"designation":"도비","organisation_id":{province}} -> 201
post /api/contributions {"programme":"winwin-2024-local","amount":30000000,"designation":"시비","organisation_id":{city}} -> 201
as officer
step-up
post /api/calls/{call}/steps/finish {"note":"아직"} -> 409 reason call.step
expect /detail has F3.12
post /api/calls/{call}/steps/open {"note":"공고"} -> 200
as owner
post /api/applications {"plan_id":{plan},"options":{package},"sponsor_id":{hansol},"call_id":{call}} -> 201 keep id as local
post /api/applications/{local}/submit {} -> 200
as officer
post /api/applications/{local}/approve {"note":"먼저"} -> 409 reason project.committee
post /api/calls/{call}/committee {"values":{"meets_on":"{today+1}","members":[{"person_id":{r1}},{"person_id":{r3}},{"person_id":{r4}}]}} -> 201 keep matter_id as meeting
post /api/matters/{meeting}/steps/minute {"values":{"minutes":"위원 3인 출석","lines":[{"application_id":{local},"verdict":"selected","reason":"지역 뿌리기업"}]},"evidence":[{"name":"회의록.pdf","sha256":"{paper}"}]} -> 200
as finance
post /api/matters/{meeting}/steps/confirm {"note":"확인"} -> 200
as officer
post /api/applications/{local}/approve {"note":"심의위원회 선정"} -> 200
expect /state = "approved"

# 2025: without a call as before; under a call only whom five members selected.
post /api/calls {"programme":"winwin-2025-advanced","title":"고도화 모집","body":"모집","who":"","basis":"공고","sponsor_id":{hansol},"quota":1,"opens_at":"2026-01-01T00:00:00Z","closes_at":"{today+20}T09:00:00Z","funders":[{"funder":"government","organisation_id":{mss},"amount":60000000},{"funder":"sponsor","organisation_id":{hansol},"amount":60000000}],"papers":[]} -> 201 keep id as call
as finance
post /api/contributions {"programme":"winwin-2025-advanced","amount":60000000,"designation":"정부지원금"} -> 201
as sponsor
post /api/calls/{call}/pledges {"amount":60000000} -> 201
as officer
post /api/calls/{call}/steps/open {"note":"공고"} -> 200
as owner
post /api/models/{model}/plans {"budget":100000000,"programme":"winwin-2025-advanced"} -> 202 keep id as job
wait /api/jobs/{job} -> done keep result_id as plan
get /api/plans/{plan} -> 200 keep /document/package/options as package
post /api/applications {"plan_id":{plan},"options":{package},"sponsor_id":{hansol}} -> 201
post /api/applications {"plan_id":{plan},"options":{package},"sponsor_id":{hansol},"call_id":{call}} -> 201 keep id as advanced
post /api/applications/{advanced}/submit {} -> 200
as officer
post /api/applications/{advanced}/approve {"note":"먼저"} -> 409 reason project.committee
post /api/calls/{call}/committee {"values":{"meets_on":"{today+1}","members":[{"person_id":{r1}},{"person_id":{r3}},{"person_id":{r4}},{"person_id":{r5}}]}} -> 409 reason project.committee
expect /detail has F1.12
post /api/calls/{call}/committee {"values":{"meets_on":"{today+1}","members":[{"person_id":{r1}},{"person_id":{r3}},{"person_id":{r4}},{"person_id":{r5}},{"person_id":{r6}}]}} -> 201 keep matter_id as meeting
get /api/matters/{meeting} -> 200
expect /choices/0/article = "F3.12: 선정평가위원회, 심의위원회 [S22 스마트공장 사업관리시스템 화면, S45 매경 2025]"
expect /choices/0/article_en = "F3.12: 선정평가위원회, 심의위원회 [S22, S45]"
post /api/matters/{meeting}/steps/minute {"values":{"minutes":"위원 5인 출석","lines":[{"application_id":{advanced},"verdict":"selected","reason":"병목 개선"}]},"evidence":[{"name":"회의록.pdf","sha256":"{paper}"}]} -> 200
as finance
post /api/matters/{meeting}/steps/confirm {"note":"확인"} -> 200
as officer
post /api/applications/{advanced}/approve {"note":"심의위원회 선정"} -> 200
expect /state = "approved"
