# R2: any number of funders, to the won. Government, sponsor and firm; two local governments beside them; a small firm
# that pays nothing; half up to 1억 and 40 percent above. What is below 1,000 won is cut off, and said.
as nobody
post /api/programmes/winwin-2025-advanced/split {"total":100000000} -> 200
expect /shares count 3
expect /shares/0/amount = 30000000
expect /shares/1/amount = 30000000
expect /shares/2/amount = 40000000
post /api/programmes/winwin-2025-advanced/split {"total":99999999} -> 200
expect /total = 99999000
expect /cut = 999
expect /shares/0/amount = 29999700
expect /shares/1/amount = 29999700
expect /shares/2/amount = 39999600

# Sponsor 30, province 15, city 15, firm 40 (Gyeongnam, 2024).
post /api/programmes/winwin-2024-local/split {"total":99999000} -> 200
expect /shares count 4
expect /shares/0/amount = 29999700
expect /shares/1/amount = 14999850
expect /shares/2/amount = 14999850
expect /shares/3/amount = 39999600

# A small firm: half each by government and sponsor, nothing by the firm (2022, type 2).
post /api/programmes/winwin-2022-type2/split {"total":20000000} -> 200
expect /shares/0/amount = 10000000
expect /shares/1/amount = 10000000
expect /shares/2/amount = 0

# The two slabs of 2017: of 2억, half of the first and 40 percent of the second are given.
post /api/programmes/ict-2017-middle2/split {"total":200000000} -> 200
expect /total = 200000000
expect / has "amount":110000000
