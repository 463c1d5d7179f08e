# An agreement that all have signed, under files/case-rules.json: the programme of 2025 with every term set.
# Acted before the stories of the back half.
set paper 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
as owner
post /api/models/{model}/plans {"budget":120000000,"programme":"case-2025"} -> 202 keep id as job
wait /api/jobs/{job} -> done keep result_id as plan
get /api/plans/{plan} -> 200 keep /document/package/options as package
post /api/applications {"plan_id":{plan},"options":{package},"sponsor_id":{hansol}} -> 201 keep id as application keep total as total keep /shares/2/amount as s2
post /api/applications/{application}/submit {} -> 200
as finance
post /api/contributions {"programme":"case-2025","amount":{total},"designation":"정부지원금"} -> 201
as sponsor
post /api/contributions {"programme":"case-2025","amount":{total},"designation":"협력사 고도화"} -> 201 keep id as contribution
as finance
post /api/contributions/{contribution}/receive {"bank_reference":"출연-반"} -> 200
as officer
step-up
post /api/applications/{application}/approve {"note":"확인"} -> 200 keep agreement_id as agreement
as owner
step-up
post /api/agreements/{agreement}/sign {} -> 200
as sponsor
step-up
post /api/agreements/{agreement}/sign {} -> 200
as officer
post /api/agreements/{agreement}/sign {} -> 200
as finance
post /api/agreements/{agreement}/deposits {"amount":{s2},"bank_reference":"자부담-반"} -> 201

