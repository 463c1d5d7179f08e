# How a sponsor comes in: it asks without an account, the operating body answers and invites it, and the three
# parties sign what it promises for each year, each by its own sign-in.
as nobody
post /api/inquiries {"organisation":"","contact":"임문의","email":"ask@example.kr","message":"협력사를 돕고 싶습니다"} -> 422
post /api/inquiries {"organisation":"새빛전자(가상)","contact":"임문의","email":"ask@example.kr","message":"900101-1234568"} -> 422
post /api/inquiries {"organisation":"새빛전자(가상)","contact":"임문의","email":"ask@example.kr","message":"협력사 20곳을 3년 동안 돕고 싶습니다"} -> 201 keep id as inquiry
get /api/inquiries -> 401
as sponsor
get /api/inquiries -> 403
as officer
get /api/inquiries -> 200
expect /items/0/state = "new"
expect /items/0/contact = "임문의"
step-up
post /api/inquiries/{inquiry}/answer {"accept":true,"note":"환영합니다"} -> 200 keep organisation_id as newlight
post /api/inquiries/{inquiry}/answer {"accept":false,"note":"다시"} -> 409 reason pact.answered
post /api/invitations {"organisation_id":{newlight},"post":"상생팀","role":"sponsor_officer","email":"ask@example.kr"} -> 201 keep token as token
as nobody
post /api/invitations/accept {"token":"{token}","login":"win@newlight","name":"임문의","password":"{password}"} -> 201
sign-in newlight win@newlight {password}
enrol newlight

as officer
post /api/pacts {"title":"상생협약 2026~2028","sponsor_id":{newlight},"ministry_id":{mss},"years":[{"year":2026,"amount":20000000000},{"year":2026,"amount":1}]} -> 422 reason pact.year
post /api/pacts {"title":"상생협약 2026~2028","sponsor_id":{hanbit},"ministry_id":{mss},"years":[{"year":2026,"amount":20000000000}]} -> 422 reason pact.party
post /api/pacts {"title":"상생협약 2026~2028","sponsor_id":{newlight},"ministry_id":{mss},"years":[{"year":2026,"amount":20000000000},{"year":2027,"amount":20000000000},{"year":2028,"amount":25000000000}]} -> 201 keep id as pact keep hash as hash
expect /total = 65000000000
expect /active_at = null
as sponsor
get /api/pacts/{pact} -> 404
get /api/pacts -> 200
expect /items count 0
as newlight
step-up
post /api/pacts/{pact}/sign {"hash":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"} -> 409 reason pact.hash
post /api/pacts/{pact}/sign {"hash":"{hash}"} -> 200
post /api/pacts/{pact}/sign {"hash":"{hash}"} -> 409 reason pact.signed
as officer
post /api/pacts/{pact}/sign {"hash":"{hash}"} -> 200
expect /active_at = null
as ministry
step-up
post /api/pacts/{pact}/sign {"hash":"{hash}"} -> 200
expect /signatures/0/name = "임문의"
expect /signatures/2/name = "정해숙"
get /api/pacts -> 200
expect /items/0/id = {pact}
