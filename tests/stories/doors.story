# Sessions, cross-site requests, and doors that stay shut.
as owner
get /api/session -> 200
# A write without the session's token, or with another one's, or from another site, is refused.
with X-CSRF:
patch /api/account {"name":"바꿈"} -> 403 reason people.csrf
with X-CSRF: 0123456789abcdef0123456789abcdef
patch /api/account {"name":"바꿈"} -> 403 reason people.csrf
with X-CSRF: {csrf.sponsor}
patch /api/account {"name":"바꿈"} -> 403 reason people.csrf
with Sec-Fetch-Site: cross-site
patch /api/account {"name":"바꿈"} -> 403 reason api.cross_site
with Sec-Fetch-Site: same-site
patch /api/account {"name":"바꿈"} -> 403 reason api.cross_site
with Sec-Fetch-Site:
patch /api/account {"name":"바꿈"} -> 403 reason api.cross_site
with Sec-Fetch-Site: none
with Origin: http://evil.example
patch /api/account {"name":"바꿈"} -> 403 reason api.cross_site
get /api/account -> 200
expect /name = "한상우"
# Signing in from another site is refused as well.
as nobody
with Sec-Fetch-Site: cross-site
post /api/session {"login":"member@hanbit","password":"{password}"} -> 403 reason api.cross_site

# A wrong password and a login that is not there answer the same.
post /api/session {"login":"member@hanbit","password":"not-the-password"} -> 401 reason people.sign_in keep /title as one keep /remedy as two
post /api/session {"login":"nobody@nowhere","password":"not-the-password"} -> 401 reason people.sign_in
expect /title = "{one}"
expect /remedy = "{two}"
# Where a second factor is enrolled the password alone opens nothing, and a code counts once.
post /api/session {"login":"owner@hanbit","password":"{password}"} -> 401 reason people.code_needed
post /api/session {"login":"owner@hanbit","password":"{password}","code":"000"} -> 401

# After sign-out the session is dead, cookie and token kept or not.
sign-in member member@hanbit {password}
get /api/logs -> 200
delete /api/session -> 204
get /api/account -> 401 reason people.no_session
get /api/logs -> 401 reason people.no_session
post /api/models/{model}/runs {"horizon_days":5,"replications":2,"seed":1} -> 401
# So is the one before it when someone signs in anew, and a cookie made up by hand never lived.
sign-in member member@hanbit {password}
get /api/account -> 200
with Cookie: __Host-s=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
get /api/account -> 401 reason people.no_session
# The session of one with the token of another.
with X-CSRF: {csrf.owner}
patch /api/account {"name":"바꿈"} -> 403 reason people.csrf
# A fresh proof is asked before money and invitations: signing in alone is not enough without it.
get /api/no-such-place -> 404 reason api.no_route
post /api/health {} -> 405 reason api.no_route
# The used invitation is used.
as nobody
post /api/invitations/accept {"token":"{token}","login":"second@hanbit","name":"두번째","password":"{password}"} -> 404 reason people.invitation
post /api/invitations/accept {"token":"{token}","login":"second@hanbit","name":"두번째","password":"{password}","role":"admin"} -> 422 reason kit.json_unknown
expect /path = "/role"
# Nobody fills a post that is not theirs to fill.
as owner
post /api/invitations {"organisation_id":{kbiz},"post":"침입","role":"operator_finance","email":"x@example.kr"} -> 403 reason people.may_not_invite
post /api/invitations {"organisation_id":{dumul},"post":"침입","role":"adopter_owner","email":"x@example.kr"} -> 403 reason people.may_not_invite
post /api/organisations {"name":"침입","kind":"operator","business_number":null,"region":null} -> 403 reason api.forbidden
as member
post /api/invitations {"organisation_id":{hanbit},"post":"침입","role":"adopter_owner","email":"x@example.kr"} -> 403 reason api.forbidden
