# Who is chosen: the profile that is asked once (R6), the cost sheet that checks itself (R13) and shows no unit
# price to others (R23), the gate of ties (R9), scores in the open (R10). Rules: files/case-rules.json.
set paper 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
as admin
step-up

# Six more reviewers, and a second mentor.
post /api/invitations {"organisation_id":{panel},"post":"위원","role":"reviewer","email":"r2@example.kr"} -> 201 keep token as token
as nobody
post /api/invitations/accept {"token":"{token}","login":"r2@panel","name":"남이위","password":"{password}"} -> 201
sign-in r2 r2@panel {password}
as admin
post /api/invitations {"organisation_id":{panel},"post":"위원","role":"reviewer","email":"r3@example.kr"} -> 201 keep token as token
as nobody
post /api/invitations/accept {"token":"{token}","login":"r3@panel","name":"도삼위","password":"{password}"} -> 201
sign-in r3 r3@panel {password}
as admin
post /api/invitations {"organisation_id":{panel},"post":"위원","role":"reviewer","email":"r4@example.kr"} -> 201 keep token as token
as nobody
post /api/invitations/accept {"token":"{token}","login":"r4@panel","name":"마사위","password":"{password}"} -> 201
sign-in r4 r4@panel {password}
as admin
post /api/invitations {"organisation_id":{panel},"post":"위원","role":"reviewer","email":"r5@example.kr"} -> 201 keep token as token
as nobody
post /api/invitations/accept {"token":"{token}","login":"r5@panel","name":"서오위","password":"{password}"} -> 201
sign-in r5 r5@panel {password}
as admin
post /api/invitations {"organisation_id":{panel},"post":"위원","role":"reviewer","email":"r6@example.kr"} -> 201 keep token as token
as nobody
post /api/invitations/accept {"token":"{token}","login":"r6@panel","name":"오육위","password":"{password}"} -> 201
sign-in r6 r6@panel {password}
as r6
get /api/session -> 200 keep /user_id as r6
as admin
post /api/invitations {"organisation_id":{panel},"post":"위원","role":"reviewer","email":"r7@example.kr"} -> 201 keep token as token
as nobody
post /api/invitations/accept {"token":"{token}","login":"r7@panel","name":"구칠위","password":"{password}"} -> 201
sign-in r7 r7@panel {password}
as r7
get /api/session -> 200 keep /user_id as r7
as officer
post /api/invitations {"organisation_id":{guides},"post":"멘토","role":"mentor","email":"m2@example.kr"} -> 201 keep token as token
as nobody
post /api/invitations/accept {"token":"{token}","login":"m2@guides","name":"기둘멘","password":"{password}"} -> 201
sign-in mentor2 m2@guides {password}
as reviewer
get /api/session -> 200 keep /user_id as r1
as r2
get /api/session -> 200 keep /user_id as r2
as r3
get /api/session -> 200 keep /user_id as r3
as r4
get /api/session -> 200 keep /user_id as r4
as r5
get /api/session -> 200 keep /user_id as r5
as mentor
get /api/session -> 200 keep /user_id as m1
as mentor2
get /api/session -> 200 keep /user_id as m2

# R6: told once, judged by the rules of any call, each ground with its article, before anything is handed in.
as owner
get /api/session -> 200 keep /user_id as owner_person
get /api/programmes/case-2025/eligibility -> 200
expect /eligible = "unknown"
post /api/profile {"fact":"manufacturer","number":1} -> 200
post /api/profile {"fact":"domestic","number":1} -> 200
post /api/profile {"fact":"firm_size","word":"small"} -> 200
post /api/profile {"fact":"firm_size","word":"huge"} -> 422 reason rules.fact
post /api/profile {"fact":"business_state","word":"active"} -> 200
post /api/profile {"fact":"bad_credit","number":0} -> 200
post /api/profile {"fact":"excluded_trade","number":0} -> 200
post /api/profile {"fact":"harmful_goods","number":0} -> 200
post /api/profile {"fact":"participation_ban","number":0} -> 200
post /api/profile {"fact":"root_industry","number":1} -> 200
post /api/profile {"fact":"tax_arrears","number":1} -> 200
get /api/programmes/case-2025/eligibility -> 200
expect /eligible = "no"
expect /grounds count 1
expect /grounds/0/id = "arrears"
expect /grounds/0/basis has F2.31
post /api/profile {"fact":"tax_arrears","number":0} -> 200
get /api/programmes/case-2025/eligibility -> 200
expect /eligible = "yes"
expect /bonus_milli = 3000
get /api/programmes/winwin-2025-advanced/eligibility -> 200
as sponsor
get /api/profile -> 403

# R13: a draft is kept with everything that is wrong with it; it is not handed in like that.
as owner
post /api/models/{model}/plans {"budget":120000000,"programme":"case-2025"} -> 202 keep id as job
wait /api/jobs/{job} -> done keep result_id as plan
get /api/plans/{plan} -> 200 keep /document/package/options as package
post /api/applications {"plan_id":{plan},"options":{package},"sponsor_id":{hansol}} -> 201 keep id as application keep total as total
post /api/applications/{application}/costs {"costs":[{"item":"direct_labour","name":"개발","model":"","spec":"","unit_price":100000,"quantity":1,"amount":100000},{"item":"overhead","name":"제경비","model":"","spec":"","unit_price":100001,"quantity":1,"amount":100001},{"item":"technology_fee","name":"기술료","model":"","spec":"","unit_price":20001,"quantity":1,"amount":20001},{"item":"fp_points","name":"기능점수","model":"","spec":"","unit_price":1000,"quantity":10,"amount":10000,"vat":1000},{"item":"network","name":"배선","model":"","spec":"","unit_price":10,"quantity":3,"amount":31}],"in_kind":[{"funder":"sponsor","amount":{total}}]} -> 200
expect /items has /costs/overhead
expect /items has /costs/technology_fee
expect /items has "limit":"attachment"
expect /items has "limit":"net"
expect /items has "limit":"amount"
expect /items has /in_kind/sponsor
expect /items has "limit":"total"
expect /items has F4.2
post /api/applications/{application}/submit {} -> 409 reason selection.cost
expect /path = "/costs/3"
post /api/applications/{application}/costs {"costs":[{"item":"hardware","supplier_id":{didim},"name":"비전 검사기","model":"VX-200","spec":"5MP","unit_price":{total},"quantity":1,"amount":{total},"sha256":"{paper}"}]} -> 200
expect /items count 0
post /api/applications/{application}/submit {} -> 200
post /api/applications/{application}/costs {"costs":[]} -> 409 reason programme.step
# R6: what was told once went along, as the firm's own word; what the officer looks up takes its place.
as officer
get /api/applications/{application}/eligibility -> 200
expect /eligible = "yes"
expect /facts has 기업 기본정보
post /api/applications/{application}/facts {"facts":[{"fact":"tax_arrears","number":0,"source":"납세증명서"}]} -> 200
expect /facts has 납세증명서
as owner
# R23: the unit price is the firm's; the operating body sees the amount, the sponsor no sheet at all.
get /api/applications/{application}/costs -> 200
expect /items/0/unit_price = {total}
as officer
get /api/applications/{application}/costs -> 200
expect /items/0/amount = {total}
expect /items/0/unit_price absent
get /api/applications/{application}/prices -> 200
expect /items/0/earlier = 0
expect /items/0/percentile_bp = null
as sponsor
get /api/applications/{application}/costs -> 403
get /api/applications/{application}/prices -> 403
as mentor
get /api/applications/{application}/costs -> 403

# R9: who is barred is not seated; who is seated acts alone, and nobody else looks on.
as owner
get /api/applications/{application}/seats -> 403
as officer
post /api/applications/{application}/seats {"review":"technical","person_id":{owner_person},"days":14} -> 409 reason selection.tie
post /api/ties {"person_id":{r2},"organisation_id":{didim},"kind":"interest","note":"공급기업 고문"} -> 204
post /api/applications/{application}/seats {"review":"technical","person_id":{r2},"days":14} -> 409 reason selection.tie
post /api/ties {"person_id":{r2},"organisation_id":{hanbit},"kind":"friendship","note":"동창"} -> 422 reason selection.tie_kind
post /api/applications/{application}/seats {"review":"site","person_id":{m1},"days":14} -> 201 keep /items/0/matter_id as visit
as mentor2
get /api/matters/{visit} -> 404
as mentor
get /api/matters/{visit} -> 200
get /api/applications/{application} -> 200
# The mentor reads the plan without its amounts, costs and what a product earns (1.2, rows 1 and 2).
get /api/plans/{plan} -> 200
expect /document has throughput
expect / lacks "cost"
expect / lacks margin_per_piece
expect / lacks payback
expect / lacks 만원
as officer
post /api/matters/{visit}/steps/schedule {"values":{"visit_on":"{today+3}"}} -> 200
as mentor
post /api/matters/{visit}/steps/report {"values":{"answers":[{"item":"capability","grade":"best"},{"item":"need","grade":"best"},{"item":"goals","grade":"best"}],"opinion":"병목이 뚜렷함","bonus":"tall"}} -> 422 reason selection.bonus
post /api/matters/{visit}/steps/report {"values":{"answers":[{"item":"capability","grade":"best"},{"item":"need","grade":"best"},{"item":"goals","grade":"best"}],"opinion":"병목이 뚜렷함","bonus":"root"}} -> 200
as officer
post /api/matters/{visit}/steps/confirm {} -> 200
post /api/applications/{application}/seats {"review":"site","person_id":{m2},"days":14} -> 201 keep /items/1/matter_id as visit2
post /api/matters/{visit2}/steps/schedule {"values":{"visit_on":"{today+3}"}} -> 200
as mentor2
post /api/matters/{visit2}/steps/report {"values":{"answers":[{"item":"capability","grade":"good"},{"item":"need","grade":"good"},{"item":"goals","grade":"good"}],"opinion":"설비 연결 필요"}} -> 200
as officer
post /api/matters/{visit2}/steps/confirm {} -> 200
post /api/applications/{application}/seats {"review":"technical","person_id":{r1},"days":14} -> 201 keep /items/2/matter_id as s1
post /api/applications/{application}/seats {"review":"technical","person_id":{r1},"days":14} -> 422 reason selection.post
post /api/applications/{application}/seats {"review":"technical","person_id":{r3},"days":14} -> 201 keep /items/3/matter_id as s3
as r3
get /api/matters/{s1} -> 404
post /api/matters/{s1}/steps/declare {} -> 404
# One who steps aside is tied from then on.
post /api/matters/{s3}/steps/excuse {"values":{"reason":"처남의 회사"}} -> 200
expect /state = "excused"
as officer
get /api/applications/{application}/seats -> 200
expect /items/3/state = "excused"

# R10: five sheets, signed by a fresh sign-in; the highest and the lowest are left out.
as r4
get /api/matters/{s1}/sheet -> 404
get /api/applications/{application}/rerun -> 404
as officer
get /api/matters/{s1}/sheet -> 403
get /api/applications/{application}/candidates -> 200
expect /items has "barred":true
as reviewer
get /api/reviews -> 200
expect /items/0/matter_id = {s1}
expect /items/0/signed_at = null
get /api/applications/{application} -> 200
expect /plan_id = {plan}
get /api/plans/{plan} -> 200
expect /document/format = "dure.plan"
expect /document/package has "cost"
expect / lacks margin_per_piece
patch /api/matters/{s1}/sheet {"answers":[],"opinion":"아직"} -> 409 reason selection.handed_in
post /api/matters/{s1}/steps/score {"values":{"answers":[{"item":"capability","grade":"best"},{"item":"need","grade":"best"},{"item":"goals","grade":"best"}],"opinion":"앞서 나감"}} -> 409 reason casework.step
post /api/matters/{s1}/steps/declare {} -> 200
patch /api/matters/{s1}/sheet {"answers":[{"item":"need","grade":"tall"}],"opinion":"아직"} -> 422 reason selection.sheet
patch /api/matters/{s1}/sheet {"answers":[{"item":"need","grade":"best"}],"opinion":"아직"} -> 200
expect /writable = true
expect /answers/0/grade = "best"
# R9: the plan is made again from its own seed and comes out the same; nothing of the line itself is told.
post /api/applications/{application}/rerun {} -> 202
wait /api/applications/{application}/rerun -> same
get /api/models/{model} -> 404
post /api/matters/{s1}/steps/score {"values":{"answers":[{"item":"capability","grade":"best"}],"opinion":"덜 채움"}} -> 422 reason selection.sheet
post /api/matters/{s1}/steps/score {"values":{"answers":[{"item":"capability","grade":"best"},{"item":"need","grade":"best"},{"item":"goals","grade":"best"}],"opinion":"계획을 다시 돌려 보았음"}} -> 200
post /api/matters/{s1}/steps/sign {} -> 401 reason people.step_up_needed
step-up
post /api/matters/{s1}/steps/sign {} -> 200
as officer
post /api/applications/{application}/seats {"review":"technical","person_id":{r4},"days":14} -> 201 keep /items/4/matter_id as s4
as r4
get /api/tasks -> 200
expect /items/0/matter_id = {s4}
post /api/matters/{s4}/steps/declare {} -> 200
get /api/tasks -> 200
expect /items/0/matter_id = {s4}
post /api/matters/{s4}/steps/score {"values":{"answers":[{"item":"capability","grade":"good"},{"item":"need","grade":"good"},{"item":"goals","grade":"good"}],"opinion":"계획을 다시 돌려 보았음"}} -> 200
step-up
post /api/matters/{s4}/steps/sign {} -> 200
as officer
post /api/applications/{application}/seats {"review":"technical","person_id":{r5},"days":14} -> 201 keep /items/5/matter_id as s5
as r5
get /api/tasks -> 200
expect /items/0/matter_id = {s5}
post /api/matters/{s5}/steps/declare {} -> 200
get /api/tasks -> 200
expect /items/0/matter_id = {s5}
post /api/matters/{s5}/steps/score {"values":{"answers":[{"item":"capability","grade":"good"},{"item":"need","grade":"good"},{"item":"goals","grade":"good"}],"opinion":"계획을 다시 돌려 보았음"}} -> 200
step-up
post /api/matters/{s5}/steps/sign {} -> 200
as officer
post /api/applications/{application}/seats {"review":"technical","person_id":{r6},"days":14} -> 201 keep /items/6/matter_id as s6
as r6
get /api/tasks -> 200
expect /items/0/matter_id = {s6}
post /api/matters/{s6}/steps/declare {} -> 200
get /api/tasks -> 200
expect /items/0/matter_id = {s6}
post /api/matters/{s6}/steps/score {"values":{"answers":[{"item":"capability","grade":"fair"},{"item":"need","grade":"fair"},{"item":"goals","grade":"fair"}],"opinion":"계획을 다시 돌려 보았음"}} -> 200
step-up
post /api/matters/{s6}/steps/sign {} -> 200
as officer
post /api/applications/{application}/seats {"review":"technical","person_id":{r7},"days":14} -> 201 keep /items/7/matter_id as s7
as r7
get /api/tasks -> 200
expect /items/0/matter_id = {s7}
post /api/matters/{s7}/steps/declare {} -> 200
get /api/tasks -> 200
expect /items/0/matter_id = {s7}
post /api/matters/{s7}/steps/score {"values":{"answers":[{"item":"capability","grade":"worst"},{"item":"need","grade":"worst"},{"item":"goals","grade":"worst"}],"opinion":"계획을 다시 돌려 보았음"}} -> 200
step-up
post /api/matters/{s7}/steps/sign {} -> 200
as owner
get /api/applications/{application}/score -> 409 reason selection.undecided
as sponsor
get /api/applications/{application}/score -> 403
get /api/programmes/case-2025/ranking -> 403
as officer
get /api/applications/{application}/score -> 200
expect /total = "83.000"
expect /complete = true
expect /passes = "yes"
expect /lines has 백평가
expect /lines has "left_out":true
get /api/programmes/case-2025/ranking/recomputed -> 409 reason selection.not_ranked
step-up
post /api/programmes/case-2025/ranking {} -> 201 keep hash as hash
get /api/programmes/case-2025/ranking -> 200
expect /items/0/application_id = {application}
expect /items/0/rank = 1
as auditor
get /api/programmes/case-2025/ranking/recomputed -> 200
expect /same = true
expect /again = "{hash}"
# The applicant sees result and reasons after the decision, and not who judged.
as officer
post /api/applications/{application}/reject {"note":"예산 소진"} -> 200
as owner
get /api/applications/{application}/score -> 200
expect /total = "83.000"
expect /lines has F3.10
expect /lines lacks 백평가
