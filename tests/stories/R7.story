# R7: no hostile forms. What people said of the forms before (F4.26, F9.4, F9.5) stands above what answers it here;
# dragging a file and writing without a connection are seen in a browser (tests/browser: papers, selection).
as owner
post /api/applications {"plan_id":{plan},"options":{package},"sponsor_id":{hansol}} -> 201 keep id as application

# "A single quote is forbidden in a text field": any character is text, and comes back as it was typed.
patch /api/applications/{application} {"title":"'한빛'의 \"전환\" 50% <감축> & 재고↓ \\ 🏭"} -> 200
expect /title = "'한빛'의 \"전환\" 50% <감축> & 재고↓ \\ 🏭"
patch /api/applications/{application} {"summary":"'; DROP TABLE application; --\n두 번째 줄\t탭, ①②③ ㎡ 漢字"} -> 200
get /api/applications/{application} -> 200
expect /title = "'한빛'의 \"전환\" 50% <감축> & 재고↓ \\ 🏭"
expect /summary = "'; DROP TABLE application; --\n두 번째 줄\t탭, ①②③ ㎡ 漢字"

# Autosave: a field at a time, what is not sent stays; the second person of the firm goes on where the first stopped.
as member
patch /api/applications/{application} {"contact":"055-123-4567"} -> 200
as owner
get /api/applications/{application} -> 200
expect /contact = "055-123-4567"
expect /title has 한빛
expect /summary has DROP

# "A rejected PDF is to be converted to JPG and back": a PDF of any program is taken as it is, by its content, with
# any name; what is refused is no PDF, or runs by itself, and the words say what to do.
post /api/applications/{application}/uploads {"name":"설비 '배치도' (최종) & 견적 50%.pdf","size":{small_size}} -> 201 keep id as drawing
expect /part_count = 1
put /api/uploads/{drawing}/parts/1 {small_pdf} 0 4194304 -> 200
post /api/uploads/{drawing}/finish {} -> 200
expect /upload_state = "kept"
expect /name = "설비 '배치도' (최종) & 견적 50%.pdf"
expect /sha256 = "{small_hash}"
get /api/uploads/{drawing}/file -> 200
post /api/applications/{application}/uploads {"name":"그림.jpg","size":10} -> 422 reason intake.kind
post /api/applications/{application}/uploads {"name":"이름만.pdf","size":{letter_size}} -> 201 keep id as letter
put /api/uploads/{letter}/parts/1 {files}/letter.csv 0 4194304 -> 200
with Accept-Language: ko
post /api/uploads/{letter}/finish {} -> 422 reason intake.content
expect /remedy has 다시 저장
delete /api/uploads/{letter} -> 204

# "20 MB a file": a hundred megabytes come in parts of four, in any order.
post /api/applications/{application}/uploads {"name":"백 메가.pdf","size":104857601} -> 422
post /api/applications/{application}/uploads {"name":"백 메가.pdf","size":104857600} -> 201 keep id as large
expect /part_size = 4194304
expect /part_count = 25
put /api/uploads/{large}/parts/25 {large_pdf} 100663296 4194304 -> 200
put /api/uploads/{large}/parts/1 {large_pdf} 0 4194304 -> 200
put /api/uploads/{large}/parts/2 {large_pdf} 4194304 4194304 -> 200
# A part that broke off half way, one that is none, and one that comes twice.
put /api/uploads/{large}/parts/3 {large_pdf} 8388608 1000000 -> 422 reason intake.part
put /api/uploads/{large}/parts/26 {large_pdf} 0 4194304 -> 422 reason intake.part
put /api/uploads/{large}/parts/2 {large_pdf} 4194304 4194304 -> 200
post /api/uploads/{large}/finish {} -> 409 reason intake.missing

# "Everything anew after an interruption": the connection is gone, the day is over, the other person signs in again
# and sees which parts are there; only the rest is sent.
sign-in member member@hanbit {password}
as member
get /api/applications/{application}/uploads -> 200
expect /items/1/id = {large}
expect /items/1/upload_state = "open"
expect /items/1/parts count 3
expect /items/1/parts/2/number = 25
put /api/uploads/{large}/parts/3 {large_pdf} 8388608 4194304 -> 200
put /api/uploads/{large}/parts/4 {large_pdf} 12582912 4194304 -> 200
put /api/uploads/{large}/parts/5 {large_pdf} 16777216 4194304 -> 200
put /api/uploads/{large}/parts/6 {large_pdf} 20971520 4194304 -> 200
put /api/uploads/{large}/parts/7 {large_pdf} 25165824 4194304 -> 200
put /api/uploads/{large}/parts/8 {large_pdf} 29360128 4194304 -> 200
put /api/uploads/{large}/parts/9 {large_pdf} 33554432 4194304 -> 200
put /api/uploads/{large}/parts/10 {large_pdf} 37748736 4194304 -> 200
put /api/uploads/{large}/parts/11 {large_pdf} 41943040 4194304 -> 200
put /api/uploads/{large}/parts/12 {large_pdf} 46137344 4194304 -> 200
put /api/uploads/{large}/parts/13 {large_pdf} 50331648 4194304 -> 200
put /api/uploads/{large}/parts/14 {large_pdf} 54525952 4194304 -> 200
put /api/uploads/{large}/parts/15 {large_pdf} 58720256 4194304 -> 200
put /api/uploads/{large}/parts/16 {large_pdf} 62914560 4194304 -> 200
put /api/uploads/{large}/parts/17 {large_pdf} 67108864 4194304 -> 200
put /api/uploads/{large}/parts/18 {large_pdf} 71303168 4194304 -> 200
put /api/uploads/{large}/parts/19 {large_pdf} 75497472 4194304 -> 200
put /api/uploads/{large}/parts/20 {large_pdf} 79691776 4194304 -> 200
put /api/uploads/{large}/parts/21 {large_pdf} 83886080 4194304 -> 200
put /api/uploads/{large}/parts/22 {large_pdf} 88080384 4194304 -> 200
put /api/uploads/{large}/parts/23 {large_pdf} 92274688 4194304 -> 200
put /api/uploads/{large}/parts/24 {large_pdf} 96468992 4194304 -> 200
get /api/applications/{application}/uploads -> 200
expect /items/1/parts count 25
# What arrived is compared with what the firm meant to send.
post /api/uploads/{large}/finish {"sha256":"{small_hash}"} -> 409 reason intake.hash
post /api/uploads/{large}/finish {"sha256":"{large_hash}"} -> 200
expect /upload_state = "kept"
expect /sha256 = "{large_hash}"
put /api/uploads/{large}/parts/1 {large_pdf} 0 4194304 -> 409 reason intake.closed

# "The same documents again and again": three papers are enough, and nothing else is asked for on paper.
post /api/applications/{application}/uploads {"name":"재무제표.pdf","size":{small_size}} -> 201 keep id as third
put /api/uploads/{third}/parts/1 {small_pdf} 0 4194304 -> 200
post /api/uploads/{third}/finish {} -> 200
post /api/applications/{application}/uploads {"name":"넷째.pdf","size":1000} -> 409 reason intake.many
as owner
post /api/applications/{application}/submit {} -> 200
expect /state = "submitted"

# "It stops working when the official moves": sent back to be completed, by whoever sits at the post, nothing is lost;
# what was handed in is not changed behind the office's back.
patch /api/applications/{application} {"title":"몰래 고침"} -> 409
delete /api/uploads/{third} -> 409
as officer
step-up
post /api/applications/{application}/return {"note":"'재무제표'를 최근 것으로"} -> 200
as owner
get /api/applications/{application} -> 200
expect /title has 한빛
get /api/applications/{application}/uploads -> 200
expect /items count 3
delete /api/uploads/{third} -> 204
post /api/applications/{application}/submit {} -> 200

# Nobody else sends to it, and nobody else reads it.
as owner2
get /api/applications/{application}/uploads -> 404
put /api/uploads/{large}/parts/1 {large_pdf} 0 1000 -> 404
as sponsor
get /api/uploads/{large}/file -> 403
