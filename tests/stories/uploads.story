# Files that are no logs are refused with a reason, in the reader's language; nothing of them stays.
as member
with Accept-Language: ko
upload /api/logs {files}/empty.csv -> 422 reason kit.empty
expect /title = "내용이 없습니다"
with Accept-Language: ko
upload /api/logs {files}/binary.csv -> 422 reason kit.binary
expect /title = "텍스트 파일이 아닙니다"
expect /remedy = "표를 CSV로 내보내 주세요"
with Accept-Language: ko
upload /api/logs {files}/letter.csv -> 422 reason calibrate.column_missing
with Accept-Language: ko
with Content-Length: 2000000000
upload /api/logs {files}/letter.csv -> 413 reason api.too_large
expect /title = "허용된 크기보다 큽니다"
with Content-Type: application/json
upload /api/logs {files}/letter.csv -> 422 reason api.content_type
get /api/logs -> 200
expect /items count 0

# The same in English, to one who reads English.
patch /api/account {"language":"en"} -> 200
upload /api/logs {files}/empty.csv -> 422 reason kit.empty
expect /title = "there is nothing in it"
upload /api/logs {files}/binary.csv -> 422 reason kit.binary
expect /title = "this is not a text file"
expect /remedy = "export the table as CSV"
with Content-Length: 2000000000
upload /api/logs {files}/letter.csv -> 413 reason api.too_large
expect /title = "the body is larger than allowed here"

# The browser's language counts where nobody is signed in.
as nobody
with Accept-Language: en-GB,en;q=0.9,ko;q=0.8
upload /api/logs {files}/empty.csv -> 401 reason people.no_session
expect /title = "nobody is signed in"
with Accept-Language: ko-KR,ko;q=0.9,en;q=0.8
upload /api/logs {files}/empty.csv -> 401
expect /title = "로그인되어 있지 않습니다"

# A model that is none.
as owner
upload /api/models {files}/not-a-model.json -> 422
with Content-Length: 20000000
upload /api/models {files}/not-a-model.json -> 413 reason api.too_large
get /api/models -> 200
expect /items count 1
