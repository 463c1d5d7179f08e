/* The whole way: a factory's log becomes a model, a run, a plan, an application, an agreement and
 * a payment, each step by the person who takes it. Amounts are read from the screen and must
 * agree. */
import assert from 'node:assert/strict';

const won = (text) => Number(/([\d,]+)원/.exec(text)[1].replaceAll(',', ''));
const menu = (page, name) =>
  page.getByRole('navigation', { name: '주 메뉴' }).getByRole('link', { name }).click();

/* The amounts of the split table, by funder in the order of the table. */
async function splitOf(scope) {
  const rows = scope.getByRole('table', { name: '누가 얼마를 내나요' }).locator('tbody tr');
  await rows.first().waitFor();
  const amounts = [];
  for (const row of await rows.all()) amounts.push(won(await row.locator('td').nth(1).innerText()));
  return amounts;
}

async function readLog(h, state, file) {
  const page = await h.page();
  await h.signIn(page, 'owner@hanbit');
  await h.picture(page, 'home-owner');
  await menu(page, '공정 모델');
  await page
    .getByRole('navigation', { name: '공정 모델' })
    .getByRole('link', { name: '작업 실적' })
    .click();
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: '파일 고르기' }).click();
  await (await chooser).setFiles(file);
  await page.getByRole('heading', { name: '열의 뜻' }).waitFor({ timeout: 60000 });
  await h.check(page, 'log');
  await h.picture(page, 'log');
  const start = page.getByLabel(/열의 뜻/).filter({ has: page.locator('option:checked') });
  assert.ok((await start.count()) > 0, 'columns can be corrected');
  await page.getByLabel('모델 이름').fill('두레 시험 모델');
  await page.getByRole('button', { name: '모델 만들기' }).click();
  await page
    .getByRole('heading', { level: 1, name: /두레 시험 모델/ })
    .waitFor({ timeout: 180000 });
  await page.getByRole('heading', { name: '모델과 실제 기록의 비교' }).waitFor();
  const verdict = page.getByText(/이 모델은 실제 기록과/);
  assert.equal(await verdict.count(), 1, 'fit or not fit is said once');
  await page.locator('.station').first().waitFor();
  await h.check(page, 'model');
  await h.picture(page, 'model');
  state.model = h.made.model = new URL(page.url()).pathname;
}

async function runIt(h, state) {
  const page = await h.page();
  await h.signIn(page, 'owner@hanbit');
  await page.goto(h.base + state.model);
  await page.getByRole('button', { name: '돌려 보기' }).click();
  await page.getByRole('heading', { level: 1, name: '계산 결과' }).waitFor({ timeout: 180000 });
  h.made.run = new URL(page.url()).pathname;
  await page.getByText(/±는 95% 신뢰구간/).waitFor();
  await page.locator('.share-rows li').first().waitFor();
  for (const bar of await page.locator('.share-bar').all()) {
    const widths = await bar
      .locator('.share-part')
      .evaluateAll((parts) => parts.map((part) => part.getBoundingClientRect().width));
    const whole = await bar.evaluate((element) => element.clientWidth);
    const sum = widths.reduce((a, b) => a + b, 0);
    assert.ok(Math.abs(sum - whole) < 3, `shares fill the bar: ${sum} of ${whole}`);
  }
  await h.check(page, 'run');
  await h.picture(page, 'run');
  const shares = page.getByRole('region', { name: '공정별 시간 쓰임' });
  await page
    .locator('section', { has: page.getByRole('heading', { name: '공정별 시간 쓰임' }) })
    .getByRole('button', { name: '표로 보기' })
    .click();
  await shares.getByRole('row').nth(1).waitFor();
  assert.ok((await chartsOf(page, '돌릴 때마다 얼마나 다른가요', 2)) >= 10, 'a row a repetition');
  assert.equal(await chartsOf(page, '날이 가면서 어떻게 되나요', 3), 28, 'a row a day');
  await h.check(page, 'run as tables');
}

/* The charts of a card: each drawn, each with a sentence, and the same numbers as a table. */
async function chartsOf(page, title, count) {
  const card = page.locator('section', { has: page.getByRole('heading', { name: title }) });
  await card
    .getByRole('img')
    .nth(count - 1)
    .waitFor();
  const isInked = await card.locator('canvas').evaluateAll((all) =>
    all.map((canvas) => {
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      return data.some((byte) => byte !== 0);
    }),
  );
  assert.deepEqual(isInked, Array(count).fill(true), `${title}: every chart is drawn`);
  const sentence = await card.getByRole('img').first().getAttribute('aria-label');
  const [low, high] = /([\d,.]+)~([\d,.]+)/
    .exec(sentence)
    .slice(1)
    .map((text) => Number(text.replaceAll(',', '')));
  await card.getByRole('button', { name: '표로 보기' }).click();
  const cells = await card.locator('tbody tr td:nth-of-type(1)').allInnerTexts();
  const numbers = cells.map((text) => Number(/[\d,.]+/.exec(text)[0].replaceAll(',', '')));
  assert.ok(Math.abs(Math.min(...numbers) - low) <= 0.51, `${title}: ${low} is in the table`);
  assert.ok(Math.abs(Math.max(...numbers) - high) <= 0.51, `${title}: ${high} is in the table`);
  return numbers.length;
}

async function askAdvice(h, state) {
  const page = await h.page();
  await h.signIn(page, 'owner@hanbit');
  await page.goto(h.base + state.model);
  await page.getByLabel('예산').fill('1억 2천만');
  await page.getByText('120,000,000원').waitFor();
  await page.getByRole('button', { name: '조언 받기' }).click();
  await page.getByRole('heading', { level: 1, name: '투자 계획' }).waitFor({ timeout: 300000 });
  await page.locator('.option').first().waitFor();
  const shares = await splitOf(page);
  const chosen = won(await page.locator('.budget-line .money').first().innerText());
  assert.ok(chosen <= 120_000_000, 'within the budget');
  const total = shares.reduce((a, b) => a + b, 0);
  assert.ok(
    total <= chosen && chosen - total < 1000,
    `the shares add up to the cost: ${total} of ${chosen}`,
  );
  await h.check(page, 'plan');
  await h.picture(page, 'plan');
  state.plan = h.made.plan = new URL(page.url()).pathname;
  state.shares = shares;
}

async function apply(h, state) {
  const page = await h.page();
  await h.signIn(page, 'owner@hanbit');
  await page.goto(h.base + state.plan);
  await page.getByRole('button', { name: '이 계획으로 신청서 만들기' }).click();
  await page.getByRole('heading', { name: '신청 내용' }).waitFor();
  assert.deepEqual(
    await splitOf(page),
    state.shares,
    'the split arrives unchanged, before anything is typed',
  );
  await page.getByLabel('과제 이름').fill(state.title);
  await page.getByLabel('무엇을 왜 바꾸나요').fill('교체 시간이 길어 납기를 맞추기 어렵습니다.');
  await page.getByLabel('연락처').fill('055-123-4567');
  await page
    .getByText(/^저장됨 \d\d:\d\d$/)
    .nth(2)
    .waitFor();
  await page.reload();
  assert.equal(await page.getByLabel('과제 이름').inputValue(), state.title, 'saved by itself');
  await h.check(page, 'application');
  await h.picture(page, 'application');
  await page.getByRole('button', { name: '제출하기' }).click();
  await page.locator('h1').getByText('심사 대기').waitFor();
  state.application = h.made.application = new URL(page.url()).pathname;
  h.made.title = state.title;
}

async function approve(h, state) {
  const page = await h.page();
  await h.signIn(page, 'officer@kbiz');
  await page.goto(h.base + state.application);
  await page.getByRole('button', { name: '승인' }).click();
  await h.check(page, 'review dialog');
  await page.getByRole('dialog').getByLabel('까닭').fill('효과와 분담이 분명합니다.');
  await page.getByRole('dialog').getByRole('button', { name: '승인' }).click();
  const link = page.getByRole('link', { name: '협약 보기' });
  await h.prove(page, 'officer@kbiz', link);
  await h.picture(page, 'application-approved');
  await link.click();
  await page.getByRole('heading', { name: '서명', exact: true }).waitFor();
  state.agreement = h.made.agreement = new URL(page.url()).pathname;
}

async function sign(h, state, login) {
  const page = await h.page();
  await h.signIn(page, login);
  await page.goto(h.base + state.agreement);
  await page.getByRole('button', { name: '협약서 보고 서명' }).click();
  assert.deepEqual(
    await splitOf(page.getByRole('dialog')),
    state.shares,
    'what is signed is what was asked',
  );
  await page.getByRole('dialog').getByRole('button', { name: '서명하기' }).click();
  await h.prove(page, login, page.locator('.signed', { hasText: /\d\d:\d\d/ }).nth(state.signed));
  state.signed++;
  await h.picture(page, `signed-${state.signed}`);
}

async function pledge(h, state) {
  const sponsor = await h.page();
  await h.signIn(sponsor, 'sponsor@hansol');
  await menu(sponsor, '출연금');
  await sponsor.getByLabel('금액').fill('1억');
  await sponsor.getByLabel('쓸 목적').fill('협력사 구축 지원');
  await sponsor.getByRole('button', { name: '약정하기' }).click();
  await h.prove(sponsor, 'sponsor@hansol', sponsor.getByText('기록했어요.'));
  await h.check(sponsor, 'contributions');
  const finance = await h.page();
  await h.signIn(finance, 'finance@kbiz');
  await menu(finance, '출연금');
  await finance.getByLabel('금액').fill('1억');
  await finance.getByLabel('쓸 목적').fill('2025 상생형 국비');
  await finance.getByRole('button', { name: '기록하기' }).click();
  await h.prove(finance, 'finance@kbiz', finance.getByText('기록했어요.'));
  for (let i = 0; i < 20; i++) {
    const waiting = finance.locator('tbody').getByRole('button', { name: '입금 확인' });
    await finance.locator('tbody tr').first().waitFor();
    const left = await waiting.count();
    if (left === 0) break;
    await waiting.first().click();
    await finance.getByRole('dialog').getByLabel('은행 거래번호').fill(`${state.mark}-IN-${i}`);
    await finance.getByRole('dialog').getByRole('button', { name: '확인하기' }).click();
    await h.prove(finance, 'finance@kbiz', finance.locator('tbody').getByText('입금 확인').first());
    await finance.getByRole('dialog').waitFor({ state: 'detached' });
    await finance.waitForTimeout(300);
  }
  await h.picture(finance, 'contributions');
}

/* A request as the person who is signed in on that page: for what has no page of its own yet. */
async function ask(page, method, path, body) {
  return page.evaluate(
    async ([verb, address, content]) => {
      const session = await (await fetch('/api/session')).json();
      const answer = await fetch(`/api${address}`, {
        method: verb,
        headers: { 'Content-Type': 'application/json', 'X-CSRF': session.csrf },
        body: content === undefined ? undefined : JSON.stringify(content),
      });
      if (!answer.ok) throw new Error(`${verb} ${address}: ${answer.status} ${await answer.text()}`);
      return answer.status === 204 ? null : answer.json();
    },
    [method, path, body],
  );
}

const dayAfter = (days) => new Date(Date.now() + days * 86400000).toISOString().slice(0, 10);

/* Pay on proof: the start report, approved by the adopter first; what the operating body looks up. */
async function startReport(h, state) {
  const officer = await h.page();
  await h.signIn(officer, 'officer@kbiz');
  const id = state.agreement.split('/').at(-1);
  const agreement = await ask(officer, 'GET', `/agreements/${id}`);
  const supplier = await ask(officer, 'POST', '/organisations', {
    name: `디딤솔루션 ${state.mark}`,
    kind: 'supplier',
    business_number: null,
    region: null,
  });
  await ask(officer, 'POST', `/agreements/${id}/supplier`, { supplier_id: supplier.id });
  const matters = await ask(officer, 'GET', `/applications/${agreement.application_id}/matters`);
  const start = matters.items.find((matter) => matter.machine === 'start_report').id;
  await ask(officer, 'POST', `/matters/${start}/steps/submit`, {
    values: {
      guarantee_number: state.mark,
      guarantee_until: dayAfter(400),
      design_finish: dayAfter(60),
    },
    evidence: [{ name: '착수계.pdf', sha256: '0'.repeat(64) }],
  });
  const owner = await h.page();
  await h.signIn(owner, 'owner@hanbit');
  await ask(owner, 'POST', `/matters/${start}/steps/approve`, {});
  await ask(officer, 'POST', `/matters/${start}/steps/accept`, {});
  for (const [kind, whose] of [
    ['business_alive', agreement.adopter_id],
    ['business_alive', supplier.id],
    ['account_registered', supplier.id],
  ])
    await ask(officer, 'POST', `/agreements/${id}/proofs`, {
      kind,
      organisation_id: whose,
      good: true,
      reference: '조회함',
    });
}

async function deposit(h, state) {
  const first = await h.page();
  await h.signIn(first, 'finance@kbiz');
  await first.goto(h.base + state.agreement);
  await first.getByLabel('입금액').fill(String(state.shares.at(-1)));
  await first.getByLabel('은행 거래번호').fill(`${state.mark}-OWN`);
  await first.getByRole('button', { name: '입금 기록' }).click();
  await h.prove(
    first,
    'finance@kbiz',
    first.getByRole('listitem').filter({ hasText: '4. 자부담 입금' }).getByText('완료'),
  );
}

async function pay(h, state) {
  const first = await h.page();
  await h.signIn(first, 'finance@kbiz');
  await first.goto(h.base + state.agreement);
  await first.getByLabel('받는 곳').fill('디딤솔루션');
  await first.getByLabel('증빙', { exact: true }).fill('세금계산서 20261124-10000000');
  await first.getByRole('button', { name: '지급 요청하기' }).click();
  await h.prove(
    first,
    'finance@kbiz',
    first.getByText('요청했어요. 다른 사람의 승인을 기다립니다.'),
  );
  assert.equal(
    await first.getByRole('button', { name: '승인', exact: true }).count(),
    0,
    'nobody approves an own request',
  );
  await h.check(first, 'agreement');
  await h.picture(first, 'agreement');

  const second = await h.page();
  await h.signIn(second, 'finance2@kbiz');
  await second.goto(h.base + state.agreement);
  await second.getByRole('button', { name: '승인', exact: true }).click();
  await second.getByRole('dialog').getByRole('button', { name: '승인하기' }).click();
  await h.prove(second, 'finance2@kbiz', second.getByText('이체 확인 대기'));
  await second.getByRole('button', { name: '이체 확인', exact: true }).click();
  await second.getByRole('dialog').getByLabel('은행 거래번호').fill(`${state.mark}-OUT`);
  await second.getByRole('dialog').getByRole('button', { name: '확인하기' }).click();
  await h.prove(second, 'finance2@kbiz', second.getByText('지급 완료', { exact: true }));
  const paid = [];
  for (const row of await second
    .getByRole('table', { name: '누가 얼마를 내나요' })
    .locator('tbody tr')
    .all())
    paid.push(won(await row.locator('td').nth(2).innerText()));
  const amount = won(
    await second
      .getByRole('table', { name: '지급', exact: true })
      .locator('tbody tr', { hasText: '디딤솔루션' })
      .innerText(),
  );
  assert.equal(
    paid.reduce((a, b) => a + b, 0),
    amount,
    'the parts of the three add up to the payment',
  );
  await h.picture(second, 'agreement-paid');
}

/* The first of two officers asks for a part of the tranche; the second says no, and it is free again. */
async function refuse(h, state) {
  const first = await h.page();
  await h.signIn(first, 'finance@kbiz');
  await first.goto(h.base + state.agreement);
  await first.getByLabel('금액').fill('100만');
  await first.getByLabel('받는 곳').fill('다른 업체');
  await first.getByLabel('증빙', { exact: true }).fill('견적서뿐');
  await first.getByRole('button', { name: '지급 요청하기' }).click();
  await h.prove(
    first,
    'finance@kbiz',
    first.getByText('요청했어요. 다른 사람의 승인을 기다립니다.'),
  );
  const second = await h.page();
  await h.signIn(second, 'finance2@kbiz');
  await second.goto(h.base + state.agreement);
  const row = second
    .getByRole('table', { name: '지급', exact: true })
    .locator('tbody tr', { hasText: '다른 업체' });
  await row.getByText('문가람').waitFor();
  await row.getByRole('button', { name: '거절' }).click();
  const dialog = second.getByRole('dialog');
  assert.ok(
    await dialog.getByRole('button', { name: '거절하기' }).isDisabled(),
    'no refusal without a reason',
  );
  await dialog.getByLabel('까닭').fill('세금계산서가 없습니다.');
  await h.check(second, 'refusal dialog');
  await dialog.getByRole('button', { name: '거절하기' }).click();
  await h.prove(second, 'finance2@kbiz', row.locator('.badge', { hasText: '거절' }));
  await dialog.waitFor({ state: 'detached' });
  assert.equal(await row.getByRole('button').count(), 0, 'what is refused is over');
  await h.picture(second, 'payment-refused');
}

async function audit(h) {
  const page = await h.page();
  await h.signIn(page, 'auditor@bai');
  await menu(page, '장부');
  await page.getByRole('table', { name: '이체' }).locator('tbody tr').first().waitFor();
  await h.check(page, 'ledger');
  await h.picture(page, 'ledger');
  const owner = await h.page();
  await h.signIn(owner, 'owner@hanbit');
  await menu(owner, '자료 공유');
  await owner.getByRole('link', { name: '누가 읽었는지 보기' }).click();
  await owner.getByRole('table', { name: '조회' }).locator('tbody tr').first().waitFor();
  await h.check(owner, 'read log');
  await h.picture(owner, 'read-log');
}

export async function walk(h, log) {
  const state = {
    signed: 0,
    title: `교체 시간 단축 ${Date.now() % 100000}`,
    mark: `T${Date.now()}`,
  };
  const steps = [
    ['a log becomes a model that says how far it can be trusted', () => readLog(h, state, log)],
    ['a run shows estimates with their uncertainty, as chart and as table', () => runIt(h, state)],
    ['advice under 1억 2천만 names options and who pays what', () => askAdvice(h, state)],
    ['a plan becomes an application that saves itself', () => apply(h, state)],
    ['the operating body approves, and there is an agreement', () => approve(h, state)],
    ['sponsor and government money is promised and received', () => pledge(h, state)],
    ['the adopter signs after fresh proof', () => sign(h, state, 'owner@hanbit')],
    ['the sponsor signs', () => sign(h, state, 'sponsor@hansol')],
    ['the operating body signs', () => sign(h, state, 'officer@kbiz')],
    [
      'the start report is approved by the adopter first, and the proofs are looked up',
      () => startReport(h, state),
    ],
    ['the own share is deposited', () => deposit(h, state)],
    ['a second officer refuses a payment, and says why', () => refuse(h, state)],
    [
      'a payment is asked for by one person, approved by another, confirmed by the bank',
      () => pay(h, state),
    ],
    ['the auditor reads the book, the owner reads who read', () => audit(h)],
  ];
  let isWhole = true;
  for (const [title, run] of steps) {
    if (isWhole) isWhole = await h.test(title, run);
    else h.skip(title, 'an earlier step of the walk failed');
  }
}
