/* The calendar of deadlines: a month as a grid that the keyboard walks, a day that opens its tasks, and
 * the list alone on a phone; and a firm's whole own. Needs what the walk made. */
import assert from 'node:assert/strict';

const officer = 'officer@kbiz';
const today = () => new Date(Date.now() + 9 * 3600_000).toISOString().slice(0, 10);

async function open(h, options) {
  const page = await h.page(options);
  await h.signIn(page, officer);
  await page.goto(`${h.base}/calendar`);
  await page.locator('main#main h1').waitFor();
  await page.locator('.loading').first().waitFor({ state: 'detached' });
  return page;
}

/* Asked by the page itself, as its session. */
const ask = (page, method, path, body) =>
  page.evaluate(
    async ([method, path, body]) => {
      const { csrf } = await (await fetch('/api/session')).json();
      const answer = await fetch(`/api${path}`, {
        method,
        headers: { 'Content-Type': 'application/json', 'X-CSRF': csrf },
        body: JSON.stringify(body),
      });
      return { status: answer.status, text: await answer.text() };
    },
    [method, path, body],
  );

/* The yearly survey of results: the firm has a year for it. */
async function deadline(h) {
  const page = await h.page();
  await h.signIn(page, 'owner@hanbit');
  const made = await ask(page, 'POST', `${h.made.application}/matters`, { machine: 'follow_up' });
  assert.equal(made.status, 201, made.text);
}

/* A day with a deadline, a year from now or, where that was a day of rest, soon after. */
async function dayWithDeadline(page) {
  const counts = page.locator('.month-count');
  await page.locator('[role=gridcell][aria-current=date]').focus();
  await page.keyboard.press('Shift+PageDown');
  for (let i = 0; i < 2; i++) {
    await page.locator('[role=grid][aria-busy=false]').waitFor();
    if ((await counts.count()) > 0)
      return page.getByRole('gridcell').filter({ has: counts.first() }).first();
    await page.getByRole('button', { name: '다음 달' }).click();
  }
  throw new Error('no deadline a year from now');
}

async function day(h) {
  await deadline(h);
  const page = await open(h);
  const cell = await dayWithDeadline(page);
  const said = await cell.locator('.hidden').innerText();
  const due = Number(/(\d+)건/.exec(said)?.[1]);
  assert.ok(due > 0, said);
  await h.check(page, 'calendar');
  await cell.click();
  assert.equal(await cell.getAttribute('aria-selected'), 'true');
  const list = page.getByRole('region', { name: /일의 기한$/ });
  await list.locator('li').first().waitFor();
  assert.equal(
    await list.locator('li').count(),
    Math.min(due, 50),
    'the day opens the tasks it counted',
  );
  await h.check(page, 'a day of the calendar');
  await h.picture(page, 'calendar-day');
  await list.getByRole('link').first().click();
  await page.waitForURL(/\/matters\/\d+$/);
}

async function keys(h) {
  const page = await open(h, { dark: true });
  const focused = () =>
    page.evaluate(() => document.activeElement?.querySelector('.hidden')?.textContent ?? '');
  const inGrid = page.locator('[role=gridcell][tabindex="0"]');
  assert.equal(await inGrid.count(), 1, 'one day is in the order of the tab key');
  assert.equal(await inGrid.getAttribute('aria-current'), 'date');
  await inGrid.focus();
  const [year, month, number] = today().split('-').map(Number);
  const korean = (offset) => {
    const at = new Date(Date.UTC(year, month - 1, number + offset));
    return `${at.getUTCFullYear()}년 ${at.getUTCMonth() + 1}월 ${at.getUTCDate()}일`;
  };
  await page.keyboard.press('ArrowRight');
  assert.ok((await focused()).startsWith(korean(1)), await focused());
  await page.keyboard.press('ArrowDown');
  assert.ok((await focused()).startsWith(korean(8)), await focused());
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowLeft');
  assert.ok((await focused()).startsWith(korean(0)), await focused());
  await page.keyboard.press('PageDown');
  await page.keyboard.press('Shift+PageUp');
  await page.keyboard.press('PageUp');
  await page.keyboard.press('Shift+PageDown');
  assert.match(await focused(), new RegExp(`^${year}년 ${month}월`), 'back where it began');
  await page.keyboard.press('Home');
  assert.match(await focused(), /일요일/);
  await page.keyboard.press('Enter');
  assert.equal(await page.locator('[role=gridcell][aria-selected=true]').count(), 1);
  await page.getByRole('button', { name: '이 달 모두 보기' }).click();
  assert.equal(await page.locator('[role=gridcell][aria-selected=true]').count(), 0);
  await h.check(page, 'calendar by keys');
  await h.picture(page, 'calendar-dark');
}

async function takeAll(h) {
  const page = await h.page();
  await h.signIn(page, 'owner@hanbit');
  await page.goto(`${h.base}/shared`);
  const come = page.waitForEvent('download');
  await page.getByRole('link', { name: '한 파일로 내려받기(ZIP)' }).click();
  assert.equal((await come).suggestedFilename(), 'dure-firm.zip');
}

async function holiday(h) {
  const page = await open(h);
  const form = page.getByRole('region', { name: '공휴일 등록' });
  await page.getByRole('button', { name: '다음 달' }).click();
  const cell = page.getByRole('gridcell', { name: /25일/ });
  await cell.click();
  await form.getByLabel('이름').fill('기독탄신일');
  await form.getByRole('button', { name: '등록' }).click();
  await form.getByText('등록했어요.').waitFor();
  await cell.getByText('기독탄신일').first().waitFor();
  await h.check(page, 'calendar with a holiday');
  await h.picture(page, 'calendar-holiday');
  const owner = await h.page();
  await h.signIn(owner, 'owner@hanbit');
  await owner.goto(`${h.base}/calendar`);
  await owner.getByRole('grid').waitFor();
  assert.equal(
    await owner.getByRole('region', { name: '공휴일 등록' }).count(),
    0,
    'a firm sets none',
  );
}

async function phone(h) {
  const page = await open(h, { size: 'phone', language: 'en' });
  assert.equal(await page.getByRole('grid').count(), 0, 'a phone shows the list alone');
  await page.getByRole('region', { name: 'Deadlines of this month' }).waitFor();
  await h.check(page, 'calendar on a phone');
  await h.picture(page, 'calendar-phone');
}

export async function calendar(h) {
  if (!h.made.application) return;
  await h.test('a day of the month opens the tasks that end on it', () => day(h));
  await h.test('the grid of the month is walked by keys as WAI-ARIA asks', () => keys(h));
  await h.test('a holiday of the operating body stands in the grid of everybody', () => holiday(h));
  await h.test('a firm takes all that is its own as one file', () => takeAll(h));
  await h.test('a phone shows the deadlines as a list', () => phone(h));
}
