/* Money and pacts: a bank's file from the import to the match, a claim from its decision to the sources,
 * a sponsor from the inquiry to three signatures, an auditor from a balance to the log and back. A claim
 * needs an agreement with something paid, as the walk makes one. */
import assert from 'node:assert/strict';

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
      return answer.json();
    },
    [method, path, body],
  );

async function freshly(h, page, login) {
  const code = await h.accounts.code(login);
  const proven = await ask(page, 'POST', '/session/step-up', { code });
  assert.ok(proven.csrf, JSON.stringify(proven));
}

const card = (page, title) => page.getByRole('region', { name: title, exact: true });
const run = String(Date.now()).slice(-7);

async function pledge(h) {
  const page = await h.page();
  await h.signIn(page, 'sponsor@hansol');
  await freshly(h, page, 'sponsor@hansol');
  const made = [];
  for (const amount of [30_000_000, 41_000_000]) {
    const one = await ask(page, 'POST', '/contributions', {
      programme: 'winwin-2025-advanced',
      amount,
      designation: `은행 시험 ${run}`,
    });
    assert.ok(one.id, JSON.stringify(one));
    made.push(one.id);
  }
  return made;
}

const statement = (contribution) =>
  [
    '거래일시,적요,거래처명,입금액,출금액,잔액,거래번호,가상계좌번호',
    `2026-11-23 10:00:01,C-${contribution} 출연,한솔전자(가상),"30,000,000",0,"30,000,000",A${run},`,
    `2026-11-23 11:00:00,출연,한솔전자(가상),"41,000,000",0,"71,000,000",B${run},`,
    `2026-11-24 09:30:00,예금이자 ${run},은행,"5,000",0,"71,005,000",C${run},`,
    '',
  ].join('\n');

async function importStatement(h, page, contribution) {
  await page.goto(`${h.base}/bank`);
  await page.getByLabel('계좌번호', { exact: true }).fill(`100-${run}`);
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: '파일 고르기' }).click();
  await (
    await chooser
  ).setFiles({
    name: '거래내역.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(statement(contribution)),
  });
  const told = page.getByText('거래 3건을 읽었어요.');
  await h.prove(page, 'finance@kbiz', told);
  assert.match(await page.getByRole('status').filter({ has: told }).innerText(), /바로 기표\s*1/);
}

async function bank(h) {
  const [certain, asked] = await pledge(h);
  const page = await h.page();
  await h.signIn(page, 'finance@kbiz');
  await importStatement(h, page, certain);
  const lines = card(page, '거래');
  const ours = lines.getByRole('row').filter({ hasText: '41,000,000' });
  await ours.getByRole('button', { name: '연결' }).click();
  const dialog = page.getByRole('dialog', { name: '연결' });
  await dialog.getByLabel('번호', { exact: true }).fill(String(certain));
  await dialog.getByRole('button', { name: '연결하고 기표' }).click();
  await dialog.getByRole('alert').or(dialog.locator('.field-error')).first().waitFor();
  await h.check(page, 'match, refused');
  await dialog.getByLabel('번호', { exact: true }).fill(String(asked));
  await dialog.getByRole('button', { name: '연결하고 기표' }).click();
  await dialog.waitFor({ state: 'detached' });
  await ours.waitFor({ state: 'detached' });
  const interest = lines.getByRole('row').filter({ hasText: `예금이자 ${run}` });
  await interest.getByRole('button', { name: '제쳐 두기' }).click();
  const aside = page.getByRole('dialog', { name: '제쳐 두기' });
  await aside.getByLabel('까닭').fill('분기 말에 이자로 기표');
  await aside.getByRole('button', { name: '제쳐 두기' }).click();
  await aside.waitFor({ state: 'detached' });
  await interest.waitFor({ state: 'detached' });
  await lines.getByLabel('상태').selectOption({ label: '기표함' });
  await lines.getByRole('row').filter({ hasText: '41,000,000' }).first().waitFor();
  await h.check(page, 'bank');
  await h.picture(page, 'bank');
}

/* An agreement of which something was paid; null where there is none. */
async function paidAgreement(page) {
  const { items } = await ask(page, 'GET', '/agreements');
  const paid = (one) => (one.payments ?? []).some((payment) => payment.state === 'paid');
  return items.find(paid) ?? null;
}

async function actOnClaim(page, row, act, fill = async () => undefined) {
  await row.getByRole('button', { name: act.button }).click();
  const dialog = page.getByRole('dialog', { name: act.button });
  await fill(dialog);
  await dialog.getByRole('button', { name: act.go }).click();
  return dialog;
}

async function claim(h) {
  const page = await h.page();
  await h.signIn(page, 'finance@kbiz');
  const agreement = await paidAgreement(page);
  assert.ok(agreement, 'an agreement of which something was paid');
  await page.goto(`${h.base}/claims`);
  const raise = card(page, '환수 등록');
  await raise
    .getByLabel('협약', { exact: true })
    .selectOption({ value: String(agreement.id) });
  await raise.getByLabel('환수 원금').fill('7천원');
  await raise.getByLabel('환수 원금').fill('7000');
  await raise.getByLabel('근거').fill('스마트제조혁신법 제32조');
  await raise.getByLabel('결정 내용').fill(`결정 ${run}`);
  await raise.getByRole('button', { name: '등록하기' }).click();
  await h.prove(page, 'finance@kbiz', raise.getByText('환수를 등록했어요.'));
  const row = card(page, '환수 건').getByRole('row').filter({ hasText: '7,000' }).last();
  const receive = { button: '입금 기록', go: '기록하기' };
  const tooMuch = await actOnClaim(page, row, receive, (dialog) =>
    dialog.getByLabel('금액').fill('8000'),
  );
  await tooMuch.getByRole('alert').or(tooMuch.locator('.field-error')).first().waitFor();
  await tooMuch.getByLabel('금액').fill('7000');
  await tooMuch.getByRole('button', { name: '기록하기' }).click();
  await tooMuch.waitFor({ state: 'detached' });
  await row.getByText('끝남').waitFor();
  const back = await actOnClaim(page, row, { button: '재원에 반환', go: '반환하기' });
  await back.waitFor({ state: 'detached' });
  await h.check(page, 'claims');
  await h.picture(page, 'claims');
  /* The firm sees its own, and no door that is not its. */
  const firm = await h.page({ size: 'phone' });
  await h.signIn(firm, 'owner@hanbit');
  await firm.goto(`${h.base}/claims`);
  await card(firm, '환수 건').getByText('끝남').first().waitFor();
  assert.equal(await firm.getByRole('button', { name: '입금 기록' }).count(), 0);
  await h.check(firm, 'claims of a firm');
}

async function inquire(h) {
  const page = await h.page({ size: 'phone' });
  await page.goto(`${h.base}/inquire`);
  await page.getByLabel('기관 이름').fill(`새빛전자 ${run}`);
  await page.getByLabel('담당자').fill('임문의');
  await page.getByLabel('전자우편').fill('ask@example.kr');
  await page.getByLabel('내용').fill('주민등록번호 900101-1234568');
  await page.getByRole('button', { name: '보내기' }).click();
  await page.locator('.field-error').or(page.getByRole('alert')).first().waitFor();
  await h.check(page, 'inquiry, refused');
  await page.getByLabel('내용').fill('협력사 20곳을 3년 동안 돕고 싶습니다.');
  await page.getByRole('button', { name: '보내기' }).click();
  await page.getByText(/문의 \d+번으로 접수했어요/).waitFor();
  await h.check(page, 'inquiry, received');
  await h.picture(page, 'inquire');
  const officer = await h.page();
  await h.signIn(officer, 'officer@kbiz');
  await officer.goto(`${h.base}/inquiries`);
  const asked = card(officer, `새빛전자 ${run}`);
  await asked.getByRole('button', { name: '수락' }).click();
  const dialog = officer.getByRole('dialog', { name: '수락' });
  await dialog.getByLabel('답변').fill('환영합니다');
  await dialog.getByRole('button', { name: '수락' }).click();
  await h.prove(officer, 'officer@kbiz', asked.getByText('담당자 초대하러 가기'));
  await h.check(officer, 'inquiries');
}

async function sign(h, login, address) {
  const page = await h.page();
  await h.signIn(page, login);
  await page.goto(address);
  await page.getByRole('button', { name: '서명하기' }).click();
  await h.prove(page, login, page.getByText('서명했어요.'));
  await h.check(page, `pact, signed by ${login}`);
  return page;
}

async function pact(h) {
  const page = await h.page();
  await h.signIn(page, 'officer@kbiz');
  await page.goto(`${h.base}/pacts`);
  const draft = card(page, '새 협약');
  const year = new Date(Date.now() + 9 * 3600_000).getUTCFullYear();
  await draft.getByLabel('협약 이름').fill(`상생협약 ${run}`);
  await draft.getByLabel('주관기관').selectOption({ label: '한솔전자(가상)' });
  await draft.getByLabel(`${year}년`).fill('2억');
  await draft.getByRole('button', { name: '연도 더하기' }).click();
  await draft.getByLabel(`${year + 1}년`).fill('3억');
  await draft.getByRole('button', { name: '협약 만들기' }).click();
  await page.getByRole('heading', { name: `상생협약 ${run}`, level: 1 }).waitFor();
  await page.getByText('500,000,000').first().waitFor();
  const address = page.url();
  for (const login of ['sponsor@hansol', 'officer@kbiz']) await sign(h, login, address);
  const last = await sign(h, 'ministry@mss', address);
  await last.getByText('발효', { exact: true }).waitFor();
  assert.equal(await last.locator('.signatures .signed').count(), 3);
  await h.picture(last, 'pact');
}

async function trace(h) {
  const page = await h.page();
  await h.signIn(page, 'auditor@bai');
  await page.goto(`${h.base}/ledger`);
  const { items } = await ask(page, 'GET', '/ledger/accounts');
  const account = items.find((one) => one.code === 2100 && one.credits_posted > 0) ?? items[0];
  const name = `${account.code} ${account.ko}`;
  await card(page, '계정').getByRole('button', { name }).first().click();
  await page.getByRole('link', { name: '이 계정 따라가기' }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
  await h.check(page, 'account');
  await card(page, '이 잔액을 이룬 이체').getByRole('link', { name: /^이체 \d+번$/ }).first().click();
  await page.getByRole('heading', { level: 1, name: /^이체 \d+번/ }).waitFor();
  await h.check(page, 'transfer');
  await h.picture(page, 'trace');
  const own = new URL(page.url()).pathname;
  const agreement = card(page, '무엇 때문인지').getByRole('link', { name: /^협약|^A-|-\d+$/ }).first();
  if (account.project !== null) {
    await agreement.click();
    await page.waitForURL(/\/agreements\/\d+$/);
    const entries = card(page, '장부에 남은 이체');
    await entries.locator(`a[href="${own}"]`).click();
    await page.getByRole('heading', { level: 1, name: /^이체 \d+번/ }).waitFor();
    await card(page, '함께 내려진 결정').getByRole('rowheader').first().waitFor();
  }
  await page.getByRole('link', { name: /번 항목$/ }).first().click();
  await page.getByRole('heading', { level: 1, name: /^로그 \d+번 항목$/ }).waitFor();
  await page.getByText('뿌리', { exact: true }).waitFor();
  await h.check(page, 'entry of the log');
  await h.picture(page, 'log-entry');
}

const book = {
  'finance@kbiz': ['', '/nights', '/duties', '/contributions', '/entries', '/exports'],
  'sponsor@hansol': ['', '/duties', '/contributions', '/tax'],
  'auditor@bai': ['', '/nights', '/exports'],
};
const looks = [
  { size: 'phone', dark: true, language: 'en' },
  { size: 'desktop', language: 'ko' },
];

async function parts(h) {
  for (const [login, tabs] of Object.entries(book))
    for (const look of looks) {
      const page = await h.page(look);
      await h.signIn(page, login);
      for (const address of [...tabs.map((tab) => `/ledger${tab}`), '/contributions', '/pacts']) {
        await page.goto(h.base + address);
        await page.locator('main#main h1').waitFor();
        await page.locator('.loading').first().waitFor({ state: 'detached' });
        if (login !== 'auditor@bai')
          assert.equal(await page.getByRole('alert').count(), 0, `${login} ${address}`);
        await h.check(page, `${login} ${address}`);
        await h.picture(page, `money-${look.size}-${login.split('@')[0]}${address.replaceAll('/', '-')}`);
      }
    }
}

async function workbook(h) {
  const page = await h.page();
  await h.signIn(page, 'finance@kbiz');
  await page.goto(`${h.base}/ledger/exports`);
  const come = page.waitForEvent('download');
  await page.getByRole('button', { name: '엑셀(XLSX)' }).click();
  const next = come.then(() => undefined);
  const dialog = page.getByRole('dialog', { name: '본인 확인' });
  await Promise.race([dialog.waitFor(), next]);
  if (await dialog.isVisible()) await h.prove(page, 'finance@kbiz', page.locator('main#main h1'));
  assert.equal((await come).suggestedFilename(), 'book.xlsx');
}

export async function money(h) {
  await h.test('a file of the bank: what is certain is booked, a person decides the rest', () => bank(h));
  await h.test('a claim is raised, paid and returned to its sources; the firm sees its own', () => claim(h));
  await h.test('a sponsor asks without an account and is accepted', () => inquire(h));
  await h.test('a pact of three parties takes effect with the third signature', () => pact(h));
  await h.test('an auditor comes from a balance to the agreement, the decision and the log, and back', () => trace(h));
  await h.test('the whole book is taken as a workbook after a fresh proof', () => workbook(h));
  await h.test('each part of the book, for each who may, in English and dark on a phone too', () => parts(h));
}
