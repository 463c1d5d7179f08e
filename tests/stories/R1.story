# R1: a programme is data, not code; a project stays bound to the version it was made under. What was applied for in 2022
# is agreed and paid by 2022 after the rules of 2023 have been published under the same key.
as nobody
get /api/programmes/winwin-2022-type1-basic -> 200 keep version as old
expect /year = 2022
post /api/programmes/winwin-2022-type1-basic/split {"total":100000000} -> 200
expect /shares/0/amount = 30000000
expect /shares/1/amount = 30000000
expect /shares/2/amount = 40000000

as owner
post /api/models/{model}/plans {"budget":120000000,"programme":"winwin-2022-type1-basic"} -> 202 keep id as job
wait /api/jobs/{job} -> done keep result_id as plan
get /api/plans/{plan} -> 200 keep /document/package/options as package
post /api/applications {"plan_id":{plan},"options":{package},"sponsor_id":{hansol}} -> 201 keep id as application keep total as total keep /shares/0/amount as s0 keep /shares/1/amount as s1 keep /shares/2/amount as s2
expect /programme_version = {old}
post /api/applications/{application}/submit {} -> 200

# The rules of the next year, written by one and published by another.
as officer
post /api/rule-drafts {"title":"2023년 기초","document":"{\"format\":\"dure.rules\",\"version\":2,\"key\":\"winwin-2022-type1-basic\",\"rules_version\":2,\"year\":2023,\"programme\":\"winwin\",\"type\":\"basic\",\"ko\":\"2023 상생형 기초\",\"en\":\"Win-win basic 2023\",\"basis\":\"2023: gov ≤0.3억 [S21]\",\"evidence\":\"screen\",\"total\":{\"min\":0,\"max\":0},\"unit\":1000,\"funders\":[{\"id\":\"government\",\"ko\":\"정부\",\"en\":\"government\",\"party\":\"government\",\"share_bp\":2000,\"min_bp\":0,\"max_bp\":2000,\"cap\":30000000,\"remainder\":false,\"basis\":\"시험\",\"evidence\":\"configured\"},{\"id\":\"sponsor\",\"ko\":\"주관기관\",\"en\":\"sponsor\",\"party\":\"sponsor\",\"share_bp\":3000,\"min_bp\":0,\"max_bp\":10000,\"cap\":0,\"remainder\":true,\"basis\":\"시험\",\"evidence\":\"configured\"},{\"id\":\"adopter\",\"ko\":\"도입기업\",\"en\":\"adopter\",\"party\":\"adopter\",\"share_bp\":5000,\"min_bp\":0,\"max_bp\":10000,\"cap\":0,\"remainder\":false,\"basis\":\"시험\",\"evidence\":\"configured\"}]}"} -> 201 keep id as draft
expect /problems = 0
as ministry
step-up
post /api/rule-drafts/{draft}/publish {} -> 200
as nobody
get /api/programmes/winwin-2022-type1-basic -> 200
expect /year = 2023
post /api/programmes/winwin-2022-type1-basic/split {"total":100000000} -> 200
expect /shares/0/amount = 20000000
expect /shares/2/amount = 50000000

# The old application computes by 2022 for ever: in the draft's answer, in the agreement, in the book.
as owner
get /api/applications/{application} -> 200
expect /programme_version = {old}
expect /shares/0/amount = {s0}
expect /shares/2/amount = {s2}
as finance
step-up
post /api/contributions {"programme":"winwin-2022-type1-basic","amount":{total},"designation":"정부지원금"} -> 201
as officer
step-up
post /api/applications/{application}/approve {"note":"확인"} -> 200 keep agreement_id as agreement
get /api/agreements/{agreement} -> 200
expect /shares/0/amount = {s0}
expect /shares/1/amount = {s1}
expect /shares/2/amount = {s2}

# A new application is made under 2023.
as owner
post /api/models/{model}/plans {"budget":120000000,"programme":"winwin-2022-type1-basic"} -> 202 keep id as job
wait /api/jobs/{job} -> done keep result_id as plan
get /api/plans/{plan} -> 200 keep /document/package/options as package
post /api/applications {"plan_id":{plan},"options":{package},"sponsor_id":{hansol}} -> 201
expect /programme_version = 2
