/* Money by the decision of two persons, what comes of market support, a grant of a province: each by who
 * may, refused to who may not. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';

const card = (page, title) => page.getByRole('region', { name: title, exact: true });
const mark = String(Date.now()).slice(-6);
const decision = `심의결정 ${mark}`;
const paper = Buffer.from(`판로지원금 심의결정 ${mark}`);
const hash = createHash('sha256').update(paper).digest('hex');

async function visit(h, login, address, options) {
  const page = await h.page(options);
  await h.signIn(page, login);
  await page.goto(h.base + address);
  await page.locator('main#main h1').waitFor();
  await page.locator('.loading').first().waitFor({ state: 'detached' });
  return page;
}

async function fillOrder(page, form, { amount, number }) {
  await form.getByLabel('종류').selectOption({ label: '판로지원금 입금' });
  await form.getByLabel('누구의 돈인지').selectOption({ label: '한솔전자(가상)' });
  await form.getByLabel('쓸 사업').selectOption({ value: 'winwin-2025-advanced' });
  await form.getByLabel('금액').fill(amount);
  await form.getByLabel('사유와 법적 근거').fill('판로지원 지정 출연, 심의위원회 의결');
  await form.getByLabel('결정 문서 번호').fill(number);
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    form.getByRole('button', { name: '근거 서류 고르기' }).click(),
  ]);
  await chooser.setFiles({ name: '결정.pdf', mimeType: 'application/pdf', buffer: paper });
  await form.getByText(hash).waitFor();
}

const rowOf = (page, number) =>
  card(page, '결정에 따른 자금 처리').getByRole('row').filter({ hasText: number });

async function ask(h) {
  const page = await visit(h, 'finance@kbiz', '/ledger/orders');
  const form = card(page, '자금 처리 올리기');
  await form.getByLabel('종류').selectOption({ label: '징수불능 처리' });
  assert.equal(await form.getByLabel('금액').count(), 0, 'all of it is written off');
  const go = form.getByRole('button', { name: '올리기', exact: true });
  assert.equal(await go.isDisabled(), true, 'without a paper nothing is asked for');
  for (const number of [decision, `${decision}-2`]) {
    await fillOrder(page, form, { amount: '500만', number });
    await go.click();
    await h.prove(page, 'finance@kbiz', rowOf(page, number).getByText('승인 대기').first());
  }
  const row = rowOf(page, `${decision}-2`);
  await row.getByRole('button', { name: '승인' }).click();
  const dialog = page.getByRole('dialog', { name: '승인' });
  await dialog.getByText('5,000,000').first().waitFor();
  await dialog.getByLabel('의견').fill('혼자 승인');
  await dialog.getByRole('button', { name: '승인하고 기표' }).click();
  await h.prove(page, 'finance@kbiz', dialog.getByRole('alert'));
  await h.check(page, 'an order approved by who asked is refused');
  await h.picture(page, 'orders-refused');
}

async function decide(h) {
  const page = await visit(h, 'officer@kbiz', '/ledger/orders');
  assert.equal(await card(page, '자금 처리 올리기').count(), 0, 'the accounts ask');
  const first = rowOf(page, decision).filter({ hasNotText: `${decision}-2` });
  await first.getByRole('button', { name: '승인' }).click();
  const dialog = page.getByRole('dialog', { name: '승인' });
  await dialog.getByLabel('의견').fill('결정 문서 확인');
  await h.check(page, 'order to be decided');
  await dialog.getByRole('button', { name: '승인하고 기표' }).click();
  await h.prove(page, 'officer@kbiz', first.getByText('승인·기표'));
  const second = rowOf(page, `${decision}-2`);
  await second.getByRole('button', { name: '반려' }).click();
  const refusal = page.getByRole('dialog', { name: '반려' });
  await refusal.getByLabel('의견').fill('같은 결정이 두 번 올라옴');
  await refusal.getByRole('button', { name: '반려하기' }).click();
  await second.getByText(/같은 결정이 두 번/).waitFor();
  await h.check(page, 'orders decided');
  await h.picture(page, 'orders');
  for (const [login, look] of [
    ['auditor@bai', { size: 'phone', dark: true }],
    ['ministry@mss', { language: 'en' }],
  ]) {
    const reader = await visit(h, login, '/ledger/orders', look);
    await reader.getByText(hash).first().waitFor();
    const act = reader.getByRole('button', { name: /^(승인|반려|Approve|Refuse)$/ });
    assert.equal(await act.count(), 0, `${login} decides nothing`);
    await h.check(reader, `orders of ${login}`);
    await h.picture(reader, `orders-${login.split('@')[0]}`);
  }
}

async function market(h) {
  const event = `수출상담회 ${mark}`;
  const page = await visit(h, 'owner@hanbit', '/market');
  await card(page, '상담·견적·수주').getByText('아직 적은 것이 없어요.').waitFor();
  await h.check(page, 'market without leads');
  const form = card(page, '새로 적기');
  await form.getByLabel('행사').fill(event);
  const tell = async (stage, counterpart, amount) => {
    await form.getByLabel('단계').selectOption({ label: stage });
    await form.getByLabel('상대').fill(counterpart);
    await form.getByLabel('수주 금액').fill(amount);
    await form.getByRole('button', { name: '적기' }).click();
    await card(page, '상담·견적·수주').getByRole('row').filter({ hasText: counterpart }).waitFor();
  };
  await tell('상담', '나고야부품', '');
  await tell('수주', '오사카기계', '3천만');
  await card(page, '상담·견적·수주').getByText('30,000,000').first().waitFor();
  await h.check(page, 'market of a firm');
  await h.picture(page, 'market-owner');
  const ministry = await visit(h, 'ministry@mss', '/market', { size: 'phone', language: 'en' });
  const row = card(ministry, 'From meeting to order').getByRole('row').filter({ hasText: event });
  await row.getByText('30,000,000').first().waitFor();
  assert.equal(await ministry.getByText('오사카기계').count(), 0, 'no customer is named');
  await h.check(ministry, 'market of the ministry');
  await h.picture(ministry, 'market-ministry');
}

async function province(h) {
  const officer = await visit(h, 'officer@kbiz', '/people');
  const made = await officer.evaluate(async (name) => {
    const { csrf } = await (await fetch('/api/session')).json();
    const answer = await fetch('/api/organisations', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-CSRF': csrf },
      body: JSON.stringify({ name, kind: 'local', region: 'KR-48' }),
    });
    return { status: answer.status, text: await answer.text() };
  }, `경상남도 ${mark}`);
  assert.equal(made.status, 201, made.text);
  const page = await visit(h, 'finance@kbiz', '/contributions');
  const form = card(page, '정부 보조금 기록');
  await form.getByLabel('지원사업').selectOption({ value: 'winwin-2024-local' });
  await form.getByLabel('누구의 보조금인지').selectOption({ label: `경상남도 ${mark}` });
  await form.getByLabel('금액').fill('1억');
  await form.getByLabel('쓸 목적').fill('도내 협력사');
  await form.getByRole('button', { name: '기록하기' }).click();
  const row = card(page, '약정과 입금')
    .getByRole('row')
    .filter({ hasText: `경상남도 ${mark}` });
  await h.prove(page, 'finance@kbiz', row);
  await row.getByText('100,000,000').first().waitFor();
  await h.check(page, 'a grant of a province');
  await h.picture(page, 'contributions-province');
}

async function budget(h) {
  const page = await visit(h, 'owner@hanbit', h.made.agreement);
  await card(page, '비목별 예산')
    .getByText(/산출내역서 없이 맺은 협약/)
    .waitFor();
  await h.check(page, 'agreement with its budget');
  const sponsor = await visit(h, 'sponsor@hansol', h.made.agreement);
  assert.equal(
    await card(sponsor, '비목별 예산').count(),
    0,
    'cost items are not the sponsor’s to see',
  );
}

export async function orders(h) {
  await h.test(
    'money by decision is asked for with its paper, and never approved by who asked',
    () => ask(h),
  );
  await h.test(
    'another person approves or refuses it, and the auditor reads the hash of its paper',
    () => decide(h),
  );
  await h.test(
    'a firm tells what market support brought; the ministry reads sums without names',
    () => market(h),
  );
  await h.test('a public grant names the province that pays it', () => province(h));
  if (h.made.agreement)
    await h.test('the budget by item stands on the agreement, and not before the sponsor', () =>
      budget(h),
    );
}
