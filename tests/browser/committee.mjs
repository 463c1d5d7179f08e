/* The committee of a call: five members past the gate of ties, minutes line by line, another person's
 * confirmation, and what it decided. Needs the open call of calls.mjs and the reviewers of selection.mjs. */
import assert from 'node:assert/strict';

const card = (page, title) => page.getByRole('region', { name: title, exact: true });

/* Asked by the page itself, as its session. */
const ask = (page, method, path, body) =>
  page.evaluate(
    async ([method, path, body]) => {
      const { csrf } = await (await fetch('/api/session')).json();
      const answer = await fetch(`/api${path}`, {
        method,
        headers: { 'Content-Type': 'application/json', 'X-CSRF': csrf },
        ...(body && { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
      return text === '' ? {} : JSON.parse(text);
    },
    [method, path, body],
  );

async function visit(h, login, address, options) {
  const page = await h.page(options);
  await h.signIn(page, login);
  await page.goto(h.base + address);
  await page.locator('main#main h1').waitFor();
  await page.locator('.loading').first().waitFor({ state: 'detached' });
  return page;
}

/* An application under the call, handed in. */
async function handIn(h, state) {
  const page = await visit(h, 'owner@hanbit', '/plans');
  const plan = Number(h.made.plan.split('/').at(-1));
  const { document } = await ask(page, 'GET', `/plans/${plan}`);
  const agreement = await ask(page, 'GET', h.made.agreement);
  const made = await ask(page, 'POST', '/applications', {
    plan_id: plan,
    options: document.package.options,
    sponsor_id: agreement.sponsor_id,
    call_id: Number(h.made.call.split('/').at(-1)),
  });
  await ask(page, 'POST', `/applications/${made.id}/submit`, {});
  state.application = made.id;
  state.number = made.number;
}

async function convene(h, state) {
  await handIn(h, state);
  const page = await visit(h, 'officer@kbiz', h.made.call);
  await page.getByRole('link', { name: '심의위원회' }).click();
  await card(page, '신청별 심의 결과').getByText('아직 심의한 신청이 없어요.').waitFor();
  await h.check(page, 'committee, not called yet');
  const form = card(page, '회의 소집');
  await form
    .getByLabel('회의일')
    .fill(new Date(Date.now() + 86_400_000).toISOString().slice(0, 10));
  await form.getByLabel('이해관계를 볼 신청').selectOption({ value: String(state.application) });
  const people = form.locator('.members li');
  await people.first().waitFor();
  for (let i = 0; i < 4; i++) await people.nth(i).locator('label').click();
  await form.getByText('위원 4명 고름').waitFor();
  await form.getByRole('button', { name: '소집하기' }).click();
  await form
    .getByText(/F1\.12/)
    .first()
    .waitFor();
  await h.check(page, 'four members are too few');
  await people.nth(4).locator('label').click();
  await form.getByRole('button', { name: '소집하기' }).click();
  await card(page, '회의').getByText('소집', { exact: true }).first().waitFor();
  await h.check(page, 'committee called');
  await h.picture(page, 'committee-called');
  await card(page, '회의').getByRole('link').first().click();
  await page.waitForURL(/\/matters\/\d+$/);
  state.meeting = new URL(page.url()).pathname;
  /* And back to what the meeting belongs to. */
  await page.getByRole('link', { name: '심의위원회로', exact: true }).click();
  await page.waitForURL(`${h.base}${h.made.call}/committee`);
}

async function minute(h, state) {
  const page = await visit(h, 'officer@kbiz', state.meeting);
  const form = page
    .locator('form')
    .filter({ has: page.getByText('심의 결과') })
    .first();
  if ((await form.count()) === 0) await page.getByLabel('단계').selectOption({ index: 1 });
  await form.getByLabel('회의록', { exact: true }).fill('위원 5인 출석, 이해관계 확인');
  await form.getByLabel('신청', { exact: true }).selectOption({ value: String(state.application) });
  await form.getByLabel('결정', { exact: true }).selectOption({ label: '선정' });
  await form.getByLabel('사유', { exact: true }).fill('병목 개선 효과가 큼');
  await form.locator('input[type=file]').setInputFiles({
    name: '회의록.pdf',
    mimeType: 'application/pdf',
    buffer: Buffer.from('회의록'),
  });
  await form.getByRole('button').last().click();
  await page.getByText('병목 개선 효과가 큼').or(page.getByText('회의록.pdf')).first().waitFor();
  await h.check(page, 'minutes of the committee');
  await h.picture(page, 'committee-minutes');
  const list = await visit(h, 'officer@kbiz', `${h.made.call}/committee`);
  await card(list, '신청별 심의 결과').getByText('확인 전').waitFor();
}

async function confirm(h, state) {
  const page = await visit(h, 'finance@kbiz', state.meeting);
  await page
    .getByRole('button', { name: /확정|확인/ })
    .first()
    .click();
  await h.prove(page, 'finance@kbiz', page.locator('h1').getByText('확정', { exact: true }));
  const list = await visit(h, 'finance@kbiz', `${h.made.call}/committee`, {
    size: 'phone',
    dark: true,
  });
  const row = card(list, '신청별 심의 결과').getByRole('row').filter({ hasText: state.number });
  await row.getByText('선정').waitFor();
  await row.getByText('확인됨').waitFor();
  assert.equal(await card(list, '회의 소집').count(), 0, 'the officer calls it');
  await h.check(list, 'committee on a phone');
  await h.picture(list, 'committee-phone');
  const english = await visit(h, 'officer@kbiz', `${h.made.call}/committee`, { language: 'en' });
  await english.getByText('selected', { exact: true }).waitFor();
  await h.check(english, 'committee in English');
  await h.picture(english, 'committee-en');
}

async function hasCommittee(h) {
  const answer = await fetch(`${h.base}/api/programmes/winwin-2025-advanced/document`);
  const { machines = [] } = await answer.json();
  return machines.some((one) => one.id === 'committee');
}

export async function committee(h) {
  if (!h.made.call || !h.made.plan) return;
  const state = {};
  if (!(await hasCommittee(h))) return h.skip('the committee of a call', 'the rules have none');
  const steps = [
    ['a committee is called with its members past the gate of ties, not with too few', convene],
    ['its minutes are written line by line, and count for nothing yet', minute],
    ['another person confirms them, and the decision stands', confirm],
  ];
  let isWhole = true;
  for (const [title, run] of steps) {
    if (isWhole) isWhole = await h.test(title, () => run(h, state));
    else h.skip(title, 'an earlier step failed');
  }
}
