/* A stand-in for the server while the page is being built; deleted once the real one answers. */
import { createServer } from 'node:http';
import { readFileSync, existsSync } from 'node:fs';
import { extname, join } from 'node:path';
const dist = new URL('../dist', import.meta.url).pathname;
const types = { '.js': 'text/javascript', '.css': 'text/css', '.html': 'text/html', '.svg': 'image/svg+xml', '.woff2': 'font/woff2' };
const csp = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";
const people = {
  'owner@hanbit': [1, '한상우', 1, '한빛정밀', 'adopter', '대표', 'adopter_owner'],
  'sponsor@hansol': [2, '김도현', 2, '한솔전자', 'sponsor', '상생팀장', 'sponsor_officer'],
  'officer@kbiz': [3, '최지우', 3, '중소기업중앙회', 'operator', '심사역', 'operator_officer'],
  'finance@kbiz': [4, '박서연', 3, '중소기업중앙회', 'operator', '회계', 'operator_finance'],
  'finance2@kbiz': [5, '이준호', 3, '중소기업중앙회', 'operator', '회계', 'operator_finance'],
  'auditor@bai': [6, '정해숙', 6, '감사원', 'audit', '감사관', 'auditor'],
  admin: [7, '관리자', 3, '중소기업중앙회', 'operator', '관리', 'admin'],
};
const now = () => new Date().toISOString();
const est = (mean, half = Math.abs(mean) * 0.02) => ({ mean, half_width: half });
const names = ['절단', 'CNC 선반', '머시닝센터', '연삭', '열처리', '세척', '도금', '조립', '검사'];
const stations = names.map((name, i) => ({ id: `s${i + 1}`, name, machines: i === 2 ? 3 : 1 }));
const modelDoc = {
  format: 'dure.model', version: 1, name: '본공장', zone: 'Asia/Seoul', start: '2026-01-05', stations, items: [{ id: 'a', name: '축' }, { id: 'b', name: '하우징' }],
  paths: [
    { item: 'a', weight: 3, steps: ['s1', 's2', 's4', 's5', 's6', 's7', 's8', 's9'].map((station) => ({ station })) },
    { item: 'b', weight: 2, steps: ['s1', 's3', 's6', 's8', 's9'].map((station) => ({ station })) },
  ],
  validation: {
    fit_for_advice: true, why: { ko: '모형이 두 단순 예측보다 가까워요.', en: 'The model is closer than both simple forecasts.' }, cut: now(), cut_day: '2026-02-10', known_orders: 210, judged_orders: 104, perhaps_unfinished: 3,
    table: [{ key: 'lead', text: { ko: '납기 중앙값, 일', en: 'median lead time, days' }, log: 6.1, model: 5.7 }, { key: 'busiest', text: { ko: '가장 바쁜 설비', en: 'busiest station' }, log: '머시닝센터', model: '머시닝센터' }],
    errors: [{ key: 'model', text: { ko: '모델', en: 'the model' }, mean_absolute_days: 2.1, mean_absolute_log: 0.31, bias_days: -0.2 }, { key: 'constant', text: { ko: '모두 같은 납기', en: 'one lead time' }, mean_absolute_days: 3.4, mean_absolute_log: 0.52, bias_days: 0.1 }],
    certainty: 0.98,
  },
};
const util = [0.52, 0.63, 0.94, 0.71, 0.78, 0.44, 0.69, 0.48, 0.41];
const result = {
  format: 'dure.result', version: 1, engine: 'dure-sim 1', seed: '1', replications: 20, short: false, remark: null,
  throughput_per_day: est(412), orders_per_day: est(8.2), lead_mean_seconds: est(5.2 * 86400), lead_median_seconds: est(4.6 * 86400), lead_p90_seconds: est(9.1 * 86400), wip_orders: est(46), scrap: est(0.021), on_time: est(0.83),
  bottleneck: { station: 's3', name: '머시닝센터', certainty: 0.95 },
  stations: stations.map((station, i) => {
    const off = 0.33, w = util[i] * 0.6, down = 0.02 + (i % 3) * 0.01, setup = 0.03 + (i % 2) * 0.03, blocked = i === 1 ? 0.08 : 0.01;
    return { ...station, states: { working: est(w), setup: est(setup), down: est(down), blocked: est(blocked), starved: est(1 - off - w - down - setup - blocked), off: est(off, 0) }, utilisation: est(util[i]), queue: est(util[i] * 6), wait_seconds: est(util[i] * 20000), visits: 1200 + i };
  }),
};
const split = (total) => { const t = total - (total % 1000); const g = Math.floor(t * 0.3); return { total: t, cut: total - t, shares: [{ funder: 'government', ko: '정부', en: 'Government', party: 'government', amount: g }, { funder: 'sponsor', ko: '대기업', en: 'Sponsor', party: 'sponsor', amount: g }, { funder: 'adopter', ko: '도입기업', en: 'Adopter', party: 'adopter', amount: t - 2 * g }] }; };
const change = (before, gain) => ({ before: est(before), after: est(before + gain), gain: est(gain, Math.abs(gain) * 0.2) });
const options = [
  ['setup-s3', 's3', '머시닝센터 교체 시간 38→20분', 'Machining set-up 38→20 min', 6000000, 31, 2.1],
  ['machine-s3', 's3', '머시닝센터 1대 추가', 'One more machining centre', 78000000, 96, 11.4],
  ['robot-s2', 's2', 'CNC 선반 적재 로봇', 'Loading robot at the lathe', 42000000, 22, 19.5],
  ['line-s7', 's7', '도금 자동화 라인', 'Automated plating line', 240000000, 12, null],
].map(([id, station, ko, en, cost, gain, payback]) => ({ id, kind: 'x', station, ko, en, cost, running_cost_a_year: 0, throughput: change(412, gain), lead: change(5.2 * 86400, -gain * 900), gain_won_a_year: payback ? est(cost / payback * 12) : null, payback_months: payback, certainty: 0.9, affordable: cost <= 120000000, effect: { low: 0, likely: 0, high: 0, basis: '' }, outside_match: 0, shares: split(cost).shares }));
const db = { logs: [], models: [], runs: [], plans: [], jobs: [], applications: [], agreements: [], contributions: [], sessions: new Map(), reads: [{ id: 1, at: now(), reader_organisation: '중소기업중앙회', reader_role: 'operator_officer', object: 'application', object_id: 1, classes: 'programme,money', route: '/applications/1' }] };
const programme = { key: 'winwin-2025-advanced', version: 1, year: 2025, ko: '대중소 상생형 스마트공장 고도화 2025', en: 'Win-win smart factory, advanced, 2025', basis: '중소벤처기업부 공고', total_min: 1000, total_max: 250000000, funders: [['government', '정부', 'Government', 3000], ['sponsor', '대기업', 'Sponsor', 3000], ['adopter', '도입기업', 'Adopter', 4000]].map(([id, ko, en, bp]) => ({ id, ko, en, party: id, share_bp: bp, cap: bp === 3000 ? 75000000 : null, basis: '공고 3쪽' })), tranches: [{ id: 't1', ko: '선금', en: 'Advance', share_bp: 5000, condition: 'agreement' }, { id: 't2', ko: '잔금', en: 'Final', share_bp: 5000, condition: 'final' }], steps: [{ id: 'agreement', ko: '협약', en: 'Agreement', actor: 'operator_officer', deadline_days: 30, basis: '운영지침 12조' }] };
const fail = (status, reason, title, remedy) => ({ status, body: { type: 'about:blank', title, status, reason, detail: null, path: null, remedy } });
function job(kind, result_id) { const one = { id: db.jobs.length + 1, kind, state: 'running', progress: 0, step_ko: '계산하는 중', step_en: 'Computing', result_id: null, problem: null, created_at: now() }; db.jobs.push(one); const timer = setInterval(() => { if (one.state !== 'running') return clearInterval(timer); one.progress = Math.min(1, one.progress + 0.25); if (one.progress >= 1) { one.state = 'done'; one.result_id = result_id(); } }, 200); return { status: 202, body: one }; }
const find = (list, id) => list.find((one) => one.id === Number(id));
function makeAgreement(app) { const s = split(app.total).shares; const a = { id: db.agreements.length + 1, number: `AG-2026-000${db.agreements.length + 1}`, application_id: app.id, state: 'signing', adopter_id: 1, adopter: '한빛정밀', sponsor_id: 2, sponsor: '한솔전자', operator_id: 3, operator: '중소기업중앙회', title: app.title, total: app.total, shares: s.map((x) => ({ ...x, paid: 0 })), signatures: [[1, '한빛정밀'], [2, '한솔전자'], [3, '중소기업중앙회']].map(([organisation_id, organisation]) => ({ organisation_id, organisation, name: null, at: null })), deposited: 0, tranches: [{ id: 't1', ko: '선금', en: 'Advance', amount: app.total / 2, paid: 0 }, { id: 't2', ko: '잔금', en: 'Final', amount: app.total / 2, paid: 0 }], payments: [], waiting_for: [[1, '한빛정밀'], [2, '한솔전자'], [3, '중소기업중앙회']].map(([, organisation]) => ({ organisation, ko: '서명', en: 'signature' })) }; db.agreements.push(a); return a; }
const routes = [
  ['GET', '/health', () => ({ ok: true })],
  ['GET', '/dashboard', (c) => ({ role: c.role, todo: c.role === 'adopter_owner' ? [{ ko: '협약서에 서명하세요', en: 'Sign the agreement', link: '/agreements/1', due: now() }, { ko: '작업 실적을 올리세요', en: 'Upload a log', link: '/logs', due: null }] : [], numbers: [{ key: 'a', ko: '약정 사업비', en: 'Agreed', won: 120000000, count: null }, { key: 'b', ko: '진행 중인 과제', en: 'Active cases', won: null, count: db.applications.length }], cases: db.applications.map((a) => ({ application_id: a.id, agreement_id: a.agreement_id, title: a.title, adopter: a.adopter, state: a.state, waiting_ko: '운영기관', waiting_en: 'operator' })) })],
  ['GET', '/account', (c) => ({ login: c.login, name: c.name, email: null, language: 'ko', totp_enabled: false, role: c.role, post: c.post, organisation: c.organisation })],
  ['PATCH', '/account', (c, b) => ({ login: c.login, name: b.name, email: null, language: b.language, totp_enabled: false, role: c.role, post: c.post, organisation: c.organisation })],
  ['POST', '/account/totp', () => ({ secret: 'JBSWY3DPEHPK3PXP', uri: 'otpauth://totp/dure:owner?secret=JBSWY3DPEHPK3PXP&issuer=dure' })],
  ['GET', '/organisations', () => ({ items: [{ id: 1, name: '한빛정밀', kind: 'adopter', business_number: '123-45-67890', region: '경남' }, { id: 2, name: '한솔전자', kind: 'sponsor', business_number: null, region: null }] })],
  ['GET', '/invitations', () => ({ items: [] })],
  ['POST', '/invitations', (c, b) => ({ id: 1, organisation: '한빛정밀', ...b, expires_at: now(), token: 'abc' })],
  ['GET', '/read-log', () => ({ items: db.reads })],
  ['GET', '/logs', () => ({ items: db.logs })],
  ['POST', '/logs', (c, b, m, req) => { const log = { id: db.logs.length + 1, name: decodeURIComponent(req.headers['x-file-name']), bytes: 812345, sha256: 'ab', encoding: 'UTF-8', rows: 4543, columns: [['작업지시', 'case', ['W-1', 'W-2']], ['공정', 'activity', ['절단', '연삭']], ['설비', 'resource', ['M1']], ['시작', 'start', ['2026-01-05 08:00']], ['종료', 'end', ['2026-01-05 09:12']], ['비고', null, ['']]].map(([name, role, sample]) => ({ name, role, sample })), mapping: { case: '작업지시', activity: '공정', resource: '설비', start: '시작', end: '종료' }, defects: [{ kind: 'span', ko: '소요 시간이 0인데 종료가 있음', en: 'zero duration with an end', rows: 12, action_ko: '종료 시각을 지웠어요', action_en: 'end dropped' }, { kind: 'dup', ko: '똑같은 줄', en: 'duplicate rows', rows: 3, action_ko: '하나만 남겼어요', action_en: 'one kept' }], uploaded_at: now() }; db.logs.push(log); return { status: 201, body: log }; }],
  ['GET', '/logs/:id', (c, b, m) => find(db.logs, m[0])],
  ['POST', '/logs/:id/calibrations', (c, b, m) => job('calibrate', () => { db.models.push({ id: db.models.length + 1, name: b.name, hash: '9f'.repeat(32), station_count: 9, item_count: 2, order_count: 314, fit_for_advice: true, origin: 'log', log_id: Number(m[0]), created_at: now() }); return db.models.length; })],
  ['GET', '/models', () => ({ items: db.models })],
  ['GET', '/models/:id', (c, b, m) => find(db.models, m[0])],
  ['GET', '/models/:id/document', () => modelDoc],
  ['POST', '/models/:id/runs', (c, b, m) => job('simulate', () => { db.runs.push({ id: db.runs.length + 1, model_id: Number(m[0]), seed: b.seed, engine: 'dure-sim 1', created_at: now(), result }); return db.runs.length; })],
  ['GET', '/runs/:id', (c, b, m) => find(db.runs, m[0])],
  ['POST', '/models/:id/plans', (c, b, m) => job('advise', () => { db.plans.push({ id: db.plans.length + 1, model_id: Number(m[0]), programme: b.programme, budget: b.budget, hash: 'cd'.repeat(32), created_at: now(), document: { model_hash: '', engine: 'dure-sim 1', seed: 1, replications: 20, budget: b.budget, rules: {}, baseline: {}, fit_for_advice: true, words: { ko: '머시닝센터가 막고 있어 교체 시간을 먼저 줄이는 것이 가장 빨라요.', en: 'Machining holds the line back; cut its set-up first.' }, options, package: { options: ['setup-s3', 'machine-s3'], cost: 84000000, payback_months: 9.8, shares: [], outside_match: 0, throughput: change(412, 110), lead: change(5.2 * 86400, -90000) } } }); return db.plans.length; })],
  ['GET', '/plans', () => ({ items: db.plans })],
  ['GET', '/plans/:id', (c, b, m) => find(db.plans, m[0])],
  ['GET', '/jobs/:id', (c, b, m) => find(db.jobs, m[0])],
  ['POST', '/jobs/:id/cancel', (c, b, m) => { const j = find(db.jobs, m[0]); j.state = 'cancelled'; return j; }],
  ['GET', '/programmes', () => ({ items: [programme] })],
  ['GET', '/programmes/:key', () => programme],
  ['POST', '/programmes/:key/split', (c, b) => (b.total > 250000000 ? fail(422, 'rules.not_fundable', '이 사업비는 지원할 수 없습니다', '총사업비를 250,000,000원 이하로 낮추세요') : split(b.total))],
  ['GET', '/applications', () => ({ items: db.applications })],
  ['POST', '/applications', (c, b) => { const chosen = options.filter((o) => b.options.includes(o.id)); const total = chosen.reduce((s, o) => s + o.cost, 0); const app = { id: db.applications.length + 1, number: `AP-2026-000${db.applications.length + 1}`, state: 'draft', programme: programme.key, programme_version: 1, adopter_id: 1, adopter: '한빛정밀', sponsor_id: 2, sponsor: '한솔전자', title: '한빛정밀 스마트공장 구축', summary: '', contact: null, plan_id: b.plan_id, plan_hash: 'cd'.repeat(32), total, shares: split(total).shares, options: chosen.map(({ id, ko, en, cost, payback_months }) => ({ id, ko, en, cost, payback_months })), history: [{ at: now(), name: c.name, organisation: c.organisation, action: 'created', note: null }], agreement_id: null, created_at: now(), submitted_at: null }; db.applications.push(app); return { status: 201, body: app }; }],
  ['GET', '/applications/:id', (c, b, m) => find(db.applications, m[0])],
  ['PATCH', '/applications/:id', (c, b, m) => Object.assign(find(db.applications, m[0]), b)],
  ['POST', '/applications/:id/:act', (c, b, m) => { const a = find(db.applications, m[0]); a.state = { submit: 'submitted', return: 'returned', approve: 'approved', reject: 'rejected' }[m[1]]; if (m[1] === 'submit') a.submitted_at = now(); if (m[1] === 'approve') a.agreement_id = makeAgreement(a).id; a.history.push({ at: now(), name: c.name, organisation: c.organisation, action: a.state, note: b.note ?? null }); return a; }],
  ['GET', '/agreements', () => ({ items: db.agreements })],
  ['GET', '/agreements/:id', (c, b, m) => find(db.agreements, m[0])],
  ['POST', '/agreements/:id/sign', (c, b, m) => { if (!c.stepped) return fail(401, 'people.step_up_needed', '본인 확인을 한 번 더 해야 합니다', '비밀번호나 코드를 적으세요'); const a = find(db.agreements, m[0]); const s = a.signatures.find((x) => x.organisation_id === c.organisation_id); s.name = c.name; s.at = now(); a.waiting_for = a.waiting_for.filter((w) => w.organisation !== s.organisation); if (a.signatures.every((x) => x.at)) a.state = 'active'; return a; }],
  ['POST', '/agreements/:id/deposits', (c, b, m) => { const a = find(db.agreements, m[0]); a.deposited += b.amount; return a; }],
  ['POST', '/agreements/:id/payments', (c, b, m) => { const a = find(db.agreements, m[0]); const s = split(b.amount).shares; a.payments.push({ id: a.payments.length + 1, agreement_id: a.id, tranche: b.tranche, amount: b.amount, payee: b.payee, state: 'requested', parts: s.map((x) => ({ funder: x.funder, amount: x.amount })), evidence: b.evidence, requested_by: c.user_id, approved_by: null, requested_at: now(), paid_at: null }); return { status: 201, body: a.payments.at(-1) }; }],
  ['POST', '/payments/:id/:act', (c, b, m) => { for (const a of db.agreements) { const p = find(a.payments, m[0]); if (!p) continue; if (m[1] === 'approve' && p.requested_by === c.user_id) return fail(409, 'programme.same_person', '요청한 사람은 승인할 수 없습니다', '다른 담당자가 승인해야 합니다'); p.state = { approve: 'approved', refuse: 'refused', confirm: 'paid' }[m[1]]; if (m[1] === 'approve') p.approved_by = c.user_id; if (p.state === 'paid') { p.paid_at = now(); for (const part of p.parts) a.shares.find((s) => s.funder === part.funder).paid += part.amount; a.tranches.find((t) => t.id === p.tranche).paid += p.amount; } return p; } }],
  ['GET', '/contributions', () => ({ items: db.contributions })],
  ['POST', '/contributions', (c, b) => { const one = { id: db.contributions.length + 1, source: c.role === 'operator_finance' ? 'government' : 'sponsor', organisation_id: c.organisation_id, organisation: c.organisation, ...b, received: 0, spend_by: null, state: 'pledged', pledged_at: now() }; db.contributions.push(one); return { status: 201, body: one }; }],
  ['POST', '/contributions/:id/receive', (c, b, m) => { const one = find(db.contributions, m[0]); one.state = 'received'; one.received = one.amount; return one; }],
  ['GET', '/ledger/accounts', () => ({ items: [{ id: 1, code: 110, ko: '보통예금', en: 'Bank', organisation: '중소기업중앙회', project: null, source: 'sponsor', designation: null, debits_pending: 0, debits_posted: 120000000, credits_pending: 0, credits_posted: 0, balance: 120000000 }] })],
  ['GET', '/ledger/transfers', () => ({ items: [{ seq: 1, id: 'x', group: 'g', group_index: 1, group_count: 1, debit: 1, credit: 2, debit_name: '보통예금', credit_name: '출연금', amount: 120000000, kind: 'posted', code: 100, ko: '출연금 입금', en: 'Contribution', event_at: now(), created_at: now() }] })],
].map(([method, pattern, run]) => [method, new RegExp(`^${pattern.replace(/:\w+/g, '([^/]+)')}$`), run]);

const server = createServer((req, res) => {
  const chunks = [];
  req.on('data', (c) => chunks.push(c));
  req.on('end', () => {
    const path = new URL(req.url, 'http://x').pathname;
    const send = (status, body, extra = {}) => { const type = status >= 400 ? 'application/problem+json' : 'application/json'; res.writeHead(status, { 'Content-Type': type, ...extra }); res.end(body === undefined ? '' : JSON.stringify(body)); };
    if (!path.startsWith('/api')) {
      const file = join(dist, path);
      const real = existsSync(file) && extname(file) ? file : join(dist, 'index.html');
      res.writeHead(200, { 'Content-Type': types[extname(real)] ?? 'application/octet-stream', 'Content-Security-Policy': csp });
      return res.end(readFileSync(real));
    }
    const api = path.slice(4);
    const cookie = /s=([^;]+)/.exec(req.headers.cookie ?? '')?.[1];
    const caller = db.sessions.get(cookie);
    let body = {};
    try { body = JSON.parse(Buffer.concat(chunks).toString() || '{}'); } catch { /* a file */ }
    const describe = (c) => ({ ...c, csrf: 'x', enrolling: false, step_up_until: null, expires_at: now(), language: 'ko', stepped: undefined });
    if (api === '/session' && req.method === 'POST') {
      const p = people[body.login];
      if (!p || body.password !== 'demo') return send(401, fail(401, 'people.sign_in', '아이디나 비밀번호가 맞지 않습니다', '다시 적어 보세요. 잊었다면 소속 기관 관리자에게 알리세요').body);
      const [user_id, name, organisation_id, organisation, organisation_kind, post, role] = p;
      const token = String(Math.random()).slice(2);
      const session = { user_id, login: body.login, name, organisation_id, organisation, organisation_kind, post, role, stepped: false };
      db.sessions.set(token, session);
      return send(200, describe(session), { 'Set-Cookie': `s=${token}; Path=/; HttpOnly` });
    }
    if (api === '/demo/accounts') return send(200, { items: Object.keys(people).map((login) => ({ login, ko: people[login][5] + ' · ' + people[login][3], en: people[login][6], password: 'demo', code: null })) });
    if (api === '/health') return send(200, { ok: true });
    if (!caller) return send(401, fail(401, 'people.no_session', '로그인되어 있지 않습니다', '로그인하세요').body);
    if (api === '/session/step-up') { if (body.password !== 'demo') return send(401, fail(401, 'people.sign_in', '비밀번호가 맞지 않습니다', '다시 적으세요').body); caller.stepped = true; return send(200, describe(caller)); }
    if (api === '/session' && req.method === 'GET') return send(200, describe(caller));
    if (api === '/session') { db.sessions.delete(cookie); return send(204); }
    const events = /^\/jobs\/(\d+)\/events$/.exec(api);
    if (events) { res.writeHead(200, { 'Content-Type': 'text/event-stream' }); const timer = setInterval(() => { const j = find(db.jobs, events[1]); res.write(`event: job\ndata: ${JSON.stringify(j)}\n\n`); if (j.state !== 'running') { clearInterval(timer); res.end(); } }, 200); return; }
    for (const [method, pattern, run] of routes) {
      const match = method === req.method && pattern.exec(api);
      if (!match) continue;
      const answer = run(caller, body, match.slice(1), req);
      if (answer === undefined) return send(404, fail(404, 'api.not_found', '찾을 수 없습니다', '주소를 확인하세요').body);
      if (answer.status && answer.body) return send(answer.status, answer.body);
      return send(200, answer);
    }
    send(404, fail(404, 'api.no_route', '그런 길이 없습니다', '주소를 확인하세요').body);
  });
});
server.listen(Number(process.argv[2] ?? 8099), '127.0.0.1');
