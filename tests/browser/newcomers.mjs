/* People who come by invitation: they accept it, set up the second factor where their post wants
 * one, and see what belongs to their role, which for most is nothing yet. */
import assert from 'node:assert/strict';
import { oneTimeCode } from './harness.mjs';

const inviter = 'officer@kbiz';
const password = '두레박으로 물을 긷는 새벽 여섯 시';

async function addOrganisation(page, name, kind) {
  const card = page.locator('section', { has: page.getByRole('heading', { name: '기관 등록' }) });
  await card.getByLabel('기관').fill(name);
  await card.getByLabel('종류').selectOption({ label: kind });
  await card.getByRole('button', { name: '기관 등록' }).click();
  await page.getByRole('rowheader', { name }).waitFor();
}

/* The address that the invited person is sent. */
async function invite(h, page, [organisation, role, post]) {
  const card = page.locator('section', { has: page.getByRole('heading', { name: '초대하기' }) });
  await card.getByLabel('기관').selectOption({ label: organisation });
  await card.getByLabel('역할').selectOption({ label: role });
  await card.getByLabel('직책').fill(post);
  await card.getByLabel('전자우편').fill('new@example.kr');
  await card.getByRole('button', { name: '초대하기' }).click();
  await h.prove(page, inviter, card.locator('code'));
  return card.locator('code').innerText();
}

async function accept(h, page, address, login, name) {
  await page.goto(address);
  assert.notEqual(await page.getByLabel('초대 번호').inputValue(), '', 'the token is filled in');
  await page.getByLabel('이름').fill(name);
  await page.getByLabel('아이디').fill(login);
  await page.getByLabel('비밀번호').fill('1234');
  await page.getByRole('button', { name: '계정 만들기' }).click();
  await page.getByRole('alert').waitFor();
  await h.check(page, 'invitation, refused');
  await page.getByLabel('비밀번호').fill(password);
  await page.getByRole('button', { name: '계정 만들기' }).click();
  await page.getByText('계정이 만들어졌어요. 이제 로그인하세요.').waitFor();
  await h.check(page, 'invitation, accepted');
  await page.getByRole('button', { name: '로그인' }).click();
}

async function signInFirst(page, login) {
  await page.getByLabel('아이디').fill(login);
  await page.getByLabel('비밀번호').fill(password);
  await page.getByRole('button', { name: '로그인' }).click();
  await page.locator('main#main h1').waitFor();
}

/* Gives back the key that the person's app would keep. */
async function enrol(h, page) {
  await page.getByText('이 직책은 인증 앱을 등록해야 다른 일을 할 수 있어요.').waitFor();
  await page.goto(`${h.base}/agreements`);
  await page.getByText('이 직책은 인증 앱을 등록해야').waitFor();
  await page.getByRole('link', { name: '인증 앱 등록하러 가기' }).click();
  await page.getByRole('button', { name: '등록 시작' }).click();
  const key = (await page.locator('code.breakable').innerText()).trim();
  const own = await page.getByLabel('인증 앱의 6자리 코드');
  await own.fill(oneTimeCode(key) === '000000' ? '000001' : '000000');
  await page.getByRole('button', { name: '등록 마치기' }).click();
  await page.getByRole('alert').waitFor();
  await h.check(page, 'second factor, wrong code');
  await h.picture(page, 'totp');
  await own.fill(oneTimeCode(key));
  await page.getByRole('button', { name: '등록 마치기' }).click();
  await page.getByText('인증 앱을 등록했어요.').waitFor();
  await page.getByText('인증 앱을 쓰고 있어요.').waitFor();
  return key;
}

/* Every page of the menu, and what stands there for somebody without a case. */
async function lookAround(h, page, { sees, empty }) {
  await page.goto(`${h.base}/`);
  await page.locator('main#main h1').waitFor();
  const links = page.getByRole('navigation', { name: '주 메뉴' }).getByRole('link');
  const addresses = await links.evaluateAll((all) => all.map((one) => one.getAttribute('href')));
  let text = '';
  for (const address of addresses) {
    await page.goto(h.base + address);
    await page.locator('main#main h1').waitFor();
    await page.locator('.loading').first().waitFor({ state: 'detached' });
    assert.equal(await page.getByRole('alert').count(), 0, `${address}: a door that stays shut`);
    await h.check(page, address);
    text += await page.locator('main').innerText();
  }
  if (h.made.title)
    assert.equal(text.includes(h.made.title), sees, `the case is ${sees ? '' : 'not '}there`);
  for (const words of empty) assert.ok(text.includes(words), `it says: ${words}`);
}

const nobody = ['지금 할 일이 없어요.', '아직 사례가 없어요.'];
const newcomers = [
  { role: '공급기업', kind: '공급기업', post: '영업', look: { size: 'phone' } },
  { role: '평가위원', kind: '평가위원 소속', post: '위원', look: { dark: true } },
  { role: '멘토', kind: '멘토 기관', post: '멘토', look: { size: 'tablet' } },
  { role: '회계법인', kind: '회계법인', post: '회계사', look: { size: 'phone', dark: true } },
];

async function arrive(h, number, { role, kind, post, look }) {
  const mark = `${Date.now() % 1_000_000}${number}`;
  const host = await h.page();
  await h.signIn(host, inviter);
  await host.goto(`${h.base}/people`);
  await addOrganisation(host, `${role} ${mark}`, kind);
  const address = await invite(h, host, [`${role} ${mark}`, role, post]);
  const page = await h.page(look);
  const login = `new${mark}@example`;
  await accept(h, page, address, login, '새사람');
  await signInFirst(page, login);
  h.accounts.learn(login, password, null);
  await lookAround(h, page, { sees: false, empty: nobody });
  await h.picture(page, `newcomer-${number}`);
  await page.goto(`${h.base}${h.made.application ?? '/applications/1'}`);
  await page.getByRole('alert').waitFor();
}

/* The representative of a second factory: a post that wants the second factor. */
async function secondFactory(h) {
  const mark = `${Date.now() % 1_000_000}`;
  const host = await h.page();
  await h.signIn(host, inviter);
  await host.goto(`${h.base}/people`);
  await addOrganisation(host, `두성산업 ${mark}`, '도입기업');
  const address = await invite(h, host, [`두성산업 ${mark}`, '도입기업 대표', '대표']);
  const page = await h.page();
  const login = `owner${mark}@duseong`;
  await accept(h, page, address, login, '조두성');
  await signInFirst(page, login);
  h.accounts.learn(login, password, await enrol(h, page));
  await lookAround(h, page, { sees: false, empty: ['아직 사례가 없어요.', '아직 모델이 없어요.'] });
  await h.picture(page, 'newcomer-owner');
  const again = await h.page();
  await again.goto(`${address}`);
  await again.getByLabel('이름').fill('다른사람');
  await again.getByLabel('아이디').fill(`other${mark}`);
  await again.getByLabel('비밀번호').fill(password);
  await again.getByRole('button', { name: '계정 만들기' }).click();
  await again.getByRole('alert').waitFor();
}

export async function newcomersComing(h) {
  await h.test(
    'an invitation is accepted once, the second factor is set up, and a new factory starts empty',
    () => secondFactory(h),
  );
  for (const [number, one] of newcomers.entries())
    await h.test(`who comes as ${one.role} sees only its own, which is nothing yet`, () =>
      arrive(h, number, one),
    );
  const watchers = { 'ministry@mss': '부처', 'auditor@bai': '감사' };
  for (const [login, name] of Object.entries(watchers))
    await h.test(`${name} sees the case of the walk`, async () => {
      const page = await h.page();
      await h.signIn(page, login);
      await lookAround(h, page, { sees: true, empty: [] });
      await h.picture(page, `watcher-${login.split('@')[0]}`);
    });
}
