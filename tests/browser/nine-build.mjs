/* The back half of the case by nine roles: from the start report to the closing. Every payment waits for
 * its proof; what is not recognised at the end has a debtor and a day, and comes back to who had paid. */
import assert from 'node:assert/strict';
import { amount, begin, dayFromNow, go, hand, open, paper, region, said } from './nine-cast.mjs';

const proofsOf = async (page) => {
  const card = region(page, '회차별 지급 증빙');
  await card.locator('.proofs li').first().waitFor();
  return card;
};
const line = (card, name) => card.locator('.proofs li', { has: card.page().getByText(name, { exact: true }) });

/* The task that waits for this person, opened from the list of what is to do. */
async function task(h, login, what) {
  const page = await open(h, login, '/tasks');
  const rows = page.getByRole('table', { name: '할 일 목록' }).getByRole('row');
  await rows.filter({ hasText: what }).last().getByRole('link').first().click();
  await region(page, '지금 할 수 있는 일').waitFor();
  return page;
}

/* ---- the start ---- */

async function nameSupplier(h, state) {
  const page = await open(h, 'owner@hanbit', state.agreement);
  const card = region(page, '사업 진행');
  await card.getByLabel('공급기업').selectOption({ label: state.houses.supplier[0] });
  await card.getByRole('button', { name: '공급기업 지정' }).click();
  await card.getByLabel('공급기업').waitFor({ state: 'detached' });
}

async function startReport(h, state) {
  const page = await task(h, state.supplier.login, '착수계 제출');
  state.start = new URL(page.url()).pathname;
  const whole = {
    step: '착수계 제출',
    texts: {
      '이행보증증권 번호': `증권-${state.run}`,
      '보증기간 만료일': dayFromNow(-1),
      '기술설계 완료 예정일': dayFromNow(60),
    },
    papers: ['착수계.pdf'],
  };
  await hand(page, whole);
  await region(page, '지금 할 수 있는 일').getByRole('alert').getByText(/보증/).first().waitFor();
  await hand(page, { step: whole.step, texts: { '보증기간 만료일': dayFromNow(400) }, state: '제출' });
}

async function refused(h, state) {
  const page = await open(h, 'finance@kbiz', state.agreement);
  const card = await proofsOf(page);
  await card.getByText(/가지가 빠져 있어요/).waitFor();
  await page.getByLabel('받는 곳').fill(state.houses.supplier[0]);
  await page.getByLabel('증빙', { exact: true }).fill('착수계');
  await page.getByRole('button', { name: '지급 요청하기' }).click();
  const alert = region(page, '지급 요청').getByRole('alert');
  await h.prove(page, 'finance@kbiz', alert);
  assert.match(await alert.innerText(), /start_report\.accept[\s\S]*business_alive/, 'the refusal names what is missing');
}

/* The firm approves first, then the operating body accepts. */
async function acceptStart(h, state) {
  const owner = await task(h, 'owner@hanbit', '도입기업 승인');
  assert.equal(new URL(owner.url()).pathname, state.start);
  await hand(owner, { step: '도입기업 승인', note: '일정 확인', state: '도입기업 승인' });
  const officer = await open(h, 'officer@kbiz', state.start);
  await hand(officer, { step: '착수계 접수', state: '접수' });
}

/* What the operating body looked up, each with its reference. */
async function lookUp(card, what, whose, reference, result = '적정') {
  if (!(await card.getByLabel('조회한 것').isVisible())) await card.getByText('조회한 결과 기록').click();
  await card.getByLabel('조회한 것').selectOption({ label: what });
  await card.getByLabel('어느 기관').selectOption({ label: whose });
  await card.getByLabel('결과').selectOption({ label: result });
  await card.getByLabel('조회 근거').fill(reference);
  const record = { name: '기록', exact: true };
  await card.getByRole('button', record).click();
  /* What was typed is gone once it is kept. */
  await card.getByRole('button', { ...record, disabled: true }).waitFor();
}

async function proofs(h, state) {
  const page = await open(h, 'officer@kbiz', state.agreement);
  const card = await proofsOf(page);
  const supplier = state.houses.supplier[0];
  await lookUp(card, '지급 계좌 등록', supplier, `계좌 ${state.run}`);
  await lookUp(card, '휴폐업 아님 확인', '한빛정밀(가상)', `조회 ${state.run}-1`);
  await lookUp(card, '휴폐업 아님 확인', supplier, `폐업 ${state.run}`, '문제 있음');
  await line(card, '휴폐업 아님 확인').getByText(/폐업/).last().waitFor();
  await card.getByText('1가지가 빠져 있어요').waitFor();
  await lookUp(card, '휴폐업 아님 확인', supplier, `조회 ${state.run}-2`);
  await card.getByText('증빙이 모두 갖추어졌어요').waitFor();
}

async function deposit(h, state) {
  const page = await open(h, 'finance@kbiz', state.agreement);
  const card = region(page, '자부담금 입금');
  const own = state.shares[2];
  await card.getByText(amount(own)).waitFor();
  assert.ok((await card.innerText()).includes(said(own)), 'the amount as it is said');
  await card.getByLabel('입금액').fill(said(own));
  await card.getByLabel('은행 거래번호').fill(`${state.run}-자부담`);
  await card.getByRole('button', { name: '입금 기록' }).click();
  await h.prove(page, 'finance@kbiz', page.getByRole('listitem').filter({ hasText: '4. 자부담 입금' }).getByText('완료'));
}

/* One asks, another approves and confirms what the bank paid; every funder paid its part of it. */
async function pay(h, state, tranche, before) {
  const supplier = state.houses.supplier[0];
  const first = await open(h, 'finance@kbiz', state.agreement);
  await first.getByLabel('받는 곳').fill(supplier);
  await first.getByLabel('증빙', { exact: true }).fill(`${tranche} 증빙`);
  await first.getByRole('button', { name: '지급 요청하기' }).click();
  await h.prove(first, 'finance@kbiz', first.getByText('요청했어요. 다른 사람의 승인을 기다립니다.'));
  assert.equal(await first.getByRole('button', { name: '승인', exact: true }).count(), 0);
  const second = await open(h, 'finance2@kbiz', state.agreement);
  const row = second.getByRole('table', { name: '지급', exact: true }).getByRole('row').filter({ hasText: tranche });
  assert.ok((await row.innerText()).includes(amount(before.of)), `${amount(before.of)}`);
  await row.getByRole('button', { name: '승인', exact: true }).click();
  await second.getByRole('dialog').getByRole('button', { name: '승인하기' }).click();
  await h.prove(second, 'finance2@kbiz', row.getByText('이체 확인 대기'));
  await row.getByRole('button', { name: '이체 확인', exact: true }).click();
  await second.getByRole('dialog').getByLabel('은행 거래번호').fill(`${state.run}-${tranche}`);
  await second.getByRole('dialog').getByRole('button', { name: '확인하기' }).click();
  await h.prove(second, 'finance2@kbiz', row.getByText('지급 완료', { exact: true }));
  const split = await second.getByRole('table', { name: '누가 얼마를 내나요' }).innerText();
  for (const part of before.parts) assert.ok(split.includes(amount(part)), `${amount(part)} paid, in ${split}`);
}

/* Tranches of 30, 40 and 30 percent. */
const part = (state, share) => (state.total * share) / 100;
const paidSoFar = (state, share) => state.shares.map((one) => (one * share) / 100);
const advance = (h, state) => pay(h, state, '선금', { of: part(state, 30), parts: paidSoFar(state, 30) });
const middle = (h, state) => pay(h, state, '중도금', { of: part(state, 40), parts: paidSoFar(state, 70) });
const balance = (h, state) => pay(h, state, '잔금', { of: part(state, 30), parts: paidSoFar(state, 100) });

/* ---- while it is built ---- */

/* A fifth of an item moves without approval, and no won more. */
async function change(h, state) {
  const page = await open(h, 'owner@hanbit', state.agreement);
  const moved = state.prices[0] / 5;
  const values = {
    texts: { '사유 발생일': dayFromNow(-1), '변경 사유': '사양 변경', '옮기는 금액': String(moved) },
    selections: { '변경 대상': '비목 간 20% 초과 이동: 승인변경', '줄이는 비목': 'H/W 구입비', '늘리는 비목': 'S/W 구입비' },
  };
  state.change = await begin(page, { machine: '협약변경', ...values });
  const officer = await open(h, 'officer@kbiz', state.change);
  const asked = await region(officer, '지나온 단계').innerText();
  assert.match(asked, /H\/W 구입비[\s\S]*S\/W 구입비/);
  assert.ok(asked.includes(amount(moved)), 'what is asked for stands before who decides');
  await hand(officer, { step: '자체변경 등록', state: '자체변경' });
}

async function baseline(h, state) {
  const page = await open(h, state.member.login, state.agreement);
  const indicator = '시간당 생산량 (개/h)';
  await region(page, '절차').getByLabel('절차 시작하기').selectOption({ label: '성과지표' });
  await region(page, '절차').getByRole('button', { name: '줄 더하기' }).click();
  state.kpi = await begin(page, {
    machine: '성과지표',
    lines: [{ texts: { 목표: '6000', '가중치(만분율)': '10000' }, selections: { 지표: indicator } }],
  });
  await hand(page, {
    step: '구축 전 값 기록',
    lines: [{ texts: { 값: '5200' }, selections: { 지표: indicator } }],
    state: '확정',
  });
}

async function middleReport(h, state) {
  const page = await open(h, state.supplier.login, state.application);
  state.milestone = await begin(page, { machine: '중간점검' });
  await hand(page, { step: '중간보고 제출', papers: ['중간보고.pdf'], state: '보고' });
  const owner = await open(h, 'owner@hanbit', state.milestone);
  await hand(owner, { step: '도입기업 승인', state: '도입기업 승인' });
  const officer = await open(h, 'officer@kbiz', state.milestone);
  await hand(officer, { step: '시정 요구', texts: { '지적 사항': '안전 덮개 없음' }, state: '시정 조치' });
}

async function corrected(h, state) {
  const supplier = await open(h, state.supplier.login, state.milestone);
  await supplier.getByText('안전 덮개 없음').waitFor();
  await hand(supplier, { step: '시정 결과 제출', papers: ['시정결과.pdf'], state: '보고' });
  const owner = await open(h, 'owner@hanbit', state.milestone);
  await hand(owner, { step: '도입기업 승인', state: '도입기업 승인' });
  const officer = await open(h, 'officer@kbiz', state.milestone);
  await hand(officer, { step: '점검 적정', state: '적정' });
  await lookUpAgain(h, state, officer, 1);
}

/* After a payment everything is looked up anew, and the invoice of the next one. */
async function lookUpAgain(h, state, page, number) {
  await go(page, h, state.agreement);
  const card = await proofsOf(page);
  const supplier = state.houses.supplier[0];
  await lookUp(card, '휴폐업 아님 확인', '한빛정밀(가상)', `재조회 ${state.run}-${number}`);
  await lookUp(card, '휴폐업 아님 확인', supplier, `다시 ${state.run}-${number}`);
  await lookUp(card, '세금계산서', supplier, `승인 ${state.run}-${number}`);
  await card.getByText('증빙이 모두 갖추어졌어요').waitFor();
}

async function inspect(h, state) {
  const page = await open(h, 'officer@kbiz', state.agreement);
  state.inspection = await begin(page, { machine: '최종감리', selections: { '점검 종류': '최종 점검' } });
  await hand(page, {
    step: '감리 실시',
    texts: { 점검일: dayFromNow(0), '점검 의견': '계획대로 지음' },
    papers: ['감리.pdf'],
    state: '감리',
  });
  const prove = (next) => h.prove(page, 'officer@kbiz', next);
  await hand(page, { step: '적정', state: '적정', prove });
  await lookUpAgain(h, state, page, 2);
}

/* ---- what it cost and what comes back ---- */

async function settle(h, state) {
  const page = await open(h, 'owner@hanbit', state.agreement);
  state.settlement = await begin(page, { machine: '정산' });
  await hand(page, {
    step: '정산보고서 제출',
    lines: [
      { texts: { 집행액: String((state.prices[0] * 4) / 5) }, selections: { 비목: 'H/W 구입비' } },
      { texts: { 집행액: String(state.prices[1] + state.prices[0] / 5) }, selections: { 비목: 'S/W 구입비' } },
    ],
    papers: ['정산.pdf'],
    state: '제출',
  });
}

async function verify(h, state) {
  const officer = await open(h, 'officer@kbiz', state.settlement);
  const parties = region(officer, '참여 기관');
  await parties.getByLabel('참여시킬 기관').selectOption({ label: `${state.houses.accountant[0]} · 회계법인` });
  await parties.getByRole('button', { name: '참여시키기' }).click();
  await parties.getByRole('listitem').filter({ hasText: state.houses.accountant[0] }).waitFor();
  const page = await task(h, state.accountant.login, '회계법인 검증');
  assert.equal(new URL(page.url()).pathname, state.settlement);
  await region(page, '지금 할 수 있는 일').getByRole('button', { name: '줄 더하기' }).click();
  await hand(page, {
    step: '회계법인 검증',
    lines: [{ texts: { 불인정액: '1000만', 사유: '기간 밖 집행' }, selections: { 비목: 'H/W 구입비' } }],
    papers: ['검증.pdf'],
    state: '검증',
  });
}

async function disallow(h, state) {
  const page = await open(h, 'finance@kbiz', state.agreement);
  const card = region(page, '정산');
  await card.getByText(amount(10_000_000)).first().waitFor();
  await card.getByText(amount(state.total - 10_000_000)).first().waitFor();
  await go(page, h, state.settlement);
  const now = region(page, '지금 할 수 있는 일');
  await now.getByLabel('단계').selectOption({ label: '불인정 확정' });
  await now.getByRole('button', { name: '불인정 확정' }).click();
  await h.prove(page, 'finance@kbiz', page.locator('h1').getByText('불인정'));
}

/* Debtor and day are told; what comes in goes back to the funders by what each had paid. */
const owed = 6_000_000;

async function notify(h, state) {
  const page = await open(h, 'officer@kbiz', state.agreement);
  await region(page, '절차').getByRole('link', { name: '환수' }).click();
  await page.getByRole('heading', { level: 1, name: '환수' }).waitFor();
  state.recovery = new URL(page.url()).pathname;
  const prove = (next) => h.prove(page, 'officer@kbiz', next);
  await hand(page, { step: '환수 통지', papers: ['통지서.pdf'], state: '통지', prove });
  const firm = await open(h, 'owner@hanbit', '/claims');
  const row = region(firm, '환수 건').getByRole('row').filter({ hasText: amount(owed) }).first();
  assert.match(await row.innerText(), /한빛정밀/);
  assert.match(await row.innerText(), /20\d\d년 \d+월 \d+일/, 'with a day');
  assert.equal(await firm.getByRole('button', { name: '입금 기록' }).count(), 0);
}

async function repay(h, state) {
  const page = await open(h, 'finance@kbiz', '/claims');
  const row = region(page, '절차로 진행 중인 환수').getByRole('row').filter({ hasText: amount(owed) });
  await row.getByRole('button', { name: '입금 기록' }).click();
  const dialog = page.getByRole('dialog', { name: '입금 기록' });
  await dialog.getByLabel('금액').fill('6백1만');
  await dialog.getByLabel('은행 거래번호').fill(`${state.run}-환수`);
  await dialog.getByRole('button', { name: '기록하기' }).click();
  const wrong = dialog.getByRole('alert').or(dialog.locator('.field-error')).first();
  await h.prove(page, 'finance@kbiz', wrong);
  await dialog.getByLabel('금액').fill('6백만');
  await dialog.getByRole('button', { name: '기록하기' }).click();
  await dialog.waitFor({ state: 'detached' });
  await go(page, h, state.recovery);
  const prove = (next) => h.prove(page, 'finance@kbiz', next);
  await hand(page, { step: '환수금 납부', state: '납부', prove });
  await go(page, h, '/claims');
  const ended = region(page, '환수 건').getByRole('row').filter({ hasText: amount(owed) }).first();
  await ended.getByRole('button', { name: '재원에 반환' }).click();
  const back = page.getByRole('dialog', { name: '재원에 반환' });
  await back.getByRole('button', { name: '반환하기' }).click();
  await back.waitFor({ state: 'detached' });
}

/* ---- the end ---- */

async function tooEarly(h, state) {
  const page = await open(h, 'owner@hanbit', state.agreement);
  state.closing = await begin(page, { machine: '종료' });
  await hand(page, { step: '운영현황보고서 제출', papers: ['운영현황.pdf'], state: '최종완료보고' });
  const officer = await open(h, 'officer@kbiz', state.closing);
  const card = region(officer, '지금 할 수 있는 일');
  await card.getByLabel('단계').selectOption({ label: '사업 종료' });
  await card.getByText('‘사업 종료’ 단계에 아직 빠진 것이 있어요.').waitFor();
  assert.equal(await card.getByRole('button', { name: '사업 종료' }).count(), 0);
}

async function result(h, state) {
  const page = await open(h, state.member.login, state.kpi);
  await hand(page, {
    step: '수기 입력',
    lines: [{ texts: { 값: '6200' }, selections: { 지표: '시간당 생산량 (개/h)' } }],
    state: '수기 입력',
  });
  const officer = await open(h, 'officer@kbiz', state.kpi);
  await hand(officer, { step: '확인', state: '확인' });
  await go(officer, h, state.agreement);
  const row = region(officer, '성과지표').getByRole('row').filter({ hasText: '시간당 생산량' });
  assert.match(await row.innerText(), /5,?200[\s\S]*수기 입력[\s\S]*6,?000[\s\S]*6,?200[\s\S]*수기 입력/);
  await go(officer, h, state.closing);
  const card = region(officer, '지금 할 수 있는 일');
  await card.getByLabel('단계').selectOption({ label: '사업 종료' });
  await card.getByRole('button', { name: '사업 종료' }).click();
  await h.prove(officer, 'officer@kbiz', officer.locator('h1').getByText('종료', { exact: true }).last());
  await region(officer, '기다리는 일').getByText('기다리는 일이 없어요.').waitFor();
}

/* ---- who looks at it from outside ---- */

async function ministryReads(h, state) {
  /* The figures are of last night; the list of agreements is of now. */
  const page = await open(h, 'ministry@mss', '/agreements');
  await page.getByRole('link', { name: state.title }).click();
  await page.getByRole('heading', { level: 1, name: state.title }).waitFor();
  await region(page, '정산').getByText(amount(state.total - 10_000_000)).first().waitFor();
  const split = await page.getByRole('table', { name: '누가 얼마를 내나요' }).innerText();
  for (const one of state.shares)
    assert.ok(split.split(amount(one)).length > 2, `${amount(one)} agreed and paid in full`);
  assert.equal(await page.getByLabel('절차 시작하기').count(), 0, 'a ministry begins nothing');
}

async function sponsorSees(h, state) {
  const page = await open(h, 'sponsor@hansol', '/contributions');
  const row = region(page, '출연한 과제').getByRole('row').filter({ hasText: state.title });
  assert.equal((await row.innerText()).split(amount(state.shares[1])).length - 1, 2, 'its share, paid in full');
  await row.getByRole('link').click();
  await page.getByRole('heading', { level: 1, name: state.title }).waitFor();
  await proofsOf(page);
  assert.equal(await region(page, '성과지표').count(), 0, 'indicators of one firm are its own');
  assert.equal(await region(page, '장부에 남은 이체').count(), 0);
  const text = await page.locator('main').innerText();
  for (const value of ['5,200', '6,200'])
    assert.doesNotMatch(text, new RegExp(`(^|[^\\d,])${value}(?![\\d,])`), `a sponsor reads no ${value}`);
  for (const price of state.prices.map(amount))
    assert.ok(!text.includes(price), `a sponsor reads no ${price}`);
}

/* From a number of the agreement to its transfer, the people who decided, and the log. */
async function audit(h, state) {
  const page = await open(h, 'auditor@bai', state.agreement);
  const entries = region(page, '장부에 남은 이체');
  const back = entries.getByRole('row').filter({ hasText: amount(3_000_000) });
  await back.last().getByRole('link', { name: /^이체 \d+번$/ }).click();
  await page.getByRole('heading', { level: 1, name: /^이체 \d+번/ }).waitFor();
  await region(page, '무엇 때문인지').getByText(`A-`).first().waitFor();
  await region(page, '무엇 때문인지').getByText('문가람').first().waitFor();
  await page.getByRole('link', { name: /번 항목$/ }).first().click();
  await page.getByRole('heading', { level: 1, name: /^로그 \d+번 항목$/ }).waitFor();
  await page.getByText('뿌리', { exact: true }).waitFor();
  await go(page, h, '/programmes/winwin-2025-advanced/ranking');
  await page.getByText('다시 계산한 순위가 확정한 순위와 같아요').waitFor();
}

async function whoRead(h) {
  const page = await open(h, 'owner@hanbit', '/read-log');
  const reads = page.getByRole('table', { name: '조회' });
  for (const reader of ['감사기관(시범)', '한솔전자(가상)', '중소벤처기업부(시범)']) {
    const row = reads.getByRole('row').filter({ hasText: reader }).filter({ hasText: '절차' });
    const more = page.getByRole('button', { name: '더 보기' });
    await reads.getByText('감사기관(시범)').first().waitFor();
    while ((await row.count()) === 0 && (await more.count()) > 0) {
      const rows = await reads.getByRole('row').count();
      await more.click();
      await reads.getByRole('row').nth(rows).waitFor();
    }
    assert.ok((await row.count()) > 0, `${reader} has read the procedures`);
  }
}

export const build = [
  ['the owner names the supplier', nameSupplier],
  ['the supplier reports the start; a guarantee that has run out is refused', startReport],
  ['no payment before its proof is complete', refused],
  ['the firm approves the start first, then the operating body', acceptStart],
  ['the officer looks up; a closed supplier stops the payment', proofs],
  ['finance records the firm’s own share', deposit],
  ['the advance: one asks, another approves, every funder pays its part', advance],
  ['a fifth of an item moves without approval', change],
  ['the second person records the indicator before the build', baseline],
  ['the middle report is sent back with its finding', middleReport],
  ['corrected, it is found good', corrected],
  ['the middle payment', middle],
  ['the officer inspects what was built', inspect],
  ['the balance', balance],
  ['the owner settles, by cost item', settle],
  ['the accountant, let in for it, does not recognise ten million won', verify],
  ['finance confirms what is not recognised', disallow],
  ['the firm is told what it owes and by when', notify],
  ['what comes in goes back to who had paid', repay],
  ['no case is closed while something of it is open', tooEarly],
  ['the result typed by hand is marked; then the case is closed', result],
  ['the ministry reads what was agreed, paid and recognised, and begins nothing', ministryReads],
  ['the sponsor sees its money used, and no value of the firm', sponsorSees],
  ['the auditor goes from a number to its decision and the log', audit],
  ['the firm sees who read', whoRead],
];
