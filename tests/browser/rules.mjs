/* The next version of a programme's rules: written by one person, tried on past applications, and
 * published by another. */
import assert from 'node:assert/strict';

const key = '/programmes/winwin-2025-advanced';

/* The version that the public page of the programme shows. */
async function versionShown(page, base) {
  await page.goto(base + key);
  await page.locator('main#main h1').waitFor();
  const facts = await page.locator('.page-head').innerText();
  return Number(/판\s*(\d+)/.exec(facts)[1]);
}

async function startDraft(h, page, programme, title) {
  await page.goto(`${h.base}/programmes`);
  await page.getByRole('link', { name: '규칙 초안' }).click();
  await page.getByLabel('바탕이 되는 사업').selectOption({ label: programme });
  await page.getByLabel('초안 이름').fill(title);
  await page.getByRole('button', { name: '초안 만들기' }).click();
  await page.getByRole('heading', { level: 1, name: title }).waitFor();
}

async function write(h, state) {
  const page = await h.page();
  await h.signIn(page, 'officer@kbiz');
  state.version = await versionShown(page, h.base);
  await startDraft(h, page, state.name, '정부 한도 낮추기');
  await page.getByText('공고를 막는 문제가 없어요').waitFor();
  state.draft = new URL(page.url()).pathname;
  await page.getByLabel('정부 한도액').fill('6천만');
  await page.getByRole('button', { name: '저장' }).click();
  const changes = page.getByRole('table', { name: '시행 중인 판과 다른 점' });
  const row = changes.getByRole('row', { name: /부담 주체 › 정부 › 한도액/ });
  await row.waitFor();
  assert.match(await row.innerText(), /75000000[\s\S]*60000000/);
  await page.getByRole('button', { name: '적용해 보기' }).click();
  await page.getByRole('table', { name: /신청 \d+건/ }).waitFor();
  assert.equal(
    await page.getByText('작성에 참여한 사람은 공고할 수 없어요.').count(),
    1,
    'the author is offered no publication',
  );
  await h.check(page, 'rule draft');
  await h.picture(page, 'rule-draft');
}

/* A long text put in at once, as by pasting: typing it line by line takes the browser minutes. */
async function paste(field, text) {
  await field.evaluate((element, value) => {
    const { set } = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value');
    set.call(element, value);
    element.dispatchEvent(new Event('input', { bubbles: true }));
  }, text);
}

/* What is wrong is named with its place, and wrong text is kept as typed. */
async function spoil(h, state) {
  const page = await h.page();
  await h.signIn(page, 'officer@kbiz');
  await page.goto(h.base + state.draft);
  const text = page.getByLabel('규칙 문서(JSON)');
  const good = await text.inputValue();
  await paste(text, good.replace('"party": "government"', '"party": "moon"'));
  await page.getByRole('button', { name: '저장' }).click();
  await page.getByRole('row', { name: /\/funders\/0/ }).waitFor();
  await paste(text, '{');
  await page.getByText('문서를 읽을 수 없어').waitFor();
  await paste(text, good);
  await page.getByRole('button', { name: '저장' }).click();
  await page.getByText('공고를 막는 문제가 없어요').waitFor();
}

async function publish(h, state) {
  const page = await h.page();
  await h.signIn(page, 'ministry@mss');
  await page.goto(h.base + state.draft);
  assert.equal(await page.getByLabel('규칙 문서(JSON)').count(), 0, 'the ministry writes nothing');
  await page.getByRole('button', { name: '이 초안 공고하기' }).click();
  await h.prove(page, 'ministry@mss', page.locator('.page-head').getByText('공고', { exact: true }));
  await h.picture(page, 'rule-published');
  assert.equal(await versionShown(page, h.base), state.version + 1);
  await h.check(page, 'programme of version 2');
}

/* A second draft that nobody wants any more. */
async function drop(h, state) {
  const page = await h.page({ size: 'phone' });
  await h.signIn(page, 'officer@kbiz');
  await startDraft(h, page, state.name, '쓰지 않을 초안');
  const address = page.url();
  await page.getByRole('button', { name: '초안 폐기' }).click();
  const dialog = page.getByRole('dialog', { name: '초안 폐기' });
  await h.check(page, 'draft to be dropped');
  await dialog.getByRole('button', { name: '폐기하기' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.locator('.page-head').getByText('폐기', { exact: true }).waitFor();
  assert.equal(await page.getByLabel('규칙 문서(JSON)').count(), 0, 'nothing is written in it any more');
  const ministry = await h.page();
  await h.signIn(ministry, 'ministry@mss');
  await ministry.goto(address);
  await ministry.locator('main#main h1').waitFor();
  assert.equal(await ministry.getByRole('button', { name: '이 초안 공고하기' }).count(), 0);
}

export async function rules(h) {
  const state = {
    name: '2025 대·중소 상생형 스마트공장 (삼성–중기중앙회) 고도화',
  };
  const steps = [
    ['an officer writes the next version of the rules and sees what it changes', write],
    ['what is wrong with a draft is named with its place', spoil],
    ['the ministry publishes what the officer wrote', publish],
    ['a draft is given up, and nobody publishes it', drop],
  ];
  let isWhole = true;
  for (const [title, run] of steps)
    if (isWhole) isWhole = await h.test(title, () => run(h, state));
}
