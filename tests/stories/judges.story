# Six more reviewers and a second mentor: acted before the stories of who judges (R9, R10).
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
as owner
get /api/session -> 200 keep /user_id as owner_person
post /api/profile {"fact":"root_industry","number":1} -> 200
as owner
post /api/models/{model}/plans {"budget":120000000,"programme":"case-2025"} -> 202 keep id as job
wait /api/jobs/{job} -> done keep result_id as plan
get /api/plans/{plan} -> 200 keep /document/package/options as package
post /api/applications {"plan_id":{plan},"options":{package},"sponsor_id":{hansol}} -> 201 keep id as application keep total as total
post /api/applications/{application}/costs {"costs":[{"item":"hardware","supplier_id":{didim},"name":"비전 검사기","model":"VX-200","spec":"5MP","unit_price":{total},"quantity":1,"amount":{total},"sha256":"{paper}"}]} -> 200
expect /items count 0
post /api/applications/{application}/submit {} -> 200
