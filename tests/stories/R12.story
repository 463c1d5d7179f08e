# R12: changes in two lanes; every illegal one is refused with the article.
as owner
post /api/applications/{application}/matters {"machine":"change","values":{"subject":"kpi","cause_on":"{today-1}","reason":"목표를 낮추고 싶음"}} -> 409 reason project.change
post /api/applications/{application}/matters {"machine":"change","values":{"subject":"address","cause_on":"{today-16}","reason":"이전"}} -> 422 reason project.term
post /api/applications/{application}/matters {"machine":"change","values":{"subject":"period","months":4,"cause_on":"{today-1}","reason":"납기 지연"}} -> 409 reason project.change
post /api/applications/{application}/matters {"machine":"change","values":{"subject":"period","months":3,"cause_on":"{today-1}","reason":"납기 지연"}} -> 201 keep id as change
post /api/applications/{application}/matters {"machine":"change","values":{"subject":"contact","cause_on":"{today-1}","reason":"담당 교체"}} -> 409 reason project.change
get /api/agreements/{agreement}/project -> 200 keep ends_on as end
as officer
post /api/matters/{change}/steps/note {} -> 409 reason casework.missing
post /api/matters/{change}/steps/receive {} -> 200
step-up
post /api/matters/{change}/steps/approve {"note":"1회 연장"} -> 200
get /api/agreements/{agreement}/project -> 200
expect /extended = 1
as owner
post /api/applications/{application}/matters {"machine":"change","values":{"subject":"period","months":2,"cause_on":"{today}","reason":"또 지연"}} -> 409 reason project.change
post /api/applications/{application}/matters {"machine":"war"} -> 404 reason casework.machine
post /api/applications/{application}/matters {"machine":"recovery","values":{"amount":1,"cause":"스스로"}} -> 403 reason casework.role

