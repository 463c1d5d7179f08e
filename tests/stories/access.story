# What an owner lets others see, who holds a post, ways back in, and fresh proof before money.

# ---- a fresh proof before money: signing in is not enough, for whoever moves, promises or books it ----
# One finance person has a proof of just now, the other has only signed in.
as owner
post /api/applications {"plan_id":{plan},"options":{package},"sponsor_id":{hansol}} -> 201 keep id as application keep /shares/0/amount as s0 keep /shares/1/amount as s1 keep /shares/2/amount as s2
post /api/applications/{application}/submit {} -> 200
as sponsor
post /api/contributions {"programme":"winwin-2025-advanced","amount":{s1},"designation":"협력사 고도화"} -> 201 keep id as contribution
sign-in finance2 finance2@kbiz {password}
get /api/contributions -> 200
post /api/contributions {"programme":"winwin-2025-advanced","amount":{s0},"designation":"정부지원금"} -> 401 reason people.step_up_needed
post /api/contributions/{contribution}/receive {"bank_reference":"출연-1"} -> 401 reason people.step_up_needed
as finance
post /api/contributions {"programme":"winwin-2025-advanced","amount":{s0},"designation":"정부지원금"} -> 201
post /api/contributions/{contribution}/receive {"bank_reference":"출연-1"} -> 200

# ---- the tasks of a post stay when its holder goes ----
as officer
get /api/dashboard -> 200 keep /todo/0/ko as task
get /api/people -> 200
expect / has officer@kbiz
as sponsor
post /api/account/leave {"to":"nobody"} -> 422 reason kit.json_unknown
get /api/people?organisation={kbiz} -> 403 reason api.forbidden
as admin
get /api/account -> 200
get /api/people -> 200 keep /items/0/user_id as admin_id keep /items/1/user_id as officer_id keep /items/1/login as officer_login
expect /items/1/login = "officer@kbiz"
as owner2
post /api/people/{officer_id}/leave {} -> 404 reason api.not_found
post /api/people/{officer_id}/recovery {"lost":"both"} -> 404 reason api.not_found
as finance
post /api/people/{officer_id}/leave {} -> 403 reason api.forbidden
as admin
post /api/people/{officer_id}/leave {} -> 204
as officer
get /api/applications/{application} -> 401 reason people.no_session
as nobody
post /api/session {"login":"officer@kbiz","password":"{password}"} -> 403 reason people.no_post
as admin
post /api/invitations {"organisation_id":{kbiz},"post":"사업담당","role":"operator_officer","email":"next@example.kr"} -> 201 keep token as token
as nobody
post /api/invitations/accept {"token":"{token}","login":"next@kbiz","name":"하다음","password":"{password}"} -> 201
sign-in next next@kbiz {password}
enrol next
get /api/dashboard -> 200
expect /todo has {task}
post /api/applications/{application}/approve {"note":"이어받아 확인"} -> 200 keep agreement_id as agreement

# ---- and the money goes on, with proof each time ----
as owner
post /api/agreements/{agreement}/sign {} -> 200
as sponsor
post /api/agreements/{agreement}/sign {} -> 200
as next
post /api/agreements/{agreement}/sign {} -> 200
expect /state = "active"
as finance2
get /api/agreements/{agreement} -> 200 keep /tranches/0/id as tranche
post /api/agreements/{agreement}/deposits {"amount":{s2},"bank_reference":"자부담-1"} -> 401 reason people.step_up_needed
post /api/agreements/{agreement}/payments {"tranche":"{tranche}","amount":1000,"payee":"디딤솔루션(가상)","evidence":"착수계"} -> 401 reason people.step_up_needed
as finance
post /api/agreements/{agreement}/deposits {"amount":{s2},"bank_reference":"자부담-1"} -> 201
# Pay on proof: the start report first.
as owner
post /api/agreements/{agreement}/supplier {"supplier_id":{didim}} -> 204
as supplier
get /api/tasks -> 200 keep /items/0/matter_id as start
set paper 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
post /api/matters/{start}/steps/submit {"values":{"guarantee_number":"가상-0001","guarantee_until":"{today+400}","design_finish":"{today+60}"},"evidence":[{"name":"착수계.pdf","sha256":"{paper}"}]} -> 200
as owner
post /api/matters/{start}/steps/approve {"note":"설계 일정 확인"} -> 200
as next
post /api/matters/{start}/steps/accept {} -> 200
post /api/agreements/{agreement}/proofs {"kind":"business_alive","organisation_id":{hanbit},"good":true,"reference":"휴폐업조회: 계속사업자"} -> 204
post /api/agreements/{agreement}/proofs {"kind":"business_alive","organisation_id":{didim},"good":true,"reference":"휴폐업조회: 계속사업자"} -> 204
post /api/agreements/{agreement}/proofs {"kind":"account_registered","organisation_id":{didim},"good":true,"reference":"사업비 계좌 확인"} -> 204
as finance
post /api/agreements/{agreement}/payments {"tranche":"{tranche}","amount":1000,"payee":"디딤솔루션(가상)","evidence":"착수계"} -> 201 keep id as payment
as finance2
post /api/payments/{payment}/approve {} -> 401 reason people.step_up_needed
step-up
post /api/payments/{payment}/approve {} -> 200
post /api/payments/{payment}/confirm {"bank_reference":"지급-1"} -> 200

# ---- an owner lets a mentor see one model, for a purpose, until a day ----
as mentor
get /api/models/{model} -> 404 reason api.not_found
get /api/models/987654 -> 404 reason api.not_found
as owner
post /api/grants {"to_id":{guides},"object":"model","object_id":{model2},"class":"technical","purpose":"남의 것","until":"{soon}"} -> 404 reason api.not_found
post /api/grants {"to_id":{guides},"object":"model","object_id":{model},"class":"technical","purpose":"","until":"{soon}"} -> 422
expect /path = "/purpose"
post /api/grants {"to_id":{guides},"object":"model","object_id":{model},"class":"technical","purpose":"라인 진단","until":"2020-01-01T00:00:00Z"} -> 422 reason people.grant
post /api/grants {"to_id":{guides},"object":"model","object_id":{model},"class":"technical","purpose":"라인 진단","until":"2999-01-01T00:00:00Z"} -> 422 reason people.grant
post /api/grants {"to_id":{guides},"object":"model","object_id":{model},"class":"technical","purpose":"라인 진단","until":"{soon}"} -> 201 keep id as grant
as member
post /api/grants {"to_id":{guides},"object":"model","object_id":{model},"class":"technical","purpose":"몰래","until":"{soon}"} -> 403 reason api.forbidden
as mentor
get /api/grants -> 200
expect / has 라인 진단
get /api/models/{model} -> 200
expect /station_count = 10
get /api/models/{model}/document -> 200
get /api/models/{model2} -> 404
get /api/models -> 403
post /api/models/{model}/runs {"horizon_days":5,"replications":2,"seed":1} -> 403
as sponsor
get /api/models/{model} -> 404
get /api/grants -> 200
expect /items count 0
as owner
get /api/read-log -> 200
expect / has 길잡이멘토단
expect / has /api/models/{id}/document
delete /api/grants/{grant} -> 204
as mentor
get /api/models/{model} -> 404
get /api/models/{model}/document -> 404
delete /api/grants/{grant} -> 403

# ---- ways back in ----
as owner
get /api/people -> 200 keep /items/0/user_id as owner_id keep /items/1/user_id as member_id
expect /items/1/login = "member@hanbit"
as member
post /api/people/{owner_id}/recovery {"lost":"both"} -> 403 reason api.forbidden
as owner
post /api/people/{owner_id}/recovery {"lost":"both"} -> 403 reason people.may_not_recover
post /api/people/{member_id}/recovery {"lost":"everything"} -> 422 reason api.choice
post /api/people/{member_id}/recovery {"lost":"password"} -> 201 keep token as link
# The operating body helps only where nobody is left: the member has a representative, that one has nobody.
as admin
get /api/people?organisation={hanbit} -> 200
expect /items/0/role = "adopter_owner"
expect /items/0/name absent
post /api/people/{member_id}/recovery {"lost":"both"} -> 403 reason people.may_not_recover
post /api/people/{owner_id}/recovery {"lost":"phone"} -> 201
as nobody
post /api/recoveries {"token":"{link}","password":"short"} -> 422 reason people.password_short
post /api/recoveries {"token":"{link}","password":"네 바퀴 수레가 새벽에 떠난다"} -> 204
post /api/recoveries {"token":"{link}","password":"네 바퀴 수레가 새벽에 떠난다"} -> 404 reason people.recovery
post /api/session {"login":"member@hanbit","password":"{password}"} -> 401 reason people.sign_in
as member
get /api/account -> 401 reason people.no_session
as nobody
post /api/session {"login":"member@hanbit","password":"네 바퀴 수레가 새벽에 떠난다"} -> 200
# Everybody concerned sees it.
as owner
get /api/account-log -> 200
expect / has recovery.issued
expect / has recovery.used
as admin
get /api/account-log -> 200
expect / has recovery.issued
expect / lacks 박생산
as owner2
get /api/account-log -> 200
expect / lacks recovery
as auditor
get /api/account-log -> 200
expect / has recovery.used

# ---- who may be invited where ----
as admin
post /api/invitations {"organisation_id":{hanbit},"post":"회계","role":"operator_finance","email":"x@example.kr"} -> 422 reason people.role
post /api/invitations {"organisation_id":{hansol},"post":"회계","role":"operator_finance","email":"x@example.kr"} -> 422 reason people.role
post /api/organisations {"name":"다른 운영기관(가상)","kind":"operator","business_number":null,"region":null} -> 201 keep id as elsewhere
post /api/invitations {"organisation_id":{elsewhere},"post":"회계","role":"operator_finance","email":"x@example.kr"} -> 403 reason people.may_not_invite
post /api/invitations {"organisation_id":{elsewhere},"post":"관리","role":"admin","email":"x@example.kr"} -> 201

# ---- codes on paper ----
as admin
post /api/account/backup-codes {} -> 201 keep /codes/0 as paper
expect /codes count 10
as nobody
post /api/session {"login":"admin","password":"{password}","code":"{paper}"} -> 200
post /api/session {"login":"admin","password":"{password}","code":"{paper}"} -> 401 reason people.code_wrong

# ---- boxes: a code from the representative, and nothing without it ----
as owner
post /api/devices/enrolments {"label":"톱 옆의 상자"} -> 201 keep code as code
as nobody
post /api/devices {"code":"{code}","public_key":"00","signature":"00"} -> 422 reason kit.json_range
get /api/devices/self -> 401 reason people.no_session
as owner
get /api/devices/self -> 403
get /api/devices -> 200
expect /items count 0
