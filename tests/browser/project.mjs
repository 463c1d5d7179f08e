/* The project an agreement became: its supplier and days, what each payment rests on with the reason
 * of everything that is missing, what the operating body looked up. Needs the walk's agreement. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';

const paper = Buffer.from('세금계산서 20261125-40000000');
const hash = createHash('sha256').update(paper).digest('hex');

async function open(h, login, options) {
  const page = await h.page(options);
  await h.signIn(page, login);
  await page.goto(h.base + h.made.agreement);
  const card = page.getByRole('region', { name: '회차별 지급 증빙' });
  await card.locator('.proofs li').first().waitFor();
  return { page, card };
}

const line = (card, name) => card.locator('.proofs li', { has: card.page().getByText(name, { exact: true }) });

/* After the advance was paid the next payment wants everything anew. */
async function missing(h) {
  const { page, card } = await open(h, 'owner@hanbit');
  const project = page.getByRole('region', { name: '사업 진행' });
  await project.getByText(/디딤솔루션/).waitFor();
  await card.getByLabel('차수').selectOption({ label: '중도금' });
  await card.getByText(/가지가 빠져 있어요/).waitFor();
  assert.match(await line(card, '휴폐업 아님 확인').innerText(), /다시 확인[\s\S]*지난 지급 전에 조회함/);
  assert.match(await line(card, '세금계산서').innerText(), /^없음/);
  assert.equal(await card.getByText('조회한 결과 기록').count(), 0, 'a firm records no look-up');
  await card.getByLabel('차수').selectOption({ label: '선금' });
  await line(card, '선행 단계 완료').getByText(/착수보고: /).waitFor();
  assert.match(await line(card, '선행 단계 완료').innerText(), /착수계\.pdf\s+0{64}/);
  await h.check(page, 'proofs of a payment');
  await h.picture(page, 'project-owner');
}

async function lookUp(h) {
  const { page, card } = await open(h, 'finance@kbiz');
  await card.getByLabel('차수').selectOption({ label: '중도금' });
  const invoice = line(card, '세금계산서');
  await invoice.waitFor();
  await card.getByText('조회한 결과 기록').click();
  const kinds = await card.getByLabel('조회한 것').locator('option').allInnerTexts();
  assert.ok(kinds.includes('세금계산서') && !kinds.includes('도입기업 승인'), kinds.join(', '));
  await card.getByLabel('조회한 것').selectOption({ label: '세금계산서' });
  await card.getByLabel('결과').selectOption({ label: '문제 있음' });
  await card.getByLabel('조회 근거').fill('승인번호 불일치');
  await card.getByRole('button', { name: '기록', exact: true }).click();
  await invoice.getByText('문제 있음: 승인번호 불일치').waitFor();
  assert.match(await invoice.innerText(), /^다시 확인/, 'what was found wrong pays nothing');
  await card.getByLabel('결과').selectOption({ label: '적정' });
  await card.getByLabel('조회 근거').fill('20261125-40000000');
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    card.getByRole('button', { name: '서류 고르기(있으면)' }).click(),
  ]);
  await chooser.setFiles({ name: 'invoice.pdf', mimeType: 'application/pdf', buffer: paper });
  await card.getByText(hash).waitFor();
  await card.getByRole('button', { name: '기록', exact: true }).click();
  await invoice.getByText('확인', { exact: true }).waitFor();
  assert.ok((await invoice.innerText()).includes(hash), 'the hash of the paper stands with it');
  await h.check(page, 'a look-up recorded');
  await h.picture(page, 'project-finance');
}

/* What the sponsor may not read is not there in any look. */
async function sponsor(h) {
  const { page, card } = await open(h, 'sponsor@hansol', { size: 'phone', dark: true });
  assert.equal(await card.getByText('조회한 결과 기록').count(), 0);
  assert.equal(await page.getByRole('region', { name: '성과지표' }).count(), 0, 'indicators of one firm are its own');
  await h.check(page, 'project of the sponsor');
  await h.picture(page, 'project-sponsor-phone');
}

export async function project(h) {
  if (!h.made.agreement) return;
  await h.test('the next payment says which proofs it lacks and why', () => missing(h));
  await h.test('a look-up that went wrong pays nothing; a good one stands with the hash of its paper', () =>
    lookUp(h),
  );
  await h.test('the sponsor reads the project and records nothing', () => sponsor(h));
}
