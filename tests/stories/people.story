# The people of the demo's stories have neighbours here: another firm and another sponsor, a member of staff
# without second factor, and roles that have no part in any case yet. Acted after accounts.story.
as admin
post /api/organisations {"name":"두물정밀(가상)","kind":"adopter","business_number":null,"region":"경기"} -> 201 keep id as dumul
post /api/organisations {"name":"다온전자(가상)","kind":"sponsor","business_number":null,"region":"서울"} -> 201 keep id as daon
post /api/organisations {"name":"디딤솔루션(가상)","kind":"supplier","business_number":null,"region":"부산"} -> 201 keep id as didim
post /api/organisations {"name":"길잡이멘토단(가상)","kind":"mentor","business_number":null,"region":null} -> 201 keep id as guides
post /api/organisations {"name":"평가위원회(가상)","kind":"reviewer","business_number":null,"region":null} -> 201 keep id as panel

post /api/invitations {"organisation_id":{dumul},"post":"대표","role":"adopter_owner","email":"owner2@example.kr"} -> 201 keep token as token
as nobody
post /api/invitations/accept {"token":"{token}","login":"owner@dumul","name":"강두물","password":"{password}"} -> 201
sign-in owner2 owner@dumul {password}
enrol owner2

as admin
post /api/invitations {"organisation_id":{daon},"post":"상생팀","role":"sponsor_officer","email":"sponsor2@example.kr"} -> 201 keep token as token
as nobody
post /api/invitations/accept {"token":"{token}","login":"sponsor@daon","name":"윤다온","password":"{password}"} -> 201
sign-in sponsor2 sponsor@daon {password}
enrol sponsor2

as admin
post /api/invitations {"organisation_id":{didim},"post":"영업","role":"supplier","email":"supplier@example.kr"} -> 201 keep token as token
as nobody
post /api/invitations/accept {"token":"{token}","login":"sales@didim","name":"조디딤","password":"{password}"} -> 201
sign-in supplier sales@didim {password}

as admin
post /api/invitations {"organisation_id":{panel},"post":"위원","role":"reviewer","email":"reviewer@example.kr"} -> 201 keep token as token
as nobody
post /api/invitations/accept {"token":"{token}","login":"reviewer@panel","name":"백평가","password":"{password}"} -> 201
sign-in reviewer reviewer@panel {password}

as officer
post /api/invitations {"organisation_id":{guides},"post":"멘토","role":"mentor","email":"mentor@example.kr"} -> 201 keep token as token
as nobody
post /api/invitations/accept {"token":"{token}","login":"mentor@guides","name":"안길잡","password":"{password}"} -> 201
sign-in mentor mentor@guides {password}

as owner
post /api/invitations {"organisation_id":{hanbit},"post":"생산팀","role":"adopter_member","email":"member@example.kr"} -> 201 keep token as token
as nobody
post /api/invitations/accept {"token":"{token}","login":"member@hanbit","name":"박생산","password":"{password}"} -> 201
sign-in member member@hanbit {password}

# A plan of one's own is what a case begins with: each firm brings its model.
as owner
upload /api/models samples/line.json -> 201 keep id as model
post /api/models/{model}/plans {"budget":120000000,"programme":"winwin-2025-advanced"} -> 202 keep id as job
wait /api/jobs/{job} -> done keep result_id as plan
get /api/plans/{plan} -> 200 keep /document/package/options as package
as owner2
upload /api/models samples/line.json -> 201 keep id as model2
post /api/models/{model2}/plans {"budget":60000000,"programme":"winwin-2025-advanced"} -> 202 keep id as job2
wait /api/jobs/{job2} -> done keep result_id as plan2
get /api/plans/{plan2} -> 200 keep /document/package/options as package2
