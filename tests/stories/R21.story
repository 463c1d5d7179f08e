# R21: the way to the next level. The firm says of each item whether it has it and what it would cost; it sees the
# cheapest way, what gathers data by itself first, and which programme pays, or why not. The two scales stay apart.
as nobody
get /api/level-models -> 200
expect /items/0/key = "built-kr"
expect /items/1/scale = "capability"
get /api/levels/built-kr -> 401

as owner
get /api/levels/built-kr -> 200
expect /step = "none"
post /api/levels/built-kr {"item":"count","met":true} -> 200
post /api/levels/built-kr {"item":"pop","met":true} -> 200
expect /step = "basic"
post /api/levels/built-kr {"item":"nothing","met":true} -> 404 reason levels.item
post /api/levels/built-kr {"item":"decision","met":false,"cost":20000000} -> 200
post /api/levels/built-kr {"item":"equipment_data","met":false,"cost":80000000} -> 200
get /api/levels/built-kr/way?target=middle1 -> 200
expect /from = "basic"
expect /items/0/item = "equipment_data"
expect /items/1/item = "decision"
expect /cost = 100000000
expect /unpriced = 0
expect /payers has "winwin-2024-local"
expect /payers/16/programme = "winwin-2023-type1-same"
expect /payers/16/verdict = "unknown"
get /api/levels/built-kr/way?target=basic -> 422 reason levels.step

# Who has used up what is given once at the same level is told so, with the article.
post /api/profile {"fact":"same_level_before","number":2} -> 200
get /api/levels/built-kr/way?target=middle1 -> 200
expect /payers/16/verdict = "no"
expect /payers/16/grounds has "동일수준 지원은 한 번만 받을 수 있습니다"

# What is built does not speak of the firm's capability, and a band that nobody published is not guessed.
get /api/levels/capability-2015 -> 200
expect /step = null
get /api/levels/capability-2015/way?target=level1 -> 409 reason levels.band

# Nobody else sees what it would cost the firm.
as sponsor
get /api/levels/built-kr -> 403
as officer
get /api/levels/built-kr/way -> 403

# A newer model loads without code: points, a band, and the cheapest set that reaches it.
post /api/level-models {"document":{"format":"dure.levels"}} -> 422
post /api/level-models {"document":{"format":"dure.levels","format_version":1,"key":"capability-next","version":1,"ko":"새 모델","en":"a newer model","basis":"story","scale":"capability","counting":"points","areas":[{"id":"control","ko":"설비","en":"equipment","basis":"story"}],"steps":[{"id":"level0","ko":"미확인","en":"none","basis":"story"},{"id":"level1","ko":"1","en":"1","basis":"story","from_milli":30000}],"items":[{"id":"a","area":"control","ko":"가","en":"a","basis":"story","collects":false,"points_milli":20000},{"id":"b","area":"control","ko":"나","en":"b","basis":"story","collects":true,"points_milli":15000},{"id":"c","area":"control","ko":"다","en":"c","basis":"story","collects":false,"points_milli":15000}]}} -> 201
as owner
post /api/levels/capability-next {"item":"a","met":false,"cost":9000000} -> 200
get /api/levels/capability-next/way -> 409 reason levels.short
post /api/levels/capability-next {"item":"b","met":false,"cost":5000000} -> 200
get /api/levels/capability-next/way -> 200
expect /cost = 14000000
post /api/levels/capability-next {"item":"c","met":false,"cost":3000000} -> 200
get /api/levels/capability-next/way -> 200
expect /cost = 8000000
expect /items/0/item = "b"
expect /items/1/item = "c"
