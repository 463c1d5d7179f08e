# The people of the demo: invited and accepted through the API, second factors enrolled.
# All names are invented. {admin_token} comes from the console.
set password dure-demo-password
as nobody
post /api/invitations/accept {"token":"{admin_token}","login":"admin","name":"관리자","password":"{password}"} -> 201
sign-in admin admin {password}
enrol admin
get /api/organisations -> 200 keep /items/0/id as kbiz
post /api/organisations {"name":"한빛정밀(가상)","kind":"adopter","business_number":null,"region":"경남"} -> 201 keep id as hanbit
post /api/organisations {"name":"한솔전자(가상)","kind":"sponsor","business_number":null,"region":"경기"} -> 201 keep id as hansol
post /api/organisations {"name":"중소벤처기업부(시범)","kind":"ministry","business_number":null,"region":null} -> 201 keep id as mss
post /api/organisations {"name":"감사기관(시범)","kind":"audit","business_number":null,"region":null} -> 201 keep id as bai

as admin
post /api/invitations {"organisation_id":{hanbit},"post":"대표","role":"adopter_owner","email":"owner@example.kr"} -> 201 keep token as token
as nobody
post /api/invitations/accept {"token":"{token}","login":"owner@hanbit","name":"한상우","password":"{password}"} -> 201
sign-in owner owner@hanbit {password}
enrol owner

as admin
post /api/invitations {"organisation_id":{hansol},"post":"상생협력팀","role":"sponsor_officer","email":"sponsor@example.kr"} -> 201 keep token as token
as nobody
post /api/invitations/accept {"token":"{token}","login":"sponsor@hansol","name":"오세진","password":"{password}"} -> 201
sign-in sponsor sponsor@hansol {password}
enrol sponsor

as admin
post /api/invitations {"organisation_id":{kbiz},"post":"사업담당","role":"operator_officer","email":"officer@example.kr"} -> 201 keep token as token
as nobody
post /api/invitations/accept {"token":"{token}","login":"officer@kbiz","name":"최지우","password":"{password}"} -> 201
sign-in officer officer@kbiz {password}
enrol officer

as admin
post /api/invitations {"organisation_id":{kbiz},"post":"회계","role":"operator_finance","email":"finance@example.kr"} -> 201 keep token as token
as nobody
post /api/invitations/accept {"token":"{token}","login":"finance@kbiz","name":"문가람","password":"{password}"} -> 201
sign-in finance finance@kbiz {password}
enrol finance

as admin
post /api/invitations {"organisation_id":{kbiz},"post":"회계 책임","role":"operator_finance","email":"finance2@example.kr"} -> 201 keep token as token
as nobody
post /api/invitations/accept {"token":"{token}","login":"finance2@kbiz","name":"서도윤","password":"{password}"} -> 201
sign-in finance2 finance2@kbiz {password}
enrol finance2

as admin
post /api/invitations {"organisation_id":{mss},"post":"사업과","role":"ministry_viewer","email":"ministry@example.kr"} -> 201 keep token as token
as nobody
post /api/invitations/accept {"token":"{token}","login":"ministry@mss","name":"정해숙","password":"{password}"} -> 201
sign-in ministry ministry@mss {password}
enrol ministry

as admin
post /api/invitations {"organisation_id":{bai},"post":"감사관","role":"auditor","email":"auditor@example.kr"} -> 201 keep token as token
as nobody
post /api/invitations/accept {"token":"{token}","login":"auditor@bai","name":"남궁현","password":"{password}"} -> 201
sign-in auditor auditor@bai {password}
enrol auditor
