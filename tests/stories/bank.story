# The bank's file comes in: what is certain is booked, a person decides the rest, nothing counts twice.
as sponsor
post /api/contributions {"programme":"winwin-2025-advanced","amount":30000000,"designation":"협력사 고도화"} -> 201
expect /id = 1
post /api/contributions {"programme":"winwin-2025-advanced","amount":40000000,"designation":"협력사 고도화"} -> 201
expect /id = 2
post /api/contributions {"programme":"winwin-2025-advanced","amount":10000000,"designation":"협력사 고도화"} -> 201
expect /id = 3

# Only finance, with a fresh proof, brings in a file.
upload /api/bank/files?account=100-20-300400 {files}/bank-1.csv -> 403
as officer
upload /api/bank/files?account=100-20-300400 {files}/bank-1.csv -> 403
as finance
step-up
upload /api/bank/files {files}/bank-1.csv -> 422 reason ledger.bank_file
expect /path = "account"
upload /api/bank/files?account=100-20-300400 {files}/bank-cut.csv -> 422 reason ledger.bank_file
expect /path = "line 3, balance"
upload /api/bank/files?account=100-20-300400 {files}/letter.csv -> 422
upload /api/bank/files?account=100-20-300400 {files}/bank-1.csv -> 201
expect /fresh = 3
expect /matched = 1
expect /open = 2

# The line with the number of the pledge has been booked; the others wait, with a suggestion.
get /api/contributions -> 200
get /api/bank/lines?state=matched -> 200
expect /items count 1
expect /items/0/thing = "contribution"
expect /items/0/thing_id = 1
get /api/bank/lines -> 200
expect /items count 2
expect /items/0/why = "name"
expect /items/0/suggested = "contribution"
expect /items/0/suggested_id = 2
expect /items/1/why = "none"
post /api/bank/lines/2/match {"thing":"contribution","thing_id":3} -> 422 reason programme.tranche
post /api/bank/lines/2/match {"thing":"payment","thing_id":2} -> 422
post /api/bank/lines/2/match {"thing":"contribution","thing_id":2} -> 200
expect /state = "matched"
post /api/bank/lines/2/match {"thing":"contribution","thing_id":2} -> 409 reason ledger.bank_settled
post /api/bank/lines/3/set-aside {"note":""} -> 422
post /api/bank/lines/3/set-aside {"note":"이자: 분기 말에 재원별로 기표"} -> 200
expect /state = "set-aside"

# The same file, an overlapping one, a changed one; a virtual account makes its line certain.
upload /api/bank/files?account=100-20-300400 {files}/bank-1.csv -> 201
expect /again = true
upload /api/bank/files?account=100-20-300400 {files}/bank-changed.csv -> 409 reason ledger.bank_changed
expect /path = "line 3"
post /api/bank/virtual-accounts {"number":"700-1","organisation_id":{hansol}} -> 201
post /api/bank/virtual-accounts {"number":"700-1","organisation_id":{daon}} -> 409 reason ledger.bank_changed
upload /api/bank/files?account=100-20-300400 {files}/bank-2.csv -> 201
expect /fresh = 1
expect /known = 2
expect /matched = 1
expect /open = 0

# The giver sees what became of it and what counts for its tax; another giver sees nothing of it.
as sponsor
get /api/bank/lines -> 403
get /api/ledger/contributions -> 200
expect /items count 1
expect /items/0/received = 80000000
expect /items/0/left = 80000000
expect /items/0/overdue = 0
get /api/ledger/tax -> 200
expect /received = 80000000
get /api/ledger/tax.pdf -> 200
get /api/ledger/tax.xlsx?year=2020 -> 200
get /api/ledger/tax.pdf?year=1 -> 422
get /api/ledger/tax?year=2020 -> 200
expect /received = 0
expect /credit = 0
get /api/ledger/duties -> 200
expect /items count 1
expect /items/0/late = false
as sponsor2
get /api/ledger/contributions -> 200
expect /items count 0
get /api/ledger/duties -> 200
expect /items count 0
as ministry
get /api/ledger/duties -> 200
expect /items count 1
get /api/ledger/nights -> 200
expect /items/0/balanced = true
get /api/ledger/tax -> 403
as auditor
get /api/bank/lines?state=matched -> 200
expect /items count 3
expect /items/0/memo = "C-1 출연"
step-up
get /api/ledger/journal -> 200
as owner
get /api/ledger/nights -> 403
