# R13: the cost sheet checks itself, is the budget of the agreement, and holds to the end: items move by at most 20 percent
# without approval (F3.44), and what is spent over an item is the firm's own. R23: nobody else sees a unit price.
set paper 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08

# A draft is kept with everything that is wrong with it; it is not handed in like that.
as owner
post /api/models/{model}/plans {"budget":120000000,"programme":"case-2025"} -> 202 keep id as job
wait /api/jobs/{job} -> done keep result_id as plan
get /api/plans/{plan} -> 200 keep /document/package/options as package
post /api/applications {"plan_id":{plan},"options":{package},"sponsor_id":{hansol}} -> 201 keep id as application keep total as total keep /shares/2/amount as s2
expect /total = 111000000
post /api/applications/{application}/costs {"costs":[{"item":"direct_labour","name":"개발","model":"","spec":"","unit_price":100000,"quantity":1,"amount":100000},{"item":"overhead","name":"제경비","model":"","spec":"","unit_price":100001,"quantity":1,"amount":100001},{"item":"technology_fee","name":"기술료","model":"","spec":"","unit_price":20001,"quantity":1,"amount":20001},{"item":"fp_points","name":"기능점수","model":"","spec":"","unit_price":1000,"quantity":10,"amount":10000,"vat":1000},{"item":"network","name":"배선","model":"","spec":"","unit_price":10,"quantity":3,"amount":31}],"in_kind":[{"funder":"sponsor","amount":{total}}]} -> 200
expect /items has /costs/overhead
expect /items has /costs/technology_fee
expect /items has "limit":"attachment"
expect /items has "limit":"net"
expect /items has "limit":"amount"
expect /items has /in_kind/sponsor
expect /items has "limit":"total"
expect /items has F4.2
post /api/applications/{application}/submit {} -> 409 reason selection.cost
expect /path = "/costs/3"
post /api/applications/{application}/costs {"costs":[{"item":"hardware","supplier_id":{didim},"name":"비전 검사기","model":"VX-200","spec":"5MP","unit_price":100000000,"quantity":1,"amount":100000000,"sha256":"{paper}"},{"item":"software","supplier_id":{didim},"name":"수집 S/W","model":"LC-1","spec":"라인 1","unit_price":11000000,"quantity":1,"amount":11000000,"sha256":"{paper}"}]} -> 200
expect /items count 0
post /api/applications/{application}/submit {} -> 200
post /api/applications/{application}/costs {"costs":[]} -> 409 reason programme.step
# R23: the unit price is the firm's; the operating body sees the amount, the sponsor no sheet at all.
get /api/applications/{application}/costs -> 200
expect /items/0/unit_price = 100000000
as officer
get /api/applications/{application}/costs -> 200
expect /items/0/amount = 100000000
expect /items/0/unit_price absent
get /api/applications/{application}/prices -> 200
expect /items/0/earlier = 0
expect /items/0/percentile_bp = null
as sponsor
get /api/applications/{application}/costs -> 403
get /api/applications/{application}/prices -> 403
as mentor
get /api/applications/{application}/costs -> 403

# Approved, it is the budget: an item moves by a fifth at most without approval, all moves together.
as finance
step-up
post /api/contributions {"programme":"case-2025","amount":{total},"designation":"정부지원금"} -> 201
as sponsor
step-up
post /api/contributions {"programme":"case-2025","amount":{total},"designation":"협력사 고도화"} -> 201 keep id as contribution
as finance
post /api/contributions/{contribution}/receive {"bank_reference":"출연-13"} -> 200
as officer
step-up
post /api/applications/{application}/approve {"note":"확인"} -> 200 keep agreement_id as agreement
as owner
step-up
post /api/agreements/{agreement}/sign {} -> 200
as sponsor
post /api/agreements/{agreement}/sign {} -> 200
get /api/agreements/{agreement}/budget -> 403
as officer
post /api/agreements/{agreement}/sign {} -> 200
as owner
get /api/agreements/{agreement}/budget -> 200
expect /items/0/item = "hardware"
expect /items/0/approved = 100000000
expect /items/1/approved = 11000000
post /api/applications/{application}/matters {"machine":"change","values":{"subject":"items","from_item":"hardware","to_item":"yacht","amount":1,"cause_on":"{today-1}","reason":"사양 변경"}} -> 422 reason programme.budget
post /api/applications/{application}/matters {"machine":"change","values":{"subject":"items","from_item":"hardware","to_item":"software","amount":20000000,"cause_on":"{today-1}","reason":"사양 변경"}} -> 201 keep id as change
as officer
post /api/matters/{change}/steps/receive {} -> 409 reason casework.missing
post /api/matters/{change}/steps/note {} -> 200
get /api/agreements/{agreement}/budget -> 200
expect /items/0/approved = 80000000
expect /items/0/shifted = 20000000
expect /items/1/approved = 31000000
as owner
post /api/applications/{application}/matters {"machine":"change","values":{"subject":"items","from_item":"hardware","to_item":"software","amount":1000000,"cause_on":"{today-1}","reason":"또 변경"}} -> 201 keep id as change
as officer
post /api/matters/{change}/steps/note {} -> 409 reason casework.missing
expect /detail has 승인 대상
post /api/matters/{change}/steps/receive {} -> 200
post /api/matters/{change}/steps/approve {"note":"승인"} -> 200
get /api/agreements/{agreement}/budget -> 200
expect /items/0/approved = 79000000
