# R11: the clock of an objection runs from the decision, is seen by the firm, and is used once. What happens when
# it has run out is in the tests of src/project, where the clock can be moved.
as owner
post /api/models/{model}/plans {"budget":120000000,"programme":"case-2025-seven"} -> 202 keep id as job
wait /api/jobs/{job} -> done keep result_id as plan
get /api/plans/{plan} -> 200 keep /document/package/options as package
post /api/applications {"plan_id":{plan},"options":{package},"sponsor_id":{hansol}} -> 201 keep id as application
post /api/applications/{application}/submit {} -> 200
post /api/applications/{application}/matters {"machine":"objection"} -> 409 reason casework.missing
as officer
post /api/applications/{application}/reject {"note":"점수 미달"} -> 200
as owner
get /api/tasks -> 200 keep /items/0/matter_id as early
expect /items/0/machine = "objection"
expect /items/0/overdue = false
expect /items/0/deputy = "생산팀"
as owner2
get /api/matters/{early} -> 404
as officer
post /api/matters/{early}/steps/file {"values":{"grounds":"대신"}} -> 403 reason casework.role
as owner
post /api/matters/{early}/steps/file {} -> 422 reason casework.value
post /api/matters/{early}/steps/file {"values":{"grounds":"현장평가 점수가 빠졌습니다"}} -> 200
expect /state = "filed"
post /api/matters/{early}/steps/file {"values":{"grounds":"또"}} -> 409 reason casework.step
# Once a case.
post /api/applications/{application}/matters {"machine":"objection"} -> 409 reason casework.once
as officer
step-up
post /api/matters/{early}/steps/answer {"values":{"result":"accepted","reasons":"채점 오류 확인"}} -> 200
as owner
get /api/applications/{application} -> 200
expect /state = "submitted"
expect /history has 채점 오류 확인
as officer
post /api/applications/{application}/reject {"note":"다시 심사한 결과"} -> 200
as owner
get /api/matters/{early} -> 200
expect /state = "answered"
post /api/applications/{application}/matters {"machine":"objection"} -> 409 reason casework.once
