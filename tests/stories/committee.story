# The committee: a procedure of the rules, held on a call. Five members at least (F1.12); who is tied steps aside and stands
# so in the minutes; another person confirms; only who was selected is approved.
as officer
post /api/calls {"programme":"case-2025","title":"심의할 공고","body":"모집","who":"","basis":"세부관리기준 제10조","sponsor_id":{hansol},"quota":1,"opens_at":"2026-01-01T00:00:00Z","closes_at":"{today+20}T09:00:00Z","funders":[{"funder":"government","organisation_id":{mss},"amount":60000000},{"funder":"sponsor","organisation_id":{hansol},"amount":60000000}],"papers":[]} -> 201 keep id as call
as finance
step-up
post /api/contributions {"programme":"case-2025","amount":60000000,"designation":"정부지원금"} -> 201
as sponsor
step-up
post /api/calls/{call}/pledges {"amount":60000000} -> 201
as officer
step-up
post /api/calls/{call}/steps/open {"note":"공고"} -> 200
as owner
post /api/applications {"plan_id":{plan},"options":{package},"sponsor_id":{hansol},"call_id":{call}} -> 201 keep id as first
post /api/applications/{first}/submit {} -> 200
post /api/applications {"plan_id":{plan},"options":{package},"sponsor_id":{hansol},"call_id":{call}} -> 201 keep id as second
post /api/applications/{second}/submit {} -> 200

as officer
post /api/calls/{call}/committee {"values":{"meets_on":"{today+1}","members":[{"person_id":{r1}},{"person_id":{r3}}]}} -> 409 reason project.committee
expect /detail has F1.12
post /api/calls/{call}/committee {"values":{"meets_on":"{today+1}","members":[{"person_id":{r1}},{"person_id":{r1}},{"person_id":{r4}},{"person_id":{r5}},{"person_id":{r6}}]}} -> 409 reason project.committee
as owner
post /api/calls/{call}/committee {"values":{}} -> 403
as officer
post /api/ties {"person_id":{r3},"organisation_id":{hanbit},"kind":"interest","note":"기술 고문"} -> 204
post /api/calls/{call}/committee {"values":{"meets_on":"{today+1}","members":[{"person_id":{r1}},{"person_id":{r3}},{"person_id":{r4}},{"person_id":{r5}},{"person_id":{r6}}]}} -> 201 keep matter_id as meeting
get /api/matters/{meeting} -> 200
expect /state = "called"
expect /call_id = {call}
expect /agreement_id = null
expect /choices/0/step = "minute"
post /api/matters/{meeting}/steps/confirm {} -> 409 reason casework.step
post /api/matters/{meeting}/steps/minute {"values":{"minutes":"위원 5인 출석","lines":[{"application_id":{application},"verdict":"selected","reason":"병목 개선"}]},"evidence":[{"name":"회의록.pdf","sha256":"{paper}"}]} -> 409 reason project.committee
post /api/matters/{meeting}/steps/minute {"values":{"minutes":"위원 5인 출석","lines":[{"application_id":{first},"verdict":"perhaps","reason":"병목 개선"}]},"evidence":[{"name":"회의록.pdf","sha256":"{paper}"}]} -> 409 reason project.committee
# Nobody is approved before the minutes are confirmed.
step-up
post /api/applications/{first}/approve {"note":"먼저"} -> 409 reason project.committee
post /api/matters/{meeting}/steps/minute {"values":{"minutes":"위원 5인 출석, 1인 회피","lines":[{"application_id":{first},"verdict":"selected","reason":"병목 개선 효과가 큼"},{"application_id":{second},"verdict":"reserve","reason":"예산 범위 밖"}]},"evidence":[{"name":"회의록.pdf","sha256":"{paper}"}]} -> 200
expect /state = "minuted"
post /api/matters/{meeting}/steps/confirm {} -> 403 reason programme.two_persons
post /api/applications/{first}/approve {"note":"아직"} -> 409 reason project.committee
as finance
post /api/matters/{meeting}/steps/confirm {"note":"회의록 확인"} -> 200
expect /state = "confirmed"
get /api/calls/{call}/committee -> 200
expect /items/0/verdict = "selected"
expect /items/0/ties = 1
expect /items/0/confirmed = true
expect /items/1/verdict = "reserve"
as sponsor
get /api/calls/{call}/committee -> 403
get /api/matters/{meeting} -> 404
as officer
post /api/applications/{second}/approve {"note":"예비"} -> 409 reason project.committee
post /api/applications/{first}/approve {"note":"심의위원회 선정"} -> 200
expect /state = "approved"

# More than half must be free: with three of five tied nothing can be decided.
post /api/ties {"person_id":{r4},"organisation_id":{hanbit},"kind":"interest","note":"주주"} -> 204
post /api/ties {"person_id":{r5},"organisation_id":{hanbit},"kind":"interest","note":"주주"} -> 204
post /api/calls/{call}/committee {"values":{"meets_on":"{today+2}","members":[{"person_id":{r1}},{"person_id":{r3}},{"person_id":{r4}},{"person_id":{r5}},{"person_id":{r6}}]}} -> 201 keep matter_id as meeting2
post /api/matters/{meeting2}/steps/minute {"values":{"minutes":"3인 회피","lines":[{"application_id":{second},"verdict":"selected","reason":"예비 승계"}]},"evidence":[{"name":"회의록.pdf","sha256":"{paper}"}]} -> 409 reason project.committee
expect /detail has 결정할 수 있는 위원이 2명입니다(전체 5명)
