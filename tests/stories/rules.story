# A draft of rules: kept as typed, judged, tried on the past, published by who has not written in it.
as officer
get /api/programmes/winwin-2025-advanced/document -> 200
expect /version = 2
expect /rules_version = 3
post /api/rule-drafts {"title":"새 사업","document":"{ not yet"} -> 201 keep id as draft
expect /state = "draft"
expect /key = null
expect /problems = 1
expect /mine = true
get /api/rule-drafts/{draft}/problems -> 200
expect /items/0/reason = "kit.json"
get /api/rule-drafts/{draft}/differences -> 422 reason kit.json
patch /api/rule-drafts/{draft} {"document":"{\"format\":\"dure.rules\",\"version\":2,\"key\":\"story-2026\",\"rules_version\":1,\"year\":2026,\"programme\":\"story\",\"type\":\"basic\",\"ko\":\"이야기 사업\",\"en\":\"Story\",\"basis\":\"시험\",\"evidence\":\"configured\",\"total\":{\"min\":0,\"max\":0},\"unit\":1000,\"funders\":[{\"id\":\"government\",\"ko\":\"정부\",\"en\":\"government\",\"party\":\"moon\",\"share_bp\":5000,\"min_bp\":0,\"max_bp\":5000,\"cap\":20000000,\"remainder\":false,\"basis\":\"시험\",\"evidence\":\"configured\"},{\"id\":\"adopter\",\"ko\":\"도입기업\",\"en\":\"adopter\",\"party\":\"adopter\",\"share_bp\":5000,\"min_bp\":0,\"max_bp\":10000,\"cap\":0,\"remainder\":true,\"basis\":\"시험\",\"evidence\":\"configured\"}]}"} -> 200
expect /problems = 1
get /api/rule-drafts/{draft}/problems -> 200
expect /items count 1
expect /items/0/place = "/funders/0"
expect /items/0/reason = "rules.choice"
step-up
post /api/rule-drafts/{draft}/publish {} -> 409 reason rulebook.four_eyes
as ministry
step-up
post /api/rule-drafts/{draft}/publish {} -> 422 reason rules.choice
expect /path = "/funders/0"

# Who has no part in the rules gets nowhere near a draft; the ministry reads and does not write.
patch /api/rule-drafts/{draft} {"title":"부처"} -> 403
get /api/rule-drafts -> 200
expect / has 새 사업
as sponsor
get /api/rule-drafts -> 403
get /api/rule-drafts/{draft} -> 403
post /api/rule-drafts {"title":"우리 규칙","document":"{}"} -> 403
as owner
get /api/rule-drafts/{draft}/simulation -> 403
as nobody
get /api/rule-drafts -> 401

# Corrected by its author, published by the ministry, and then for good.
as officer
patch /api/rule-drafts/{draft} {"document":"{\"format\":\"dure.rules\",\"version\":2,\"key\":\"story-2026\",\"rules_version\":1,\"year\":2026,\"programme\":\"story\",\"type\":\"basic\",\"ko\":\"이야기 사업\",\"en\":\"Story\",\"basis\":\"시험\",\"evidence\":\"configured\",\"total\":{\"min\":0,\"max\":0},\"unit\":1000,\"funders\":[{\"id\":\"government\",\"ko\":\"정부\",\"en\":\"government\",\"party\":\"government\",\"share_bp\":5000,\"min_bp\":0,\"max_bp\":5000,\"cap\":20000000,\"remainder\":false,\"basis\":\"시험\",\"evidence\":\"configured\"},{\"id\":\"adopter\",\"ko\":\"도입기업\",\"en\":\"adopter\",\"party\":\"adopter\",\"share_bp\":5000,\"min_bp\":0,\"max_bp\":10000,\"cap\":0,\"remainder\":true,\"basis\":\"시험\",\"evidence\":\"configured\"}]}"} -> 200
expect /problems = 0
expect /key = "story-2026"
get /api/rule-drafts/{draft}/differences -> 200
expect /items count 0
get /api/rule-drafts/{draft}/simulation -> 200
expect /applications = 0
as ministry
step-up
post /api/rule-drafts/{draft}/publish {} -> 200
expect /state = "published"
post /api/rule-drafts/{draft}/publish {} -> 409 reason rulebook.state
as officer
patch /api/rule-drafts/{draft} {"title":"늦은 손질"} -> 409 reason rulebook.state
post /api/rule-drafts/{draft}/drop {} -> 409 reason rulebook.state
as nobody
get /api/programmes/story-2026 -> 200
expect /version = 1
post /api/programmes/story-2026/split {"total":50000999} -> 200
expect /cut = 999
expect /shares/0/amount = 20000000
expect /shares/1/amount = 30000000

# What was found at the review decides who may come in, with the reason and its basis.
as owner
post /api/applications {"plan_id":{plan},"options":{package},"sponsor_id":{hansol}} -> 201 keep id as application
get /api/applications/{application}/eligibility -> 200
expect /eligible = "unknown"
as officer
get /api/applications/{application}/eligibility -> 404
as owner
patch /api/applications/{application} {"title":"검사 공정 개선","summary":"비전 검사기로 검사 공정의 병목을 풉니다","contact":"한상우"} -> 200
post /api/applications/{application}/submit {} -> 200
post /api/applications/{application}/facts {"facts":[{"fact":"tax_arrears","number":0,"source":"납세증명"}]} -> 403
as officer
post /api/applications/{application}/facts {"facts":[{"fact":"manufacturer","number":1,"source":"사업자등록증"},{"fact":"tax_arrears","number":1,"source":"납세증명"}]} -> 200
expect /eligible = "no"
expect /grounds has F2.31
post /api/applications/{application}/facts {"facts":[{"fact":"moon","number":1,"source":"x"}]} -> 422 reason rules.fact
post /api/applications/{application}/facts {"facts":[{"fact":"firm_size","word":"huge","source":"x"}]} -> 422 reason rules.fact
as owner
get /api/applications/{application}/eligibility -> 200
expect /eligible = "no"
as sponsor
get /api/applications/{application}/eligibility -> 403

# The draft of a next version is tried on what was handed in; nothing of the case moves.
as officer
post /api/rule-drafts {"title":"시험 개정","document":"{\"format\":\"dure.rules\",\"version\":2,\"key\":\"winwin-2025-advanced\",\"rules_version\":4,\"year\":2026,\"programme\":\"winwin\",\"type\":\"advanced\",\"ko\":\"개정\",\"en\":\"Revised\",\"basis\":\"시험\",\"evidence\":\"configured\",\"total\":{\"min\":0,\"max\":0},\"unit\":1000,\"funders\":[{\"id\":\"government\",\"ko\":\"정부\",\"en\":\"government\",\"party\":\"government\",\"share_bp\":3000,\"min_bp\":0,\"max_bp\":3000,\"cap\":0,\"remainder\":false,\"basis\":\"시험\",\"evidence\":\"configured\"},{\"id\":\"sponsor\",\"ko\":\"주관기관\",\"en\":\"sponsor\",\"party\":\"sponsor\",\"share_bp\":7000,\"min_bp\":0,\"max_bp\":10000,\"cap\":0,\"remainder\":true,\"basis\":\"시험\",\"evidence\":\"configured\"}]}"} -> 201 keep id as draft2
get /api/rule-drafts/{draft2}/simulation -> 200
expect /applications = 1
expect /before/ineligible = 1
expect /after/eligible = 1
expect /money/2/after = 0
expect /changed/0/before = "no"
expect /changed/0/after = "yes"
get /api/rule-drafts/{draft2}/differences -> 200
expect / has 부담 주체
post /api/rule-drafts/{draft2}/drop {} -> 200
expect /state = "dropped"
