/* Side roads of the walk: a log that needs correcting or is too small, a run that is stopped, an
 * application that goes back and is then turned down. Needs what the walk made. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const csv = (name, text) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
const menu = (page, name) =>
  page.getByRole('navigation', { name: '주 메뉴' }).getByRole('link', { name }).click();

async function upload(h, page, file) {
  await page.goto(`${h.base}/logs`);
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: '파일 고르기' }).click();
  await (await chooser).setFiles(file);
  await page.getByRole('heading', { name: '열의 뜻' }).waitFor({ timeout: 60000 });
}

/* A heading that nobody can guess, and one guess taken away by hand. */
async function correctMapping(h, log) {
  const page = await h.page();
  await h.signIn(page, 'owner@hanbit');
  const [head, ...rows] = readFileSync(log, 'utf8').split('\n');
  const columns = head.trim().split(',');
  const quantity = columns.indexOf('지시수량');
  assert.ok(
    quantity >= 0 && columns.includes('작업지시'),
    'the sample log has the columns of this test',
  );
  columns[quantity] = '비고란';
  await upload(h, page, csv('고친 열.csv', [columns.join(','), ...rows].join('\n')));
  const meaning = (column) => page.getByRole('combobox', { name: `${column} 열의 뜻` });
  assert.equal(await meaning('비고란').inputValue(), '', 'nothing is guessed for it');
  await meaning('비고란').selectOption({ label: '지시 수량' });
  await meaning('작업지시').selectOption({ label: '쓰지 않음' });
  assert.equal(await page.getByText('고침', { exact: true }).count(), 2);
  await h.check(page, 'corrected columns');
  await page.getByLabel('모델 이름').fill('열을 고친 모델');
  await page.getByRole('button', { name: '모델 만들기' }).click();
  const alert = page.getByRole('alert');
  await alert.waitFor({ timeout: 60000 });
  assert.match(await alert.innerText(), /[가-힣]/, 'why not, in Korean');
  await h.picture(page, 'mapping-refused');
  await meaning('작업지시').selectOption({ label: '작업지시' });
  await page.getByRole('button', { name: '모델 만들기' }).click();
  await page
    .getByRole('heading', { level: 1, name: /열을 고친 모델/ })
    .waitFor({ timeout: 180000 });
  const id = new URL(page.url()).pathname.split('/').at(-1);
  const text = await page.evaluate(
    async (address) => (await fetch(address)).text(),
    `/api/models/${id}/document`,
  );
  const quantities = [...text.matchAll(/"quantity":\s*(\d+)/g)].map(([, number]) => Number(number));
  assert.ok(
    quantities.some((number) => number > 1),
    'the quantities come from the column that was named by hand',
  );
}

async function tooLittle(h, log) {
  const page = await h.page();
  await h.signIn(page, 'owner@hanbit');
  const rows = readFileSync(log, 'utf8').split('\n').slice(0, 4);
  await upload(h, page, csv('세 줄.csv', rows.join('\n')));
  await page.getByRole('button', { name: '모델 만들기' }).click();
  const alert = page.getByRole('alert');
  await alert.waitFor({ timeout: 60000 });
  const [title, ...rest] = (await alert.innerText()).split('\n').filter(Boolean);
  assert.match(title, /^[가-힣].*자료가 너무 적습니다/);
  assert.ok(
    rest.some((line) => /[가-힣]/.test(line)),
    'and what to do',
  );
  await h.check(page, 'too little of a log');
}

async function foreignFile(h) {
  const page = await h.page();
  await h.signIn(page, 'owner@hanbit');
  const bring = async (text) => {
    await page.goto(`${h.base}/models`);
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: '모델 파일 가져오기' }).click();
    const file = { name: 'x.json', mimeType: 'application/json', buffer: Buffer.from(text) };
    await (await chooser).setFiles(file);
    const alert = page.getByRole('alert');
    await alert.waitFor();
    return alert.innerText();
  };
  assert.match(await bring('not JSON'), /읽을 수 없는 문서예요: 모델/);
  assert.match(await bring('{"format":"something.else"}'), /위치: \/format/);
  assert.match(await bring('{"format":"dure.model","version":1}'), /[가-힣]/);
}

/* A model of the second version: people, planned maintenance and ovens have states of their own. */
async function secondVersion(h) {
  const page = await h.page();
  await h.signIn(page, 'owner@hanbit');
  await page.goto(`${h.base}/models`);
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: '모델 파일 가져오기' }).click();
  const file = new URL('../../docs/formats/examples/model-flow.json', import.meta.url).pathname;
  await (await chooser).setFiles(file);
  await page.getByLabel('며칠 동안 돌릴까요').fill('30');
  await page.getByRole('button', { name: '돌려 보기' }).click();
  await page.getByRole('heading', { level: 1, name: '계산 결과' }).waitFor({ timeout: 180000 });
  const shares = page.getByRole('region', { name: '공정별 시간 쓰임' });
  for (const state of ['계획정비', '인원 대기', '수리 대기'])
    await shares.getByText(state, { exact: true }).first().waitFor();
  await h.check(page, 'a result of the second engine');
  await h.picture(page, 'run-second');
  await shares.getByRole('button', { name: '표로 보기' }).click();
  await shares.getByRole('columnheader', { name: '계획정비' }).waitFor();
}

async function stopRun(h) {
  const page = await h.page();
  await h.signIn(page, 'owner@hanbit');
  await page.goto(h.base + h.made.model);
  await page.getByLabel('며칠 동안 돌릴까요').fill('3650');
  await page.getByText('자세한 설정').click();
  await page.getByLabel('반복 횟수').fill('10000');
  await page.getByRole('button', { name: '돌려 보기' }).click();
  await page.getByRole('progressbar').waitFor();
  await page.getByRole('button', { name: '그만두기' }).click();
  await page.getByText('그만두었어요.').waitFor({ timeout: 30000 });
  assert.equal(new URL(page.url()).pathname, h.made.model, 'no result is shown');
  await h.check(page, 'stopped run');
}

async function decide(h, page, which, reason) {
  await page.getByRole('button', { name: which, exact: true }).click();
  const dialog = page.getByRole('dialog');
  const go = dialog.getByRole('button', { name: which, exact: true });
  assert.ok(await go.isDisabled(), 'no decision without a reason');
  await dialog.getByLabel('까닭').fill(reason);
  await h.check(page, `dialog: ${which}`);
  await go.click();
  await dialog.waitFor({ state: 'detached' });
}

async function backAndForth(h) {
  const owner = await h.page();
  await h.signIn(owner, 'owner@hanbit');
  await owner.goto(h.base + h.made.plan);
  await owner.getByRole('button', { name: '이 계획으로 신청서 만들기' }).click();
  await owner.getByRole('heading', { name: '신청 내용' }).waitFor();
  const address = new URL(owner.url()).pathname;
  const title = `두 번째 신청 ${Date.now() % 100000}`;
  await owner.getByLabel('과제 이름').fill(title);
  await owner.getByLabel('무엇을 왜 바꾸나요').fill('설비를 늘려 납기를 맞춥니다.');
  await owner.getByLabel('연락처').fill('055-123-4567');
  await owner.getByRole('button', { name: '제출하기' }).click();
  await owner.locator('h1').getByText('심사 대기').waitFor();

  const officer = await h.page();
  await h.signIn(officer, 'officer@kbiz');
  await officer.goto(h.base + address);
  await decide(h, officer, '보완 요청', '견적서를 붙여 주세요.');
  await officer.locator('h1').getByText('보완 요청').waitFor();

  await owner.goto(`${h.base}/`);
  await owner.getByText(title).first().waitFor();
  await owner.goto(h.base + address);
  await owner.getByRole('status').getByText('견적서를 붙여 주세요.').waitFor();
  assert.equal(
    await owner.getByLabel('과제 이름').inputValue(),
    title,
    'what was written is there',
  );
  await owner
    .getByLabel('무엇을 왜 바꾸나요')
    .fill('설비를 늘려 납기를 맞춥니다. 견적서는 따로 보냈습니다.');
  await h.check(owner, 'returned application');
  await h.picture(owner, 'application-returned');
  await owner.getByRole('button', { name: '제출하기' }).click();
  await owner.locator('h1').getByText('심사 대기').waitFor();

  await officer.reload();
  await decide(h, officer, '반려', '같은 설비가 이미 지원되었습니다.');
  await officer.locator('h1').getByText('반려').waitFor();
  await owner.reload();
  await owner.locator('h1').getByText('반려').waitFor();
  await owner.getByText('같은 설비가 이미 지원되었습니다.').waitFor();
  assert.equal(await owner.getByRole('button', { name: '제출하기' }).count(), 0);
  await h.check(owner, 'rejected application');
  await menu(owner, '지원사업');
  await owner.locator('tbody tr', { hasText: title }).getByText('반려').waitFor();
}

export async function roads(h, log) {
  await h.test('a wrongly guessed column is corrected by hand', () => correctMapping(h, log));
  await h.test('a log too small for a model says so, and what to do', () => tooLittle(h, log));
  await h.test('a file that is no model is refused with the place', () => foreignFile(h));
  await h.test('a model with people, maintenance and ovens is run, and their states are shown', () =>
    secondVersion(h),
  );
  const titles = {
    'a run under way is stopped': stopRun,
    'an application goes back, comes again and is turned down, each time with a reason':
      backAndForth,
  };
  for (const [title, run] of Object.entries(titles)) {
    if (h.made.plan) await h.test(title, () => run(h));
    else h.skip(title, 'needs what the walk makes');
  }
}
