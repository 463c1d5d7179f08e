# R9: the conflict-of-interest gate. Whoever belongs to the firm or to its supplier, or has declared a tie, is not seated;
# who is seated acts alone; who steps aside is tied from then on.
# Who is barred is not seated; who is seated acts alone, and nobody else looks on.
as owner
get /api/applications/{application}/seats -> 403
as officer
post /api/applications/{application}/seats {"review":"technical","person_id":{owner_person},"days":14} -> 409 reason selection.tie
post /api/ties {"person_id":{r2},"organisation_id":{didim},"kind":"interest","note":"공급기업 고문"} -> 204
post /api/applications/{application}/seats {"review":"technical","person_id":{r2},"days":14} -> 409 reason selection.tie
post /api/ties {"person_id":{r2},"organisation_id":{hanbit},"kind":"friendship","note":"동창"} -> 422 reason selection.tie_kind
post /api/applications/{application}/seats {"review":"site","person_id":{m1},"days":14} -> 201 keep /items/0/matter_id as visit
as mentor2
get /api/matters/{visit} -> 404
as mentor
get /api/matters/{visit} -> 200
get /api/applications/{application} -> 200
as officer
post /api/matters/{visit}/steps/schedule {"values":{"visit_on":"{today+3}"}} -> 200
as mentor
post /api/matters/{visit}/steps/report {"values":{"answers":[{"item":"capability","grade":"best"},{"item":"need","grade":"best"},{"item":"goals","grade":"best"}],"opinion":"병목이 뚜렷함","bonus":"tall"}} -> 422 reason selection.bonus
post /api/matters/{visit}/steps/report {"values":{"answers":[{"item":"capability","grade":"best"},{"item":"need","grade":"best"},{"item":"goals","grade":"best"}],"opinion":"병목이 뚜렷함","bonus":"root"}} -> 200
as officer
post /api/matters/{visit}/steps/confirm {} -> 200
post /api/applications/{application}/seats {"review":"site","person_id":{m2},"days":14} -> 201 keep /items/1/matter_id as visit2
post /api/matters/{visit2}/steps/schedule {"values":{"visit_on":"{today+3}"}} -> 200
as mentor2
post /api/matters/{visit2}/steps/report {"values":{"answers":[{"item":"capability","grade":"good"},{"item":"need","grade":"good"},{"item":"goals","grade":"good"}],"opinion":"설비 연결 필요"}} -> 200
as officer
post /api/matters/{visit2}/steps/confirm {} -> 200
post /api/applications/{application}/seats {"review":"technical","person_id":{r1},"days":14} -> 201 keep /items/2/matter_id as s1
post /api/applications/{application}/seats {"review":"technical","person_id":{r1},"days":14} -> 422 reason selection.post
post /api/applications/{application}/seats {"review":"technical","person_id":{r3},"days":14} -> 201 keep /items/3/matter_id as s3
as r3
get /api/matters/{s1} -> 404
post /api/matters/{s1}/steps/declare {} -> 404
# One who steps aside is tied from then on.
post /api/matters/{s3}/steps/excuse {"values":{"reason":"처남의 회사"}} -> 200
expect /state = "excused"
as officer
get /api/applications/{application}/seats -> 200
expect /items/3/state = "excused"

