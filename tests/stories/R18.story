# A factory's box reports (R17, R19): enrolled by the firm, bound to its project, its reports received once and in
# order. The agency sees how much is covered, never what was counted; the sponsor neither.
as owner
post /api/agreements/{agreement}/boxes {"device_id":{device}} -> 204
get /api/agreements/{agreement}/boxes -> 200 keep /items/0/id as box
expect /items count 1
expect /items/0/name = "절삭 노드"
expect /items/0/reports = 4
expect /items/0/refused = 1
expect /items/0/gap_s = 0
get /api/agreements/{agreement}/reports/{box} -> 200
as owner2
get /api/agreements/{agreement}/boxes -> 404
as sponsor
get /api/agreements/{agreement}/boxes -> 403
get /api/agreements/{agreement}/reports/{box} -> 403
post /api/agreements/{agreement}/windows {"kind":"before","first":"{today+1}","last":"{today+14}"} -> 403
as supplier
get /api/agreements/{agreement}/reports/{box} -> 403
as ministry
get /api/agreements/{agreement}/boxes -> 200
expect /items/0/reports = 4
expect /items lacks running
get /api/agreements/{agreement}/reports/{box} -> 403
as officer
post /api/agreements/{agreement}/windows {"kind":"after","first":"{today+100}","last":"{today+113}"} -> 204
post /api/agreements/{agreement}/windows {"kind":"before","first":"{today+101}","last":"{today+102}"} -> 422 reason reports.window
post /api/agreements/{agreement}/windows {"kind":"before","first":"{today+1}","last":"{today+14}"} -> 204
post /api/agreements/{agreement}/windows {"kind":"before","first":"{today+15}","last":"{today+20}"} -> 422 reason reports.window
get /api/agreements/{agreement}/windows -> 200
expect /items count 2
expect /items/0/kind = "before"
expect /items/0/measured_at = null
get /api/agreements/{agreement}/reports/{box} -> 403
as auditor
get /api/agreements/{agreement}/reports/{box} -> 200
save {work}/audited.jsonl
get /api/agreements/{agreement}/box-keys/{box} -> 200
save {work}/audited-keys.jsonl
# Results against the promise, exact (R18): 5.20 before, 6 promised, 6.20 after are 1.25 and 19.23 %.
as member
post /api/applications/{application}/matters {"machine":"kpi","values":{"targets":[{"kpi":"output_per_hour","target_milli":6000,"weight_bp":9999}]}} -> 422 reason casework.value
post /api/applications/{application}/matters {"machine":"kpi","values":{"targets":[{"kpi":"output_per_hour","target_milli":6000,"weight_bp":10000}]}} -> 201 keep id as kpi
post /api/matters/{kpi}/steps/baseline {} -> 422 reason casework.value
post /api/matters/{kpi}/steps/baseline {"values":{"lines":[{"kpi":"output_per_hour","value_milli":5200}]}} -> 200
post /api/matters/{kpi}/steps/type {"values":{"lines":[{"kpi":"output_per_hour","value_milli":6200}]}} -> 200
get /api/agreements/{agreement}/results -> 200
expect /items/0/achieved = 1250000
expect /items/0/improved = 192308
expect /items/0/after_signed = false
expect /items/0/sentence_ko has 125%
expect /total = 1250000
expect /complete = true
as sponsor
get /api/agreements/{agreement}/results -> 403
as owner2
get /api/agreements/{agreement}/results -> 404

# The firm may grant its indicators, for a purpose and until a day, to the sponsor or its mentor, and take them back. Nobody
# else of the same house opens anything, a member does not grant, another firm cannot grant what is not its own.
as member
post /api/grants {"to_id":{hansol},"object":"indicators","object_id":{agreement},"class":"programme","purpose":"성과 공유","until":"{soon}"} -> 403
as owner2
post /api/grants {"to_id":{hansol},"object":"indicators","object_id":{agreement},"class":"programme","purpose":"성과 공유","until":"{soon}"} -> 404 reason api.not_found
as owner
post /api/grants {"to_id":{hansol},"object":"indicators","object_id":{agreement},"class":"money","purpose":"성과 공유","until":"{soon}"} -> 422 reason people.grant
post /api/grants {"to_id":{hansol},"object":"indicators","object_id":{agreement},"class":"programme","purpose":"성과 공유","until":"{soon}"} -> 201 keep id as grant
expect /object = "indicators"
as sponsor
get /api/agreements/{agreement}/results -> 200
expect /items/0/achieved = 1250000
get /api/agreements/{agreement}/kpis -> 200
expect /items count 3
get /api/grants -> 200
expect /items/0/object = "indicators"
as mentor
get /api/agreements/{agreement}/kpis -> 404
as owner
get /api/read-log -> 200
expect / has indicators
delete /api/grants/{grant} -> 204
post /api/grants {"to_id":{guides},"object":"indicators","object_id":{agreement},"class":"programme","purpose":"현장 지도","until":"{soon}"} -> 201
as sponsor
get /api/agreements/{agreement}/kpis -> 403
get /api/agreements/{agreement}/results -> 403
as mentor
get /api/agreements/{agreement}/kpis -> 200
expect /items count 3
get /api/agreements/{agreement}/results -> 200
get /api/agreements/{agreement} -> 404
