# R8: the case belongs to posts. Every open task has a deputy and a day; another post takes over and nothing stalls.
as admin
step-up
post /api/invitations {"organisation_id":{kbiz},"post":"사업담당 2","role":"operator_officer","email":"officer2@example.kr"} -> 201 keep token as token
as nobody
post /api/invitations/accept {"token":"{token}","login":"officer2@kbiz","name":"임하늘","password":"{password}"} -> 201
sign-in officer2 officer2@kbiz {password}
enrol officer2
as owner
post /api/agreements/{agreement}/supplier {"supplier_id":{didim}} -> 204
post /api/applications/{application}/matters {"machine":"change","values":{"subject":"contact","cause_on":"{today}","reason":"담당 교체"}} -> 201 keep id as change
as officer
get /api/tasks -> 200 keep /items/0/id as task keep /items/0/post_id as post keep /items/0/deputy_post_id as deputy
expect /items/0/matter_id = {change}
expect /items/0/post = "사업담당"
expect /items/0/deputy = "사업담당 2"
expect /items/0/holder = "최지우"
get /api/calendar?from={today}&until={today+60} -> 200
expect /items has 변경
# The deputy has it in the queue as well, and may be given it for good.
as officer2
get /api/tasks -> 200
expect /items has 변경
get /api/tasks?machine=change&programme=case-2025 -> 200
expect /items has 변경
get /api/tasks?machine=settlement -> 200
expect /items lacks 변경
get /api/tasks?overdue=true -> 200
expect /items lacks 변경
get /api/tasks?machin=change -> 422 reason api.argument_unknown
as owner2
get /api/tasks/{task}/posts -> 404
post /api/tasks/{task}/assign {"post_id":{deputy}} -> 404
# Only who would be taken is offered.
as owner
get /api/tasks/{task}/posts -> 403
as officer
get /api/tasks/{task}/posts -> 200
expect /items has 사업담당 2
expect /items has 임하늘
expect /items lacks 한빛
post /api/tasks/{task}/assign {"post_id":999999} -> 422 reason casework.post
post /api/tasks/{task}/assign {"post_id":{deputy}} -> 200
expect /post = "사업담당 2"
expect /deputy = "사업담당"
# Many at once are single steps, each answered and recorded by itself.
as officer2
post /api/tasks/steps {"steps":[{"matter_id":{change},"step":"approve"},{"matter_id":{change},"step":"note","note":"등록"},{"matter_id":999999,"step":"note"}]} -> 200
expect /items/0/reason = "casework.step"
expect /items/1/done = true
expect /items/2/reason = "casework.role"
get /api/matters/{change} -> 200
expect /state = "noted"
expect /events has 임하늘
as owner2
post /api/tasks/steps {"steps":[{"matter_id":{change},"step":"note"}]} -> 200
expect /items/0/done = false
