# R3: the split before anything is typed. Without an account, a form or a plan, a total is enough to see who pays how much;
# what cannot be funded is refused at once, saying what could be.
as nobody
post /api/programmes/winwin-2025-advanced/split {"total":123456789} -> 200
expect /total = 123456000
expect /cut = 789
expect /shares/0/party = "government"
expect /shares/0/amount = 37036800
expect /shares/1/party = "sponsor"
expect /shares/1/amount = 37036800
expect /shares/2/party = "adopter"
expect /shares/2/amount = 49382400
post /api/programmes/winwin-2024-local/split {"total":100000000} -> 200
expect /shares/0/amount = 30000000
expect /shares/1/amount = 15000000
expect /shares/2/amount = 15000000
expect /shares/3/amount = 40000000
post /api/programmes/winwin-2024-local/split {"total":100001000} -> 409 reason rules.not_fundable
expect /detail has 100000000
post /api/programmes/winwin-2025-advanced/split {"total":-1} -> 422

# The same split stands beside the application before the first word of it is written, and nothing was typed for it.
as owner
post /api/models/{model}/plans {"budget":120000000,"programme":"winwin-2025-advanced"} -> 202 keep id as job
wait /api/jobs/{job} -> done keep result_id as plan
get /api/plans/{plan} -> 200 keep /document/package/options as package
post /api/applications {"plan_id":{plan},"options":{package},"sponsor_id":{hansol}} -> 201 keep total as total keep /shares/0/amount as s0 keep /shares/1/amount as s1 keep /shares/2/amount as s2
as nobody
post /api/programmes/winwin-2025-advanced/split {"total":{total}} -> 200
expect /shares/0/amount = {s0}
expect /shares/1/amount = {s1}
expect /shares/2/amount = {s2}
