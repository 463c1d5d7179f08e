/* Ways back in and out: a recovery link, a code on paper, a post that is left; what a firm shows to
 * others and withdraws; its devices. */
import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { oneTimeCode } from './harness.mjs';

const owner = 'owner@hanbit';
const sponsor = 'sponsor@hansol';
const model = new URL('../../data/samples/line.json', import.meta.url).pathname;
const first = '두레박으로 물을 긷는 새벽 여섯 시';
const second = '가마솥에 누룽지를 눋히는 저녁 일곱 시';

const card = (page, title) =>
  page.locator('section', { has: page.getByRole('heading', { name: title, exact: true }) });
const cells = (page, table, row) =>
  page.getByRole('table', { name: table }).locator('tbody tr', { hasText: row }).first();

async function visit(h, page, address) {
  await page.goto(h.base + address);
  await page.locator('main#main h1').waitFor();
  await page.locator('.loading').first().waitFor({ state: 'detached' });
}

/* A second representative, so that one can help the other; comes in on a page of its own. */
async function invite(h, state) {
  const host = await h.page();
  await h.signIn(host, owner);
  await visit(h, host, '/people');
  const form = card(host, '초대하기');
  await form.getByLabel('기관').selectOption({ label: '한빛정밀(가상)' });
  await form.getByLabel('역할').selectOption({ label: '도입기업 대표' });
  await form.getByLabel('직책').fill(state.post);
  await form.getByLabel('전자우편').fill('second@example.kr');
  await form.getByRole('button', { name: '초대하기' }).click();
  await h.prove(host, owner, form.locator('code'));
  const page = await h.page();
  await page.goto(await form.locator('code').innerText());
  await page.getByLabel('이름').fill('남궁도');
  await page.getByLabel('아이디').fill(state.login);
  await page.getByLabel('비밀번호').fill(first);
  await page.getByRole('button', { name: '계정 만들기' }).click();
  await page.getByRole('button', { name: '로그인' }).click();
  await firstSignIn(page, state.login, first);
  await enrol(h, page, state, first);
}

async function firstSignIn(page, login, password) {
  await page.getByLabel('아이디').fill(login);
  await page.getByLabel('비밀번호').fill(password);
  await page.getByRole('button', { name: '로그인' }).click();
}

/* Five tries a minute are an account's: this road may have used them up, and waits as a person
 * would. */
async function untilItSays(page, words) {
  const said = page.getByText(words).first();
  const tooMany = page.getByText('시도가 너무 많습니다').first();
  for (;;) {
    await said.or(tooMany).first().waitFor();
    if (await said.isVisible()) return;
    await page.waitForTimeout(12_500);
    await page.getByRole('button', { name: '로그인' }).click();
    await page.waitForTimeout(1000);
  }
}

/* Without the second factor nothing but its setting up is open. */
async function enrol(h, page, state, password) {
  await page.getByText('이 직책은 인증 앱을 등록해야 다른 일을 할 수 있어요.').waitFor();
  await page.getByRole('link', { name: '인증 앱 등록하러 가기' }).click();
  await page.getByRole('button', { name: '등록 시작' }).click();
  const key = (await page.locator('code.breakable').innerText()).trim();
  assert.notEqual(key, state.key, 'a lost key does not come again');
  await page.getByLabel('인증 앱의 6자리 코드').fill(oneTimeCode(key));
  await page.getByRole('button', { name: '등록 마치기' }).click();
  await page.getByText('인증 앱을 쓰고 있어요.').waitFor();
  state.key = key;
  h.accounts.learn(state.login, password, key);
  h.accounts.used.add(`${state.login} ${oneTimeCode(key)}`);
  h.sessions.delete(state.login);
}

async function makeCodes(h, state) {
  const page = await h.page();
  await h.signIn(page, state.login);
  await visit(h, page, '/account');
  await page.getByText('쓸 수 있는 백업 코드가 없어요.').waitFor();
  await page.getByRole('button', { name: '코드 열 개 만들기' }).click();
  const codes = card(page, '백업 코드').locator('code');
  await h.prove(page, state.login, codes.first());
  state.codes = await codes.allInnerTexts();
  assert.equal(new Set(state.codes).size, 10, 'ten codes, each another');
  await page.getByText('쓰지 않은 코드가 10개 있어요.').waitFor();
  await card(page, '백업 코드').getByRole('button', { name: '복사' }).click();
  await page.getByText(/복사했어요|골라 두었어요/).waitFor();
  await page.evaluate(() => (window.print = () => (window.printed = true)));
  await card(page, '백업 코드').getByRole('button', { name: '인쇄' }).click();
  assert.equal(await page.evaluate(() => window.printed), true);
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.getByRole('heading', { name: '내 계정' }).isVisible(), false);
  assert.equal(
    await page.locator('.once-paper code').first().isVisible(),
    true,
    'on paper stand the codes alone',
  );
  await page.emulateMedia({ media: 'screen' });
  await h.check(page, 'account with codes');
  await h.picture(page, 'ways-codes');
  await visit(h, page, '/account');
  assert.equal(await codes.count(), 0, 'the codes are not told again');
  await cells(page, '계정 기록', '백업 코드 만듦').getByText('남궁도').first().waitFor();
  await page.getByRole('button', { name: '남궁도' }).click();
  await page.getByRole('menuitem', { name: '로그아웃' }).click();
  await page.getByRole('heading', { name: '로그인' }).waitFor();
  h.sessions.delete(state.login);
  h.open.at(-1).login = undefined;
}

async function signInWithCode(h, state) {
  const page = await h.page({ size: 'phone' });
  await page.goto(`${h.base}/`);
  await firstSignIn(page, state.login, first);
  await page.getByRole('button', { name: '휴대전화가 없어요: 백업 코드로' }).click();
  const own = page.getByLabel('백업 코드', { exact: true });
  assert.equal(await own.getAttribute('inputmode'), 'text', 'the codes have letters');
  await h.check(page, 'sign-in with a backup code');
  await own.fill(state.codes[0].toLowerCase());
  await page.getByRole('button', { name: '로그인', exact: true }).click();
  await page.locator('main#main h1').waitFor();
  await visit(h, page, '/account');
  await page.getByText('쓰지 않은 코드가 9개 있어요.').waitFor();
  await cells(page, '계정 기록', '백업 코드 사용').waitFor();
  await h.check(page, 'account on a phone');
  await h.picture(page, 'ways-account-phone');
  const again = await h.page();
  await again.goto(`${h.base}/`);
  await firstSignIn(again, state.login, first);
  await again.getByRole('button', { name: '휴대전화가 없어요: 백업 코드로' }).click();
  await again.getByLabel('백업 코드', { exact: true }).fill(state.codes[0]);
  await again.getByRole('button', { name: '로그인', exact: true }).click();
  await again.getByRole('alert').waitFor();
}

async function makeLink(h, state) {
  const page = await h.page({ size: 'phone' });
  await h.signIn(page, owner);
  await visit(h, page, '/people');
  await h.check(page, 'people on a phone');
  const row = cells(page, '자리와 담당자', state.login);
  assert.equal(
    await cells(page, '자리와 담당자', owner).getByRole('button').count(),
    0,
    'nobody vouches for oneself',
  );
  await row.getByRole('button', { name: '복구 링크' }).click();
  const dialog = page.getByRole('dialog', { name: '남궁도: 복구 링크' });
  await dialog.getByLabel('무엇을 잃었나요').selectOption({ label: '둘 다' });
  await h.check(page, 'recovery dialog');
  await dialog.getByRole('button', { name: '링크 만들기' }).click();
  await h.prove(page, owner, dialog.locator('code'));
  await h.check(page, 'recovery link');
  await h.picture(page, 'ways-link');
  state.link = await dialog.locator('code').innerText();
  await dialog.getByRole('button', { name: '닫기' }).click();
  await dialog.waitFor({ state: 'detached' });
  await visit(h, page, '/account');
  const entry = cells(page, '계정 기록', '복구 링크 만듦');
  await entry.getByText('둘 다').waitFor();
  await entry.getByText('한상우').waitFor();
}

async function recover(h, state) {
  const page = await h.page({ size: 'phone' });
  await page.goto(state.link);
  await page.getByText(/비밀번호와 휴대전화를 모두 잃었다고 적힌 링크예요/).waitFor();
  await h.check(page, 'recovery');
  const own = page.getByLabel('새 비밀번호');
  await own.fill('1234');
  await page.getByRole('button', { name: '되찾기' }).click();
  await page.locator('.field-error').waitFor();
  assert.equal(
    await own.evaluate((input) => input === document.activeElement),
    true,
    'the field that was refused takes the focus',
  );
  await h.check(page, 'recovery, refused');
  await h.picture(page, 'ways-recovery');
  await own.fill(second);
  await page.keyboard.press('Enter');
  await page.getByText('이제 다시 들어올 수 있어요.').waitFor();
  await page.getByText(/로그인한 뒤 인증 앱을 다시 등록하고/).waitFor();
  await h.check(page, 'recovered');
  await page.getByRole('button', { name: '로그인' }).click();
  await firstSignIn(page, state.login, second);
  await enrol(h, page, state, second);
  await visit(h, page, '/account');
  await page.getByText('쓸 수 있는 백업 코드가 없어요.').waitFor();
  await cells(page, '계정 기록', '복구 링크 사용').waitFor();
  h.open.at(-1).login = state.login; /* the next page takes this session up */
  const again = await h.page();
  await again.goto(state.link);
  await again.getByLabel('새 비밀번호').fill(first);
  await again.getByRole('button', { name: '되찾기' }).click();
  await again.locator('.field-error').waitFor();
}

async function leave(h, state) {
  const page = await h.page();
  await h.signIn(page, state.login);
  h.open.at(-1).login = undefined;
  await visit(h, page, '/account');
  await page.getByRole('button', { name: '물러나기' }).click();
  const dialog = page.getByRole('dialog', { name: '자리에서 물러나기' });
  await dialog.getByText(new RegExp(`‘${state.post}’ 자리에서 물러납니다`)).waitFor();
  await h.check(page, 'leave dialog');
  await dialog.getByRole('button', { name: '물러나기' }).click();
  await h.prove(page, state.login, page.locator('.gate h1'));
  await firstSignIn(page, state.login, second);
  await untilItSays(page, '맡은 직책이 없습니다');
  const host = await h.page();
  await h.signIn(host, owner);
  await visit(h, host, '/people');
  await cells(host, '자리와 담당자', owner).waitFor();
  assert.equal(await cells(host, '자리와 담당자', state.login).count(), 0);
  await visit(h, host, '/account');
  await cells(host, '계정 기록', '자리에서 물러남').getByText(state.post).waitFor();
}

async function give(h, state) {
  const page = await h.page();
  await h.signIn(page, owner);
  await visit(h, page, '/models');
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: '모델 파일 가져오기' }).click();
  await (await chooser).setFiles(model);
  await page.waitForURL(/\/models\/\d+$/);
  state.model = new URL(page.url()).pathname;
  const id = state.model.split('/').at(-1);
  await visit(h, page, '/shared');
  await h.check(page, 'shared');
  const form = card(page, '자료 보여 주기');
  await form.getByLabel('무슨 자료').selectOption({ label: '모델' });
  await form.getByLabel('자료', { exact: true }).selectOption(id);
  await form.getByLabel('받는 기관').selectOption({ label: '한솔전자(가상)' });
  await form.getByLabel('목적').fill(state.purpose);
  await form.getByLabel('기한').fill('2020-01-01');
  await form.getByRole('button', { name: '자료 보여 주기' }).click();
  const refused = form.locator('.field-error').filter({ hasText: /./ });
  await h.prove(page, owner, refused);
  await h.check(page, 'grant refused');
  const day = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10);
  await form.getByLabel('기한').fill(day);
  await form.getByRole('button', { name: '자료 보여 주기' }).click();
  await form.getByText('한솔전자(가상)에 보여 줍니다.').waitFor();
  await cells(page, '우리가 보여 주는 자료', state.purpose).getByText('열려 있음').waitFor();
  await h.check(page, 'grant given');
  await h.picture(page, 'ways-shared');
}

async function readIt(h, state) {
  const page = await h.page({ size: 'phone' });
  await h.signIn(page, sponsor);
  await visit(h, page, '/shared');
  const row = cells(page, '우리에게 보여 준 자료', state.purpose);
  await h.check(page, 'shared with us');
  await h.picture(page, 'ways-shared-phone');
  await row.getByRole('link').click();
  await page.getByText('머시닝센터').first().waitFor();
  assert.equal(await page.getByRole('alert').count(), 0, 'nothing there stays shut');
  assert.equal(await page.getByRole('button', { name: '돌려 보기' }).count(), 0, 'read, not run');
  await h.check(page, 'a model that is not ours');
  const host = await h.page();
  await h.signIn(host, owner);
  await visit(h, host, '/shared');
  await host.getByRole('link', { name: '누가 읽었는지 보기' }).click();
  const read = cells(host, '조회', `모델 ${state.model.split('/').at(-1)}`);
  await read.getByText('한솔전자(가상)').waitFor();
}

async function withdraw(h, state) {
  const page = await h.page();
  await h.signIn(page, owner);
  await visit(h, page, '/shared');
  const row = cells(page, '우리가 보여 주는 자료', state.purpose);
  await row.getByRole('button', { name: '거두기' }).press('Enter');
  const dialog = page.getByRole('dialog', { name: '거두기' });
  await h.check(page, 'withdraw dialog');
  await dialog.getByRole('button', { name: '거두기' }).press('Enter');
  await row.getByText('거둠').waitFor();
  const guest = await h.page();
  await h.signIn(guest, sponsor);
  await guest.goto(h.base + state.model);
  await guest.getByRole('alert').waitFor();
  await visit(h, guest, '/shared');
  const closed = cells(guest, '우리에게 보여 준 자료', state.purpose);
  await closed.getByText('거둠').waitFor();
  assert.equal(await closed.getByRole('link').count(), 0);
}

/* Out with all that is ours, and in again: everything is there already. A file that is none is refused. */
async function comeIn(h) {
  const page = await h.page();
  await h.signIn(page, owner);
  await visit(h, page, '/shared');
  const all = card(page, '우리 자료 모두 받기');
  const saved = page.waitForEvent('download');
  await all.getByRole('link', { name: '한 파일로 내려받기(ZIP)' }).click();
  const file = await (await saved).path();
  const give = async (what) => {
    const chooser = page.waitForEvent('filechooser');
    await all.getByRole('button', { name: '파일 고르기(ZIP)' }).click();
    await (await chooser).setFiles(what);
  };
  await give({ name: 'a.zip', mimeType: 'application/zip', buffer: Buffer.from('자료가 아님') });
  await h.prove(page, owner, all.getByText('기업 자료 파일이 아니거나'));
  await give({ name: 'dure-firm.zip', mimeType: 'application/zip', buffer: await readFile(file) });
  await h.prove(page, owner, all.getByText('들여왔어요'));
  await all.getByText('이미 있던 자료').waitFor();
  assert.equal(await all.getByText('기업 자료 파일이 아니거나').count(), 0);
  await h.check(page, 'a firm came in with its file');
  await h.picture(page, 'ways-come-in');
}

/* As the box does: its own key, and a signature that it holds the secret half. */
async function enrolBox(h, code) {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const key = Buffer.from(publicKey.export({ format: 'jwk' }).x, 'base64url').toString('hex');
  const text = ['dure-device-key-1', code, key].map((line) => `${line}\n`).join('');
  const answer = await fetch(`${h.base}/api/devices`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      code,
      public_key: key,
      signature: sign(null, Buffer.from(text), privateKey).toString('hex'),
    }),
  });
  assert.equal(answer.status, 201, await answer.text());
}

async function devices(h, state) {
  const page = await h.page({ size: 'phone' });
  await h.signIn(page, owner);
  await visit(h, page, '/devices');
  await h.check(page, 'devices');
  await page.getByLabel('장치 이름').fill(state.box);
  await page.getByRole('button', { name: '등록 코드 만들기' }).click();
  const code = card(page, '장치 등록').locator('code');
  await h.prove(page, owner, code);
  await h.check(page, 'device code');
  await enrolBox(h, await code.innerText());
  await visit(h, page, '/devices');
  assert.equal(await code.count(), 0, 'the code is not told again');
  const row = cells(page, '등록된 장치', state.box);
  await row.getByText('쓰는 중').waitFor();
  await row.getByRole('button', { name: '폐기' }).click();
  const dialog = page.getByRole('dialog', { name: `${state.box}: 키 폐기` });
  await dialog.getByLabel('사유').fill('장치를 잃어버림');
  await h.check(page, 'revoke dialog');
  await dialog.getByRole('button', { name: '폐기' }).click();
  await h.prove(page, owner, row.getByText('장치를 잃어버림'));
  await row.locator('.badge', { hasText: '폐기' }).waitFor();
  await h.check(page, 'devices, one revoked');
  await h.picture(page, 'ways-devices');
}

export async function waysBackIn(h) {
  const mark = Date.now() % 1_000_000;
  const state = {
    login: `second${mark}@hanbit`,
    post: `부대표 ${mark}`,
    purpose: `라인 검토 ${mark}`,
    box: `게이트웨이 ${mark}`,
  };
  const roads = [
    [
      ['a second representative comes by invitation', invite],
      ['ten codes are made, shown once, copied and printed alone', makeCodes],
      ['a code on paper signs in once', signInWithCode],
      ['a colleague makes a recovery link, and the log says who', makeLink],
      ['the link leads back in once: new password, second factor set up again', recover],
      ['a post is left by its holder, who cannot come in again', leave],
    ],
    [
      ['a model is shown to the sponsor for a purpose until a day', give],
      ['the other side reads it and does no more; the owner sees that', readIt],
      ['what is withdrawn is closed at once', withdraw],
      ['a firm takes its file along and comes in with it, once', comeIn],
    ],
    [['a device is enrolled with a code shown once, and its key ended', devices]],
  ];
  for (const road of roads) {
    let isWhole = true;
    for (const [title, run] of road) {
      if (isWhole) isWhole = await h.test(title, () => run(h, state));
      else h.skip(title, 'an earlier step failed');
    }
  }
}
