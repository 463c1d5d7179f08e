# R10: score arithmetic in the open. Highest and lowest are left out, every number of a rank links to its rule and its
# signer and is recomputed bit for bit; the applicant sees the reasons, not who judged.
as officer
post /api/applications/{application}/seats {"review":"site","person_id":{m1},"days":14} -> 201 keep /items/0/matter_id as visit
post /api/matters/{visit}/steps/schedule {"values":{"visit_on":"{today+3}"}} -> 200
as mentor
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
# Five sheets, signed by a fresh sign-in; the highest and the lowest are left out.
as r4
get /api/matters/{s1}/sheet -> 404
get /api/applications/{application}/rerun -> 404
as officer
get /api/matters/{s1}/sheet -> 403
as reviewer
get /api/reviews -> 200
expect /items/0/matter_id = {s1}
expect /items/0/signed_at = null
get /api/applications/{application} -> 200
expect /plan_id = {plan}
get /api/plans/{plan} -> 200
expect /document/format = "dure.plan"
patch /api/matters/{s1}/sheet {"answers":[],"opinion":"아직"} -> 409 reason selection.handed_in
post /api/matters/{s1}/steps/score {"values":{"answers":[{"item":"capability","grade":"best"},{"item":"need","grade":"best"},{"item":"goals","grade":"best"}],"opinion":"앞서 나감"}} -> 409 reason casework.step
post /api/matters/{s1}/steps/declare {} -> 200
patch /api/matters/{s1}/sheet {"answers":[{"item":"need","grade":"tall"}],"opinion":"아직"} -> 422 reason selection.sheet
patch /api/matters/{s1}/sheet {"answers":[{"item":"need","grade":"best"}],"opinion":"아직"} -> 200
expect /writable = true
# The plan is made again from its own seed and comes out the same; nothing of the line itself is told.
post /api/applications/{application}/rerun {} -> 202
wait /api/applications/{application}/rerun -> same
get /api/models/{model} -> 404
post /api/matters/{s1}/steps/score {"values":{"answers":[{"item":"capability","grade":"best"}],"opinion":"덜 채움"}} -> 422 reason selection.sheet
post /api/matters/{s1}/steps/score {"values":{"answers":[{"item":"capability","grade":"best"},{"item":"need","grade":"best"},{"item":"goals","grade":"best"}],"opinion":"계획을 다시 돌려 보았음"}} -> 200
post /api/matters/{s1}/steps/sign {} -> 401 reason people.step_up_needed
step-up
post /api/matters/{s1}/steps/sign {} -> 200
as officer
post /api/applications/{application}/seats {"review":"technical","person_id":{r4},"days":14} -> 201 keep /items/3/matter_id as s4
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
post /api/applications/{application}/seats {"review":"technical","person_id":{r5},"days":14} -> 201 keep /items/4/matter_id as s5
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
post /api/applications/{application}/seats {"review":"technical","person_id":{r6},"days":14} -> 201 keep /items/5/matter_id as s6
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
post /api/applications/{application}/seats {"review":"technical","person_id":{r7},"days":14} -> 201 keep /items/6/matter_id as s7
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
