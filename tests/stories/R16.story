# R16: a tranche opens only when its proof is complete. A closed firm, a bond that has run out or a report that
# the adopter has not approved first: nothing is paid, and the answer names what is missing.
as officer
get /api/tasks?scope=unheld -> 200 keep /items/0/matter_id as start
as owner
post /api/agreements/{agreement}/supplier {"supplier_id":{didim}} -> 204
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

