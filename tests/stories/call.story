# What lies before an application: a call is written, pledged for, announced, extended and closed by the operating
# body; firms apply while it is open; a province and a city pay their parts (30 : 15 : 15 : 40, F1.20).
as admin
post /api/organisations {"name":"경상남도(가상)","kind":"local","business_number":null,"region":"경남"} -> 201 keep id as province
post /api/organisations {"name":"산청군(가상)","kind":"local","business_number":null,"region":"경남"} -> 201 keep id as city
as officer
post /api/calls {"programme":"winwin-2025-advanced","title":"2026년 상생형 참여기업 모집","body":"제조 중소기업을 모집합니다","who":"주관기관의 협력사 우선","basis":"세부관리기준 제10조","sponsor_id":{hansol},"quota":2,"opens_at":"2026-01-01T00:00:00Z","closes_at":"2025-01-01T00:00:00Z","funders":[],"papers":[]} -> 422 reason call.days
post /api/calls {"programme":"winwin-2025-advanced","title":"2026년 상생형 참여기업 모집","body":"제조 중소기업을 모집합니다","who":"주관기관의 협력사 우선","basis":"세부관리기준 제10조","sponsor_id":{hansol},"quota":2,"opens_at":"2026-01-01T00:00:00Z","closes_at":"{today+20}T09:00:00Z","funders":[{"funder":"government","organisation_id":{hansol},"amount":60000000}],"papers":[]} -> 422 reason call.funder
post /api/calls {"programme":"winwin-2025-advanced","title":"2026년 상생형 참여기업 모집","body":"제조 중소기업을 모집합니다","who":"주관기관의 협력사 우선","basis":"세부관리기준 제10조","sponsor_id":{hansol},"quota":2,"opens_at":"2026-01-01T00:00:00Z","closes_at":"{today+20}T09:00:00Z","funders":[{"funder":"government","organisation_id":{mss},"amount":60000000},{"funder":"sponsor","organisation_id":{hansol},"amount":60000000}],"papers":[{"name":"설비 목록","required":true}]} -> 201 keep id as call keep uuid as uuid
expect /state = "draft"
expect /support = 120000000
expect /papers/0/name = "설비 목록"
as nobody
get /api/calls/{call} -> 404
get /api/calls -> 200
expect /items count 0
get /api/public/opportunities/{uuid} -> 404
as sponsor
get /api/calls/{call} -> 200
as officer
step-up
post /api/calls/{call}/steps/extend {"note":"","closes_at":"{today+30}T09:00:00Z"} -> 409 reason call.step
post /api/calls/{call}/steps/open {"note":"공고"} -> 409 reason call.unpledged
as finance
step-up
post /api/contributions {"programme":"winwin-2025-advanced","amount":60000000,"designation":"정부지원금"} -> 201
as officer
post /api/calls/{call}/steps/open {"note":"공고"} -> 409 reason call.unpledged
as sponsor
step-up
post /api/calls/{call}/pledges {"amount":60000000} -> 201
get /api/contributions -> 200
expect /items/0/amount = 60000000
expect /items/0/designation has 참여기업 모집
as officer
post /api/calls/{call}/steps/open {"note":"공고"} -> 200
expect /state = "open"
expect /phase = "open"
expect /days_left = 20
post /api/calls/{call}/steps/open {"note":"또"} -> 409 reason call.step

# Anyone reads it, also in the format of others.
as nobody
get /api/calls -> 200
expect /items/0/title = "2026년 상생형 참여기업 모집"
get /api/public/opportunities -> 200
expect /status = 200
expect /paginationInfo/totalItems = 1
expect /items/0/id = "{uuid}"
expect /items/0/status/value = "open"
expect /items/0/funding/totalAmountAvailable/amount = "120000000"
expect /items/0/funding/totalAmountAvailable/currency = "KRW"
expect /items/0/keyDates/closeDate/date = "{today+20}"
expect /items/0/keyDates/closeDate/time = "18:00:00"
get /api/public/opportunities/{uuid} -> 200
expect /data/title = "2026년 상생형 참여기업 모집"
get /api/public/opportunities?page=0 -> 422

# A firm applies under it, by its sponsor only; afterwards it is closed.
as owner
post /api/models/{model}/plans {"budget":100000000,"programme":"winwin-2025-advanced"} -> 202 keep id as job
wait /api/jobs/{job} -> done keep result_id as plan
get /api/plans/{plan} -> 200 keep /document/package/options as package
post /api/applications {"plan_id":{plan},"options":{package},"sponsor_id":{daon},"call_id":{call}} -> 422 reason call.sponsor
post /api/applications {"plan_id":{plan},"options":{package},"sponsor_id":{hansol},"call_id":{call}} -> 201 keep id as application
post /api/applications {"plan_id":{plan},"options":{package},"sponsor_id":{hansol},"call_id":{call}} -> 201 keep id as late
post /api/applications/{application}/submit {} -> 200
as officer
step-up
post /api/calls/{call}/steps/extend {"note":"연휴","closes_at":"{today+10}T09:00:00Z"} -> 422 reason call.days
post /api/calls/{call}/steps/extend {"note":"연휴","closes_at":"{today+27}T09:00:00Z"} -> 200
expect /submitted = 1
expect /days_left = 27
post /api/calls/{call}/steps/close {"note":"예산 소진"} -> 200
as owner
post /api/applications/{late}/submit {} -> 409 reason call.closed
post /api/applications {"plan_id":{plan},"options":{package},"sponsor_id":{hansol},"call_id":{call}} -> 409 reason call.closed
as nobody
get /api/public/opportunities -> 200
expect /items/0/status/value = "closed"

# Recruitment: who has agreed is listed and told, once; who takes the word back is told no more.
as owner
get /api/outreach-consent -> 200
expect /given = false
post /api/outreach-consent {"given":true} -> 200
as officer
get /api/calls/{call}/outreach -> 200
expect /items count 0
post /api/calls/{call}/outreach {"region":"경남","root":false,"past":true} -> 200
expect /added = 1
expect /without_consent = 0
post /api/calls/{call}/outreach {"region":null,"root":false,"past":false} -> 200
expect /added = 0
expect /without_consent = 1
post /api/calls/{call}/outreach/answers {"organisation_id":{hanbit},"answer":"interested","note":""} -> 409 reason call.outreach
post /api/calls/{call}/outreach/told {"organisation_id":{dumul},"way":"phone","note":""} -> 403 reason call.consent
post /api/calls/{call}/outreach/told {"organisation_id":{hanbit},"way":"phone","note":"대표 통화"} -> 204
post /api/calls/{call}/outreach/told {"organisation_id":{hanbit},"way":"phone","note":"또"} -> 409 reason call.outreach
post /api/calls/{call}/outreach/answers {"organisation_id":{hanbit},"answer":"interested","note":"계획 있음"} -> 204
get /api/calls/{call}/outreach -> 200
expect /items/0/source = "past"
expect /items/0/told_by = "최지우"
expect /items/0/answer = "interested"
expect /items/0/applied = true
get /api/calls/{call}/outreach.csv -> 200
as owner
post /api/outreach-consent {"given":false} -> 200
as officer
get /api/calls/{call}/outreach -> 200
expect /items/0/consent = false
as sponsor
get /api/calls/{call}/outreach -> 403
as owner
get /api/calls/{call}/outreach -> 403
