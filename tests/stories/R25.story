# R25: one engine for the family. R&D of 1:1 and 3:2, start-ups, talent and venture money are documents of the same form and
# are split by the same rules to the won; market support is a fund of its own, and what came of it is told.
set paper 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
as nobody
post /api/programmes/rnd-2020-large/split {"total":1000000000} -> 200
expect /shares/0/amount = 325000000
expect /shares/1/amount = 325000000
expect /shares/2/amount = 350000000
post /api/programmes/rnd-2020-middle/split {"total":1000000000} -> 200
expect /shares/0/amount = 390000000
expect /shares/1/amount = 260000000
post /api/programmes/supporters-2016/split {"total":100000001} -> 200
expect /total = 100000001
post /api/programmes/talent-kt/split {"total":240000} -> 200
expect /shares/0/amount = 240000
post /api/programmes/venture-2024/split {"total":5000000000} -> 200
expect /shares/0/amount = 5000000000

# Market support: given, allotted to a project, paid; never out of the build fund, never more than there is.
as finance
step-up
post /api/ledger/orders {"kind":"market_in","source_id":{hansol},"to":"case-2025","amount":30000000,"reason":"박람회 지원 출연","paper":"출연 2026-7","sha256":"{paper}"} -> 201 keep id as order
post /api/ledger/orders {"kind":"market_in","source_id":{hansol},"to":"case-2025","agreement_id":{agreement},"amount":1,"reason":"잘못","paper":"출연 2026-7","sha256":"{paper}"} -> 422 reason programme.order
expect /path = "/agreement_id"
as finance2
step-up
post /api/ledger/orders/{order}/approve {"note":"입금 확인"} -> 200
as finance
post /api/ledger/orders {"kind":"market_out","agreement_id":{agreement},"source_id":{hansol},"to":"case-2025","amount":30000001,"reason":"박람회 참가","paper":"판로 1호","sha256":"{paper}"} -> 201 keep id as order
as finance2
post /api/ledger/orders/{order}/approve {"note":"확인"} -> 409 reason ledger.unfunded
as finance
post /api/ledger/orders {"kind":"market_out","agreement_id":{agreement},"source_id":{hansol},"to":"case-2025","amount":8000000,"reason":"박람회 참가","paper":"판로 1호","sha256":"{paper}"} -> 201 keep id as order
post /api/ledger/orders {"kind":"market_pay","agreement_id":{agreement},"source_id":{hansol},"to":"case-2025","amount":8000001,"reason":"부스 임차","paper":"세금계산서 3","sha256":"{paper}"} -> 201 keep id as much
post /api/ledger/orders {"kind":"market_pay","agreement_id":{agreement},"source_id":{hansol},"to":"case-2025","amount":5000000,"reason":"부스 임차","paper":"세금계산서 3","sha256":"{paper}"} -> 201 keep id as pay
as finance2
post /api/ledger/orders/{order}/approve {"note":"확인"} -> 200
post /api/ledger/orders/{much}/approve {"note":"확인"} -> 409 reason ledger.too_little
post /api/ledger/orders/{pay}/approve {"note":"확인"} -> 200
as auditor
get /api/ledger/accounts -> 200
expect / has 판로지원 배정액
expect / has 판로지원금 계좌
expect / has "balance":3000000
expect / has "balance":25000000

# What came of it: meeting, quote, order. The firm's buyers are its own business; the funnel names no firm.
as owner
post /api/market/leads {"event":"2026 스마트비즈엑스포","counterpart":"가나상사","stage":"meeting","on":"{today-3}"} -> 201
post /api/market/leads {"event":"2026 스마트비즈엑스포","counterpart":"다라물산","stage":"meeting","on":"{today-3}"} -> 201
post /api/market/leads {"event":"2026 스마트비즈엑스포","counterpart":"가나상사","stage":"quote","on":"{today-2}"} -> 201
post /api/market/leads {"event":"2026 스마트비즈엑스포","counterpart":"가나상사","stage":"order","on":"{today-1}"} -> 422 reason programme.order
post /api/market/leads {"event":"2026 스마트비즈엑스포","counterpart":"가나상사","stage":"order","amount":42000000,"on":"{today+1}"} -> 422 reason programme.order
post /api/market/leads {"event":"2026 스마트비즈엑스포","counterpart":"가나상사","stage":"order","amount":42000000,"on":"{today-1}"} -> 201
as owner2
get /api/market/leads -> 200
expect /items count 0
as sponsor
get /api/market/leads -> 403
get /api/market/funnel -> 403
as ministry
get /api/market/funnel -> 200
expect /items/0/firms = 1
expect /items/0/meetings = 2
expect /items/0/quotes = 1
expect /items/0/orders = 1
expect /items/0/ordered = 42000000
expect / lacks 가나상사
