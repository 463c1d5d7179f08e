/* A browser, its pages and TAP lines. A page fails its test by itself when a script breaks, the content
 * security policy blocks something, or a request leaves the server under test. */
import { createHmac } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(new URL('../../web/package.json', import.meta.url));
const { chromium } = require('playwright-core');
const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

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

/* RFC 6238, six digits, 30 seconds. */
export function totp(secret, at = Date.now()) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  let bits = '';
  for (const letter of secret.replace(/[\s=]/g, '').toUpperCase())
    bits += alphabet.indexOf(letter).toString(2).padStart(5, '0');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(at / 30000)));
  const mac = createHmac('sha1', key).update(step).digest();
  const offset = mac[19] & 15;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1000000).padStart(6, '0');
}

export class Harness {
  constructor({ base, browser, pictures, accounts }) {
    Object.assign(this, { base, browser, pictures, accounts });
    this.count = 0;
    this.failed = 0;
    this.open = [];
    if (pictures) mkdirSync(pictures, { recursive: true });
  }

  /* options: size, dark, language ("ko"), allow: patterns of console errors that the test provokes */
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
    context.setDefaultTimeout(15000);
    const page = await context.newPage();
    const faults = [];
    const isAllowed = (text) => allow.some((pattern) => pattern.test(text));
    page.on('pageerror', (error) => faults.push(`script error: ${error.message}`));
    page.on('console', (message) => {
      const text = message.text();
      /* Refusals that a test asks for are answers, not faults; the browser prints each of them. */
      if (message.type() === 'error' && !/status of (401|403|404|409|422|429)/.test(text) && !isAllowed(text))
        faults.push(`console: ${text}`);
    });
    page.on('request', (request) => {
      const address = request.url();
      if (!address.startsWith(this.base) && !/^(blob|data):/.test(address)) faults.push(`a request left the server: ${address}`);
    });
    this.open.push({ context, faults });
    return page;
  }

  async signIn(page, login) {
    const account = this.accounts.of(login);
    await page.goto(`${this.base}/`);
    await page.getByLabel(/^(아이디|Login)$/).fill(login);
    await page.getByLabel(/^(비밀번호|Password)$/).fill(account.password);
    await page.getByRole('button', { name: /^(로그인|Sign in)$/ }).click();
    if (account.totp_secret) {
      await page.getByLabel(/^(인증 코드|Code)$/).fill(await this.accounts.code(login));
      await page.getByRole('button', { name: /^(로그인|Sign in)$/ }).click();
    }
    await page.locator('main#main h1').waitFor();
  }

  /* Fills the dialog that asks for fresh proof, where it appears; goes on when `next` shows first. */
  async prove(page, login, next) {
    const account = this.accounts.of(login);
    const dialog = page.getByRole('dialog', { name: /본인 확인|Confirm it is you/ });
    /* Both stay waiting on their own page: the one that loses must not fail later, unheard. */
    const waits = [dialog.waitFor().then(() => 'dialog'), next.waitFor().then(() => 'next')];
    for (const wait of waits) wait.catch(() => undefined);
    if ((await Promise.race(waits)) === 'next') return;
    if (account.totp_secret) await dialog.getByLabel(/^(인증 코드|Code)$/).fill(await this.accounts.code(login));
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

  /* Whole WCAG A and AA by axe, no sideways scroll of the page, and no element that overflows its card. */
  async check(page, what) {
    /* Evaluated by the browser's own hand: a script element would break the policy under test. */
    await page.evaluate(axeSource);
    const found = await page.evaluate(async () => {
      const result = await window.axe.run(document, {
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
      });
      return result.violations.map((one) => `${one.id}: ${one.nodes[0]?.target.join(' ')} (${one.nodes.length})`);
    });
    if (found.length > 0) throw new Error(`${what}: axe finds ${found.join('; ')}`);
    const wide = await page.evaluate(() => {
      const width = document.documentElement.clientWidth;
      if (document.documentElement.scrollWidth > width) return `page is ${document.documentElement.scrollWidth} wide`;
      for (const card of document.querySelectorAll('.card, .number-tile, .dialog')) {
        const edge = card.getBoundingClientRect();
        for (const element of card.querySelectorAll('*')) {
          if (element.closest('.table-scroll, .react-flow, .hidden, svg')) continue;
          const box = element.getBoundingClientRect();
          if (box.width > 0 && box.right > edge.right + 1) return `${element.className || element.tagName} leaves its card`;
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
      if (page && this.pictures) await page.screenshot({ path: join(this.pictures, `failed-${number}.png`), fullPage: true }).catch(() => undefined);
    }
    for (const { context } of this.open.splice(0)) await context.close();
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
