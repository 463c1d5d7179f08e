# R6: one application, many sponsors. The firm tells its facts once; every programme judges them by its own rules,
# each ground with its article; three papers are enough.
# R6: told once, judged by the rules of any call, each ground with its article, before anything is handed in.
as owner
get /api/programmes/case-2025/eligibility -> 200
expect /eligible = "unknown"
post /api/profile {"fact":"manufacturer","number":1} -> 200
post /api/profile {"fact":"domestic","number":1} -> 200
post /api/profile {"fact":"firm_size","word":"small"} -> 200
post /api/profile {"fact":"firm_size","word":"huge"} -> 422 reason rules.fact
post /api/profile {"fact":"business_state","word":"active"} -> 200
post /api/profile {"fact":"bad_credit","number":0} -> 200
post /api/profile {"fact":"excluded_trade","number":0} -> 200
post /api/profile {"fact":"harmful_goods","number":0} -> 200
post /api/profile {"fact":"participation_ban","number":0} -> 200
post /api/profile {"fact":"root_industry","number":1} -> 200
post /api/profile {"fact":"tax_arrears","number":1} -> 200
get /api/programmes/case-2025/eligibility -> 200
expect /eligible = "no"
expect /grounds count 1
expect /grounds/0/id = "arrears"
expect /grounds/0/basis has F2.31
post /api/profile {"fact":"tax_arrears","number":0} -> 200
get /api/programmes/case-2025/eligibility -> 200
expect /eligible = "yes"
expect /bonus_milli = 3000
# The reader of English is told the same basis in English, where the rules have it.
post /api/profile {"fact":"tax_arrears","number":1} -> 200
get /api/programmes/winwin-2025-advanced/eligibility -> 200
expect /grounds/0/basis has F2.31
expect /grounds/0/basis_en has published
post /api/profile {"fact":"tax_arrears","number":0} -> 200
as sponsor
get /api/profile -> 403

# One application, many sponsors: two calls of one year, one profile, and nothing is asked again.
as owner
post /api/models/{model}/plans {"budget":60000000,"programme":"case-2025"} -> 202 keep id as job
wait /api/jobs/{job} -> done keep result_id as plan
get /api/plans/{plan} -> 200 keep /document/package/options as package
post /api/applications {"plan_id":{plan},"options":{package},"sponsor_id":{hansol}} -> 201 keep id as first
post /api/applications {"plan_id":{plan},"options":{package},"sponsor_id":{daon}} -> 201 keep id as second
get /api/programmes/case-2025/eligibility -> 200
expect /eligible = "yes"
expect /grounds count 0

# At most three uploads for a complete application.
post /api/applications/{first}/uploads {"name":"사업자등록증.pdf","size":1000} -> 201
post /api/applications/{first}/uploads {"name":"사업계획서.hwpx","size":1000} -> 201
post /api/applications/{first}/uploads {"name":"재무제표.xlsx","size":1000} -> 201
post /api/applications/{first}/uploads {"name":"넷째.pdf","size":1000} -> 409
post /api/applications/{second}/submit {} -> 200
as sponsor2
get /api/applications/{second} -> 200
get /api/applications/{first} -> 404
