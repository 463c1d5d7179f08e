/* A browser, its pages and TAP lines. A page fails its test by itself when a script breaks, the
 * content security policy blocks something, or a request leaves the server under test. */
import { createHmac } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(new URL('../../web/package.json', import.meta.url));
const { chromium } = require('playwright-core');
const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/* A machine may be slow or busy: as long as tools/run_tests waits, by the same measure. */
const longest = 6000 * Number(process.env.DURE_PATIENCE ?? 5);

export const sizes = {
  desktop: { width: 1440, height: 900 },
  tablet: { width: 820, height: 1180 },
  phone: { width: 360, height: 740 },
};

export async function openBrowser(executablePath) {
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      '--no-default-browser-check',
    ],
  });
}

/* The code an authenticator app shows now for this key (RFC 6238: SHA-1, 30 seconds, six digits). */
export function oneTimeCode(key, now = Date.now()) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...key.replace(/[\s=]/g, '').toUpperCase()]
    .map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  const secret = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(now / 30_000)));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const number = mac.readUInt32BE(mac[mac.length - 1] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}

/* The people of the demo server and their codes, each of which opens once; and those whom a test
 * invited. */
export class Accounts {
  constructor(base) {
    this.base = base;
    this.used = new Set();
    this.invited = new Map();
  }

  /* key: of the second factor, or null where the post has none. */
  learn(login, password, key) {
    this.invited.set(login, { login, password, key });
  }

  async of(login) {
    const own = this.invited.get(login);
    if (own) return { ...own, code: own.key === null ? null : oneTimeCode(own.key) };
    const response = await fetch(`${this.base}/api/demo/accounts`);
    const account = (await response.json()).items.find((one) => one.login === login);
    if (!account) throw new Error(`the server offers no demo account ${login}`);
    return account;
  }

  async code(login) {
    for (;;) {
      const { code } = await this.of(login);
      const key = `${login} ${code}`;
      if (code === null) return null;
      if (!this.used.has(key)) {
        this.used.add(key);
        return code;
      }
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}

/* A time that ran out says only what did not come; the page says what came instead. */
async function whatItSays(page) {
  const said = await page
    .locator('h1, [role=alert], .field-error')
    .allInnerTexts()
    .catch(() => []);
  return `\nat ${page.url()}: ${said.filter(Boolean).join(' | ')}`;
}

export class Harness {
  constructor({ base, browser, pictures, accounts }) {
    Object.assign(this, { base, browser, pictures, accounts });
    this.count = 0;
    this.failed = 0;
    this.open = [];
    this.sessions = new Map();
    /* Addresses of what the walk made, by kind: later parts visit them. */
    this.made = {};
    if (pictures) mkdirSync(pictures, { recursive: true });
  }

  /* options: size, dark, language ("ko"), allow: patterns of console errors that the test
   * provokes */
  async page(options = {}) {
    const { size = 'desktop', dark = false, language = 'ko', allow = [] } = options;
    const context = await this.browser.newContext({
      viewport: sizes[size],
      hasTouch: size !== 'desktop',
      locale: language === 'ko' ? 'ko-KR' : 'en-GB',
      timezoneId: 'Asia/Seoul',
      colorScheme: dark ? 'dark' : 'light',
      reducedMotion: 'reduce',
    });
    context.setDefaultTimeout(longest);
    const page = await context.newPage();
    const faults = [];
    const isAllowed = (text) => allow.some((pattern) => pattern.test(text));
    page.on('pageerror', (error) => faults.push(`script error: ${error.message}`));
    page.on('console', (message) => {
      const text = message.text();
      /* Refusals that a test asks for are answers, not faults; the browser prints each of them. */
      if (
        message.type() === 'error' &&
        !/status of (401|403|404|409|422|429)/.test(text) &&
        !isAllowed(text)
      )
        faults.push(`console: ${text}`);
    });
    page.on('request', (request) => {
      const address = request.url();
      if (!address.startsWith(this.base) && !/^(blob|data):/.test(address))
        faults.push(`a request left the server: ${address}`);
    });
    this.open.push({ context, faults, language });
    return page;
  }

  /* All at once, long before a proof is asked of them: a code opens only once in 30 seconds. */
  async comeIn(logins) {
    await Promise.all(logins.map(async (login) => this.signIn(await this.page(), login)));
  }

  /* Once a person has signed in, later pages take up the session: a code opens only once in 30
   * seconds. */
  async signIn(page, login) {
    const { language } = this.keep(page, login);
    await this.enter(page, login);
    await this.speak(page, language);
  }

  /* The session of this page is the person's own, for later pages too. */
  keep(page, login) {
    const one = this.open.find((open) => open.context === page.context());
    one.login = login;
    return one;
  }

  /* The account keeps its language: an earlier test may have left the other one. */
  async speak(page, language) {
    const other = page.getByRole('button', { name: language === 'ko' ? '한국어' : 'English' });
    if ((await other.count()) === 0) return;
    const kept = page.waitForResponse(
      (answer) => answer.url().endsWith('/api/account') && answer.request().method() === 'PATCH',
    );
    await other.click();
    await kept;
  }

  async enter(page, login) {
    const kept = this.sessions.get(login);
    if (kept) {
      await page.context().addCookies(kept);
      await page.goto(`${this.base}/`);
      const home = page.locator('main#main h1');
      const gate = page.locator('.gate h1');
      await home.or(gate).first().waitFor();
      if (await home.isVisible()) return;
    }
    const account = await this.accounts.of(login);
    await page.goto(`${this.base}/`);
    await page.getByLabel(/^(아이디|Login)$/).fill(login);
    await page.getByLabel(/^(비밀번호|Password)$/).fill(account.password);
    await page.getByRole('button', { name: /^(로그인|Sign in)$/ }).click();
    if (account.code !== null) await this.enterCode(page, login);
    await page.locator('main#main h1').waitFor();
  }

  /* A code that was used before this run is refused: then the next one is waited for. */
  async enterCode(page, login) {
    const home = page.locator('main#main h1');
    const refused = page.locator('.gate').getByRole('alert');
    for (let i = 0; i < 2; i++) {
      await page.getByLabel(/^(인증 코드|Code)$/).fill(await this.accounts.code(login));
      await page.getByRole('button', { name: /^(로그인|Sign in)$/ }).click();
      await home.or(refused).first().waitFor();
      if (await home.isVisible()) return;
    }
  }

  /* Fills the dialog that asks for fresh proof, where it appears; goes on when `next` shows
   * first. */
  async prove(page, login, next) {
    const account = await this.accounts.of(login);
    const dialog = page.getByRole('dialog', { name: /본인 확인|Confirm it is you/ });
    /* Both stay waiting on their own page: the one that loses must not fail later, unheard. */
    const waits = [dialog.waitFor().then(() => 'dialog'), next.waitFor().then(() => 'next')];
    for (const wait of waits) wait.catch(() => undefined);
    if ((await Promise.race(waits)) === 'next') return;
    if (account.code !== null)
      await dialog.getByLabel(/^(인증 코드|Code)$/).fill(await this.accounts.code(login));
    else await dialog.getByLabel(/^(비밀번호|Password)$/).fill(account.password);
    await dialog.getByRole('button', { name: /^(확인|Confirm)$/ }).click();
    await dialog.waitFor({ state: 'detached' });
    await next.waitFor();
  }

  async picture(page, name) {
    if (!this.pictures) return;
    await page.evaluate(() => document.fonts.ready);
    await page.screenshot({ path: join(this.pictures, `${name}.png`), fullPage: true });
  }

  /* Whole WCAG A and AA by axe, no sideways scroll of the page, and no element that overflows its
   * card. */
  async check(page, what) {
    /* Evaluated by the browser's own hand: a script element would break the policy under test. */
    await page.evaluate(axeSource);
    /* What the head of the page covers half while one scrolls is no target that is too small. */
    await page.evaluate(() => window.scrollTo(0, 0));
    const found = await page.evaluate(async () => {
      const result = await window.axe.run(document, {
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
      });
      return result.violations.map(
        (one) =>
          `${one.id}: ${one.nodes[0]?.target.join(' ')} (${one.nodes.length}) ${one.nodes[0]?.html.slice(0, 160)}`,
      );
    });
    if (found.length > 0) throw new Error(`${what}: axe finds ${found.join('; ')}`);
    const wide = await page.evaluate(() => {
      const width = document.documentElement.clientWidth;
      if (document.documentElement.scrollWidth > width)
        return `page is ${document.documentElement.scrollWidth} wide`;
      for (const card of document.querySelectorAll('.card, .number-tile, .dialog')) {
        const edge = card.getBoundingClientRect();
        for (const element of card.querySelectorAll('*')) {
          if (element.closest('.table-scroll, .react-flow, .hidden, svg')) continue;
          const box = element.getBoundingClientRect();
          if (box.width > 0 && box.right > edge.right + 1)
            return `${element.className || element.tagName} leaves its card`;
        }
      }
      return null;
    });
    if (wide) throw new Error(`${what}: ${wide}`);
  }

  async test(title, run) {
    this.count++;
    const number = this.count;
    const started = Date.now();
    let problem = null;
    try {
      await run();
      const faults = this.open.flatMap((one) => one.faults);
      if (faults.length > 0) problem = faults.join('\n');
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error);
      const page = this.open.at(-1)?.context.pages()[0];
      if (page) problem += await whatItSays(page);
      if (page && this.pictures)
        await page
          .screenshot({ path: join(this.pictures, `failed-${number}.png`), fullPage: true })
          .catch(() => undefined);
    }
    for (const { context, login } of this.open.splice(0)) {
      if (login) this.sessions.set(login, await context.cookies());
      await context.close();
    }
    if (problem === null) console.log(`ok ${number} - ${title} # ${Date.now() - started} ms`);
    else {
      this.failed++;
      console.log(`not ok ${number} - ${title}`);
      for (const line of problem.split('\n')) console.log(`# ${line}`);
    }
    return problem === null;
  }

  skip(title, why) {
    this.count++;
    console.log(`ok ${this.count} - ${title} # SKIP ${why}`);
  }
}
