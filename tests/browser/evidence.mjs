/* Boxes of a factory on the page: enrolled, connected to the project by its firm, heard, replaced by a
 * key of its own; the days that are measured, set by the operating body. Needs the walk's agreement
 * and $DURE, the program that plays the box. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const owner = 'owner@hanbit';
const card = (page, title) => page.getByRole('region', { name: title, exact: true });
const mark = String(Date.now()).slice(-6);
const label = `프레스 노드 ${mark}`;

async function visit(h, page, address) {
  await page.goto(h.base + address);
  await page.locator('main#main h1').waitFor();
  await page.locator('.loading').first().waitFor({ state: 'detached' });
}

/* The box itself: makes its key, enrols it with the code, sends what it has measured. */
class BoxOfTest {
  constructor(h) {
    this.server = h.base;
    this.folder = mkdtempSync(join(tmpdir(), 'box-'));
    this.key = join(this.folder, 'box.json');
    this.reports = join(this.folder, 'reports.jsonl');
  }
  async dure(...words) {
    return run(process.env.DURE, ['evidence', ...words], { encoding: 'utf8' });
  }
  async enrol(code) {
    await this.dure('enrol', code, '--server', this.server, '-o', this.key);
  }
  /* A report of six seconds cannot be sent before they are over. */
  async report(count) {
    await this.dure(
      'generate',
      '--box',
      this.key,
      '--interval',
      '1',
      '--reports',
      String(count),
      '-o',
      this.reports,
    );
    await new Promise((resolve) => setTimeout(resolve, (6 * count + 2) * 1000));
    await this.dure('send', this.reports, '--server', this.server, '--box', this.key);
  }
  end() {
    rmSync(this.folder, { recursive: true });
  }
}

async function enrol(h, box) {
  const page = await h.page();
  await h.signIn(page, owner);
  await visit(h, page, '/devices');
  await card(page, '사업별 마지막 보고')
    .getByText(/아직 연결된 노드가 없어요/)
    .first()
    .waitFor();
  await page.getByLabel('장치 이름').fill(label);
  await page.getByRole('button', { name: '등록 코드 만들기' }).click();
  const code = card(page, '장치 등록').locator('code');
  await h.prove(page, owner, code);
  await box.enrol((await code.innerText()).trim());
}

async function connect(h, box) {
  const page = await h.page();
  await h.signIn(page, owner);
  await page.goto(h.base + h.made.agreement);
  await page.getByRole('link', { name: '증거와 성과 보기' }).click();
  const boxes = card(page, '보고하는 노드');
  await boxes.getByText('이 사업에 연결된 노드가 없어요.').waitFor();
  await card(page, '가동 확인').getByText('가동 신호를 아직 받지 못했어요.').waitFor();
  await h.check(page, 'evidence without a box');
  await boxes.getByLabel('연결할 장치').selectOption({ label });
  await boxes.getByRole('button', { name: '노드 연결' }).click();
  const row = boxes.getByRole('row').filter({ hasText: label });
  await row.getByText('아직 보고 없음').waitFor();
  await box.report(2);
  await page.reload();
  await row.getByText('수집').waitFor();
  assert.equal(await row.getByText('아직 보고 없음').count(), 0, 'the last report has a time');
  assert.match(await row.innerText(), /\s2\s/, 'both reports are counted');
  const life = card(page, '가동 확인');
  await life.getByText(/^마지막으로 가동이 확인된 때|가동 신호를 아직/).waitFor();
  await life.getByText(/동안 가동 신호가 없으면 점검|규칙에 정해져 있지 않아/).waitFor();
  const come = page.waitForEvent('download');
  await row.getByRole('link', { name: '보고 원문' }).click();
  assert.equal((await come).suggestedFilename(), 'reports.jsonl');
  await h.check(page, 'evidence of the owner');
  await h.picture(page, 'evidence-owner');
  await visit(h, page, '/devices');
  const own = card(page, '사업별 마지막 보고');
  await own.getByRole('row').filter({ hasText: label }).waitFor();
  await h.check(page, 'devices of projects');
  await h.picture(page, 'evidence-devices');
}

const dayFromNow = (days) =>
  new Date(Date.now() + 9 * 3600_000 + days * 86_400_000).toISOString().slice(0, 10);

async function windows(h) {
  const page = await h.page();
  await h.signIn(page, 'officer@kbiz');
  await visit(h, page, `${h.made.agreement}/evidence`);
  const days = card(page, '측정 기간');
  await days.getByText('정해진 측정 기간이 없어요.').waitFor();
  assert.equal(
    await page.getByRole('button', { name: '노드 연결' }).count(),
    0,
    'the firm connects',
  );
  const set = async (kind, first, last) => {
    await days.getByLabel('구분').selectOption({ label: kind });
    await days.getByLabel('첫날').fill(first);
    await days.getByLabel('마지막 날').fill(last);
    await days.getByRole('button', { name: '기간 정하기' }).click();
  };
  await set('구축 전', dayFromNow(10), dayFromNow(5));
  await days.locator('.field-error').first().waitFor();
  await h.check(page, 'days refused');
  await set('구축 전', dayFromNow(0), dayFromNow(6));
  await days.getByRole('row').filter({ hasText: '구축 전' }).getByText('보고를 기다림').waitFor();
  await set('구축 후', dayFromNow(30), dayFromNow(36));
  await days.getByRole('row').filter({ hasText: '구축 후' }).waitFor();
  await set('구축 전', dayFromNow(40), dayFromNow(41));
  await days.locator('.field-error').first().waitFor();
  await h.check(page, 'evidence of the officer');
  await h.picture(page, 'evidence-officer');
  const firm = await h.page();
  await h.signIn(firm, owner);
  await visit(h, firm, `${h.made.agreement}/evidence`);
  await card(firm, '측정 기간').getByRole('row').filter({ hasText: '구축 전' }).waitFor();
  assert.equal(
    await firm.getByRole('button', { name: '기간 정하기' }).count(),
    0,
    'who is measured does not choose',
  );
}

/* A key that ends is said with its reason; what comes after counts for nothing. */
async function revoke(h, box) {
  const page = await h.page({ size: 'phone', dark: true });
  await h.signIn(page, owner);
  await visit(h, page, '/devices');
  const row = page
    .getByRole('table', { name: '등록된 장치' })
    .locator('tbody tr', { hasText: label })
    .first();
  await row.getByRole('button', { name: '폐기' }).click();
  const dialog = page.getByRole('dialog', { name: `${label}: 키 폐기` });
  await dialog.getByLabel('사유').fill('노드 교체');
  await dialog.getByRole('button', { name: '폐기' }).click();
  await h.prove(page, owner, row.getByText('노드 교체'));
  await assert.rejects(box.report(1), /device|장치/, 'the server takes no more of it');
  await visit(h, page, `${h.made.agreement}/evidence`);
  await card(page, '보고하는 노드').getByRole('row').filter({ hasText: label }).waitFor();
  await h.check(page, 'evidence on a phone');
  await h.picture(page, 'evidence-phone');
}

const looks = {
  'ministry@mss': { size: 'desktop', language: 'en', dark: true },
  'auditor@bai': { size: 'phone', language: 'en' },
  'sponsor@hansol': { size: 'phone', language: 'ko' },
};

async function others(h) {
  for (const [login, look] of Object.entries(looks)) {
    const page = await h.page(look);
    await h.signIn(page, login);
    await visit(h, page, `${h.made.agreement}/evidence`);
    assert.equal(await page.getByRole('alert').count(), 0, login);
    assert.equal((await page.locator('main table').count()) > 0, login !== 'sponsor@hansol', login);
    await h.check(page, `evidence of ${login}`);
    await h.picture(page, `evidence-${login.split('@')[0]}`);
  }
}

export async function evidence(h) {
  if (!h.made.agreement) return;
  const box = new BoxOfTest(h);
  try {
    await h.test('a box enrols with a code that the page shows once', () => enrol(h, box));
    await h.test('the firm connects its box to the project and sees what it reported', () =>
      connect(h, box),
    );
    await h.test('the operating body, not the firm, sets the days that are measured', () =>
      windows(h),
    );
    await h.test('a box whose key has ended reports no more, and what it reported stays', () =>
      revoke(h, box),
    );
    await h.test('evidence of one firm is read by who may and by nobody else', () => others(h));
  } finally {
    box.end();
  }
}
