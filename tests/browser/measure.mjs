/* What a person waits for, as JSON: how long a new user needs from the sign-in page to the advice,
 * and how soon the first view stands on a weak device. Prints figures, judges nothing.
 *
 *   node tests/browser/measure.mjs --base URL [--bare URL] [--loads 5] [--log FILE]
 *
 * bare: a server of the smallest page the same bundler makes, measured in turns with ours. */
import { parseArgs } from 'node:util';
import { Accounts, openBrowser } from './harness.mjs';

const { values } = parseArgs({
  options: {
    base: { type: 'string' },
    bare: { type: 'string' },
    loads: { type: 'string', default: '5' },
    log: { type: 'string' },
    browser: { type: 'string', default: '/usr/bin/chromium' },
  },
});
const base = values.base.replace(/\/$/, '');
const log = values.log ?? new URL('../../data/samples/line-log.csv', import.meta.url).pathname;
const login = 'owner@hanbit';

/* A person looks for a second before each action and types five characters a second. */
const lookMs = 1000;
const keyMs = 200;

/* Slow 4G as Lighthouse has it, and a processor four times slower than this one. */
const slow = {
  offline: false,
  latency: 150,
  downloadThroughput: (1.6 * 1024 * 1024) / 8,
  uploadThroughput: (750 * 1024) / 8,
};
const slower = 4;

class Person {
  constructor(page) {
    Object.assign(this, { page, actions: 0, characters: 0, waiting: 0 });
  }

  async press(locator) {
    await locator.waitFor({ timeout: 300_000 });
    await this.page.waitForTimeout(lookMs);
    this.actions++;
    await locator.click();
  }

  async type(locator, text) {
    await this.press(locator);
    await locator.clear();
    this.characters += text.length;
    await locator.pressSequentially(text, { delay: keyMs });
  }

  /* For the server: what the person can do nothing about. */
  async wait(locator) {
    const started = Date.now();
    await locator.waitFor({ timeout: 300_000 });
    this.waiting += Date.now() - started;
  }
}

const button = (page, name) => page.getByRole('button', { name, exact: true });
const heading = (page, name) => page.getByRole('heading', { level: 1, name });

async function toAdvice(browser) {
  const accounts = new Accounts(base);
  const account = await accounts.of(login);
  const context = await browser.newContext({
    locale: 'ko-KR',
    viewport: { width: 1440, height: 900 },
  });
  const page = await context.newPage();
  const person = new Person(page);
  /* Beginning with a new half minute: the code is then one that nobody has used. */
  while ((await accounts.of(login)).code === account.code) await page.waitForTimeout(300);
  await page.goto(`${base}/`);
  const started = Date.now();
  await person.type(page.getByLabel('아이디'), login);
  await person.type(page.getByLabel('비밀번호'), account.password);
  await person.press(button(page, '로그인'));
  await person.type(page.getByLabel('인증 코드'), await accounts.code(login));
  await person.press(button(page, '로그인'));
  await person.press(page.getByRole('link', { name: '작업 실적 올리기' }));
  const chooser = page.waitForEvent('filechooser');
  await person.press(button(page, '파일 고르기'));
  await page.waitForTimeout(3 * lookMs); /* finding the file in the system's own dialog */
  await (await chooser).setFiles(log);
  await person.wait(page.getByRole('heading', { name: '열의 뜻' }));
  await person.press(button(page, '모델 만들기'));
  await person.wait(page.getByRole('heading', { name: '모델과 실제 기록의 비교' }));
  await person.type(page.getByLabel('예산'), '1억 2천만');
  await person.press(button(page, '조언 받기'));
  await person.wait(heading(page, '투자 계획'));
  await page.locator('.option').first().waitFor();
  const seconds = (Date.now() - started) / 1000;
  const cookies = await context.cookies();
  await context.close();
  const { actions, characters, waiting } = person;
  return { figures: { seconds, actions, characters, waiting: waiting / 1000 }, cookies };
}

/* One load with nothing kept from before. */
async function load(browser, address, cookies, isThere) {
  const context = await browser.newContext({
    locale: 'ko-KR',
    viewport: { width: 360, height: 740 },
  });
  await context.addCookies(cookies);
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', slow);
  await session.send('Emulation.setCPUThrottlingRate', { rate: slower });
  await page.addInitScript(() => {
    window.shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
  const started = Date.now();
  await page.goto(address);
  await page.locator(isThere).first().waitFor({ timeout: 60_000 });
  const there = (Date.now() - started) / 1000;
  await page.waitForTimeout(2000);
  const paint = await page.evaluate(
    () => performance.getEntriesByName('first-contentful-paint')[0].startTime / 1000,
  );
  const shift = await page.evaluate(() => window.shift);
  await context.close();
  return { paint, there, shift };
}

const browser = await openBrowser(values.browser);
const { figures, cookies } = await toAdvice(browser);
const views = {
  'sign-in page': [`${base}/`, [], '.gate h1'],
  'first page of the owner': [`${base}/`, cookies, 'main#main .number-tile, main#main .empty'],
  ...(values.bare && { bare: [`${values.bare}/`, [], '#root p'] }),
};
const loads = Object.fromEntries(Object.keys(views).map((name) => [name, []]));
for (let i = 0; i < Number(values.loads); i++)
  for (const [name, view] of Object.entries(views)) loads[name].push(await load(browser, ...view));
await browser.close();
console.log(JSON.stringify({ advice: figures, loads }));
