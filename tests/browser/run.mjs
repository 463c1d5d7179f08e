/* Browser tests against a running demo server; prints TAP.
 *
 *   node tests/browser/run.mjs --base URL --password TEXT [--accounts FILE] [--log FILE]
 *                              [--pictures FOLDER] [--browser FILE] [--only WORD]
 *
 * --accounts: JSON {"login": {"password": "...", "totp_secret": "..."}} where they differ from --password. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Harness, openBrowser, totp } from './harness.mjs';
import { gate } from './gate.mjs';
import { looks } from './looks.mjs';
import { patience } from './patience.mjs';
import { walk } from './walk.mjs';

const { values } = parseArgs({
  options: {
    base: { type: 'string' },
    password: { type: 'string' },
    accounts: { type: 'string' },
    log: { type: 'string' },
    pictures: { type: 'string' },
    browser: { type: 'string', default: '/usr/bin/chromium' },
    only: { type: 'string' },
  },
});
if (!values.base || (!values.password && !values.accounts)) {
  console.error('use: node tests/browser/run.mjs --base URL --password TEXT');
  process.exit(2);
}

const known = values.accounts ? JSON.parse(readFileSync(values.accounts, 'utf8')) : {};
const used = new Map();
const accounts = {
  of: (login) => ({ password: values.password, ...known[login] }),
  /* A code opens once: wait for the next step rather than send one twice. */
  async code(login) {
    const secret = this.of(login).totp_secret;
    for (;;) {
      const code = totp(secret);
      if (used.get(login) !== code) {
        used.set(login, code);
        return code;
      }
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  },
};

const parts = { gate, patience, walk, looks };
const browser = await openBrowser(values.browser);
const harness = new Harness({ base: values.base.replace(/\/$/, ''), browser, pictures: values.pictures, accounts });
console.log('TAP version 13');
try {
  for (const [name, part] of Object.entries(parts)) if (!values.only || values.only === name) await part(harness, values);
} finally {
  await browser.close();
}
console.log(`1..${harness.count}`);
process.exit(harness.failed > 0 ? 1 : 0);
