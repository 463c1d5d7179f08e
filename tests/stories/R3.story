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

# In cash or in kind, and by when: of the firm's and the sponsor's share a fifth at most may be in kind, of the government's
# nothing. Each tranche names what must be done first, what each must have ready, and the last day if it were agreed today.
post /api/programmes/winwin-2025-advanced/split {"total":100000000} -> 200
expect /day = "{today+0}"
expect /shares/0/in_kind_most = 0
expect /shares/0/cash_least = 30000000
expect /shares/1/in_kind_most = 6000000
expect /shares/2/in_kind_most = 8000000
expect /shares/2/cash_least = 32000000
expect /instalments count 3
expect /instalments/0/tranche = "advance"
expect /instalments/0/amount = 30000000
expect /instalments/0/opens_ko = "착수보고: 착수계 접수"
expect /instalments/0/term_months = 3
expect /instalments/0/parts/2/amount = 12000000
expect /instalments/1/opens_ko has 중간점검
expect /instalments/1/term_days = 180
expect /instalments/1/parts/2/amount = 16000000
expect /instalments/2/parts/0/amount = 9000000
expect /instalments/2/parts/2/amount = 12000000
expect /instalments/2/basis has F3.29
# Of the province nothing is published: neither how much in kind, nor how long may be built.
post /api/programmes/winwin-2024-local/split {"total":100000000} -> 200
expect /shares/1/in_kind_most = null
expect /shares/1/cash_least = null
expect /instalments/1/due_on = null
expect /instalments/1/parts/1/amount = 6000000
# The same on paper, without an account.
get /api/programmes/winwin-2025-advanced/split.pdf?total=100000000 -> 200
get /api/programmes/winwin-2025-advanced/split.pdf?total=1 -> 409 reason rules.not_fundable
get /api/programmes/winwin-2025-advanced/split.pdf -> 422 reason api.argument_missing

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
