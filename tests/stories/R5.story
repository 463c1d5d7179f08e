# One whole back half: from the agreement to the closing, each step by who it belongs to; the settlement
# disallows, the recovery has a debtor and a day (R5). Acted after agreed.story.
as admin
post /api/organisations {"name":"바른회계(가상)","kind":"accountant","business_number":null,"region":null} -> 201 keep id as accounting
step-up
post /api/invitations {"organisation_id":{accounting},"post":"정산 검증","role":"accountant","email":"cpa@example.kr"} -> 201 keep token as token
as nobody
post /api/invitations/accept {"token":"{token}","login":"cpa@barun","name":"하정산","password":"{password}"} -> 201
sign-in accountant cpa@barun {password}

# With the last signature the start report waits: for nobody yet, so the operating body sees it.
as officer
get /api/tasks?scope=unheld -> 200 keep /items/0/matter_id as start
expect /items/0/machine = "start_report"
expect /items/0/organisation = null
as owner
post /api/agreements/{agreement}/supplier {"supplier_id":{hansol}} -> 422 reason project.supplier
post /api/agreements/{agreement}/supplier {"supplier_id":{didim}} -> 204
as officer
get /api/tasks?scope=unheld -> 200
expect /items count 0

# Pay on proof (R16): the text names what is missing.
as finance
get /api/agreements/{agreement} -> 200 keep /tranches/0/amount as advance keep /tranches/1/amount as middle keep /tranches/2/amount as balance
get /api/agreements/{agreement}/proofs/advance -> 200
expect /items/0/id = "start_report.accept"
expect /items/0/met = false
post /api/agreements/{agreement}/payments {"tranche":"advance","amount":{advance},"payee":"디딤","evidence":"착수계"} -> 409 reason programme.proof
as supplier
get /api/tasks -> 200
expect /items/0/matter_id = {start}
get /api/matters/{start} -> 200
expect /choices/0/step = "submit"
expect /choices/0/mine = true
expect /choices/0/values/1/name = "guarantee_until"
post /api/matters/{start}/steps/approve {} -> 409 reason casework.step
post /api/matters/{start}/steps/submit {} -> 422 reason casework.value
post /api/matters/{start}/steps/submit {"values":{"guarantee_number":"가상-0002","guarantee_until":"{today-1}","design_finish":"{today+60}"},"evidence":[{"name":"착수계.pdf","sha256":"{paper}"}]} -> 422 reason project.guarantee
post /api/matters/{start}/steps/submit {"values":{"guarantee_number":"가상-0002","guarantee_until":"{today+400}","design_finish":"{today+120}"},"evidence":[{"name":"착수계.pdf","sha256":"{paper}"}]} -> 422 reason project.term
post /api/matters/{start}/steps/submit {"values":{"guarantee_number":"가상-0002","guarantee_until":"{today+400}","design_finish":"{today+60}"}} -> 422 reason casework.evidence
post /api/matters/{start}/steps/submit {"values":{"guarantee_number":"가상-0002","guarantee_until":"{today+400}","design_finish":"{today+60}"},"evidence":[{"name":"착수계.pdf","sha256":"{paper}"}]} -> 200
expect /state = "submitted"
# The adopter approves first.
as officer
post /api/matters/{start}/steps/accept {} -> 409 reason casework.step
as owner2
get /api/matters/{start} -> 404
post /api/matters/{start}/steps/approve {} -> 404
as owner
post /api/matters/{start}/steps/approve {"note":"일정 확인"} -> 200
as officer
post /api/matters/{start}/steps/accept {} -> 200
expect /state = "accepted"
post /api/agreements/{agreement}/proofs {"kind":"business_alive","organisation_id":{hanbit},"good":true,"reference":"휴폐업조회"} -> 204
post /api/agreements/{agreement}/proofs {"kind":"business_alive","organisation_id":{didim},"good":false,"reference":"폐업"} -> 204
post /api/agreements/{agreement}/proofs {"kind":"account_registered","organisation_id":{didim},"good":true,"reference":"계좌 확인"} -> 204
# A closed firm is paid nothing.
as finance
post /api/agreements/{agreement}/payments {"tranche":"advance","amount":{advance},"payee":"디딤","evidence":"착수계"} -> 409 reason programme.proof
as officer
post /api/agreements/{agreement}/proofs {"kind":"business_alive","organisation_id":{didim},"good":true,"reference":"휴폐업조회: 정정"} -> 204
as finance
post /api/agreements/{agreement}/payments {"tranche":"advance","amount":{advance},"payee":"디딤","evidence":"착수계"} -> 201 keep id as payment
as finance2
step-up
post /api/payments/{payment}/approve {} -> 200
post /api/payments/{payment}/confirm {"bank_reference":"선금-반"} -> 200

# The middle report, corrected once; the inspection; both tranches.
as supplier
post /api/applications/{application}/matters {"machine":"milestone"} -> 201 keep id as middle_report
post /api/matters/{middle_report}/steps/submit {"evidence":[{"name":"중간보고.pdf","sha256":"{paper}"}]} -> 200
as owner
post /api/matters/{middle_report}/steps/approve {} -> 200
as officer
post /api/matters/{middle_report}/steps/correct {"values":{"finding":"안전 덮개 없음"}} -> 200
as supplier
post /api/matters/{middle_report}/steps/resubmit {"evidence":[{"name":"시정결과.pdf","sha256":"{paper}"}]} -> 200
as owner
post /api/matters/{middle_report}/steps/approve {} -> 200
as officer
post /api/matters/{middle_report}/steps/check {} -> 200
expect /state = "checked"
post /api/agreements/{agreement}/proofs {"kind":"business_alive","organisation_id":{hanbit},"good":true,"reference":"휴폐업조회"} -> 204
post /api/agreements/{agreement}/proofs {"kind":"business_alive","organisation_id":{didim},"good":true,"reference":"휴폐업조회"} -> 204
post /api/agreements/{agreement}/proofs {"kind":"tax_invoice","organisation_id":{didim},"good":true,"reference":"전자세금계산서 1","sha256":"{paper}"} -> 204
as finance
post /api/agreements/{agreement}/payments {"tranche":"balance","amount":1000,"payee":"디딤","evidence":"잔금"} -> 409 reason programme.proof
post /api/agreements/{agreement}/payments {"tranche":"middle","amount":{middle},"payee":"디딤","evidence":"중간보고"} -> 201 keep id as payment
as finance2
post /api/payments/{payment}/approve {} -> 200
post /api/payments/{payment}/confirm {"bank_reference":"중도금-반"} -> 200
as officer
post /api/applications/{application}/matters {"machine":"inspection","values":{"kind":"final"}} -> 201 keep id as inspection
post /api/matters/{inspection}/steps/pass {} -> 409 reason casework.step
post /api/matters/{inspection}/steps/inspect {"values":{"inspected_on":"{today+1}","opinion":"내일 봄"},"evidence":[{"name":"감리.pdf","sha256":"{paper}"}]} -> 422 reason project.term
post /api/matters/{inspection}/steps/inspect {"values":{"inspected_on":"{today}","opinion":"계획대로"},"evidence":[{"name":"감리.pdf","sha256":"{paper}"}]} -> 200
post /api/matters/{inspection}/steps/pass {} -> 200
post /api/agreements/{agreement}/proofs {"kind":"business_alive","organisation_id":{hanbit},"good":true,"reference":"휴폐업조회"} -> 204
post /api/agreements/{agreement}/proofs {"kind":"business_alive","organisation_id":{didim},"good":true,"reference":"휴폐업조회"} -> 204
post /api/agreements/{agreement}/proofs {"kind":"tax_invoice","organisation_id":{didim},"good":true,"reference":"전자세금계산서 2","sha256":"{paper}"} -> 204
as finance
post /api/agreements/{agreement}/payments {"tranche":"balance","amount":{balance},"payee":"디딤","evidence":"최종감리"} -> 201 keep id as payment
as finance2
post /api/payments/{payment}/approve {} -> 200
post /api/payments/{payment}/confirm {"bank_reference":"잔금-반"} -> 200

# Results typed by hand are marked.
as member
post /api/applications/{application}/matters {"machine":"kpi"} -> 201 keep id as kpi
post /api/matters/{kpi}/steps/baseline {"values":{"lines":[{"kpi":"output_per_hour","value_milli":5200}]}} -> 200
get /api/agreements/{agreement}/kpis -> 200
expect /items/0/signed = false
expect /items/0/value_milli = 5200

# Settlement with a cost that is not recognised; recovery (R5): the money has a debtor and a day.
as owner
post /api/applications/{application}/matters {"machine":"settlement"} -> 201 keep id as settlement
post /api/matters/{settlement}/steps/submit {"values":{"lines":[{"item":"yacht","spent":1}]},"evidence":[{"name":"정산.xlsx","sha256":"{paper}"}]} -> 422 reason project.cost
expect /path = "/values/lines/0"
post /api/matters/{settlement}/steps/submit {"values":{"lines":[{"item":"hardware","spent":{total},"refundable_vat":1000000}]},"evidence":[{"name":"정산.xlsx","sha256":"{paper}"}]} -> 200
as accountant
post /api/matters/{settlement}/steps/verify {"evidence":[{"name":"검증.pdf","sha256":"{paper}"}]} -> 404
as officer
post /api/matters/{settlement}/parties {"organisation_id":{accounting}} -> 204
as accountant
get /api/tasks -> 200
expect /items/0/matter_id = {settlement}
post /api/matters/{settlement}/steps/verify {"values":{"lines":[{"item":"hardware","disallowed":9000000,"reason":"기간 밖 집행"}]},"evidence":[{"name":"검증.pdf","sha256":"{paper}"}]} -> 200
as finance
get /api/matters/{settlement}/settlement -> 200
expect /paid = {total}
expect /returned = 10000000
expect /lines/0/item has hardware

# A sponsor sees the sums, and what no single item cost.
as sponsor
get /api/matters/{settlement}/settlement -> 200
expect /paid = {total}
expect / lacks hardware
as finance
step-up
post /api/matters/{settlement}/steps/settle {} -> 409 reason casework.missing
post /api/matters/{settlement}/steps/disallow {} -> 200
get /api/claims -> 200 keep /items/0/matter_id as recovery keep /items/0/owed as owed
expect /items/0/principal = 6000000
expect /items/0/debtor has 한빛정밀
expect /items/0/days_overdue = 0
as ministry
get /api/claims -> 200
as owner
get /api/claims -> 403
as officer
post /api/matters/{recovery}/steps/notify {"evidence":[{"name":"통지서.pdf","sha256":"{paper}"}]} -> 200
as finance
post /api/matters/{recovery}/steps/dun {} -> 409 reason casework.missing
post /api/matters/{recovery}/steps/pay {} -> 409 reason casework.missing
post /api/matters/{recovery}/receipts {"amount":{owed}0,"bank_reference":"환수-0"} -> 409 reason ledger.over_claim
post /api/matters/{recovery}/receipts {"amount":1000000,"bank_reference":"환수-1"} -> 204
post /api/matters/{recovery}/receipts {"amount":1000000,"bank_reference":"환수-1"} -> 409 reason programme.bank_reference
post /api/matters/{recovery}/receipts {"amount":5000000,"bank_reference":"환수-2"} -> 204
post /api/matters/{recovery}/steps/pay {} -> 200
expect /state = "paid"
get /api/claims -> 200
expect /items count 0

# Nothing of it may be open when the case is closed.
as owner
post /api/applications/{application}/matters {"machine":"closing"} -> 201 keep id as closing
post /api/matters/{closing}/steps/report {"evidence":[{"name":"운영현황.pdf","sha256":"{paper}"}]} -> 200
as officer
get /api/matters/{closing} -> 200
expect /choices/1/step = "close"
expect /choices/1/missing/0/en has indicator
step-up
post /api/matters/{closing}/steps/close {} -> 409 reason casework.missing
as member
post /api/matters/{kpi}/steps/type {"values":{"lines":[{"kpi":"output_per_hour","value_milli":6200}]}} -> 200
as officer
post /api/matters/{kpi}/steps/verify {} -> 200
post /api/matters/{closing}/steps/close {"note":"끝"} -> 200
expect /state = "closed"
get /api/matters/{closing} -> 200
expect /tasks count 0
as owner
get /api/applications/{application}/matters -> 200
expect /items count 7
