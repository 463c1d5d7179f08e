/* Browser tests against a running demo server (`dure demo --empty`); prints TAP.
 *
 *   node tests/browser/run.mjs --base URL [--log FILE] [--pictures FOLDER] [--browser FILE] [--only PART,PART] [--skip PART,PART]
 *
 * People, passwords and codes come from the demo server itself. */
import { parseArgs } from 'node:util';
import { calendar } from './calendar.mjs';
import { calls } from './calls.mjs';
import { committee } from './committee.mjs';
import { evidence } from './evidence.mjs';
import { gate } from './gate.mjs';
import { Accounts, Harness, openBrowser } from './harness.mjs';
import { keyboard } from './keyboard.mjs';
import { looks } from './looks.mjs';
import { money } from './money.mjs';
import { newcomersComing } from './newcomers.mjs';
import { nine } from './nine.mjs';
import { orders } from './orders.mjs';
import { papersAndFiles } from './papers.mjs';
import { patience } from './patience.mjs';
import { project } from './project.mjs';
import { roads } from './roads.mjs';
import { rules } from './rules.mjs';
import { selection } from './selection.mjs';
import { walk } from './walk.mjs';
import { waysBackIn } from './ways.mjs';

const { values } = parseArgs({
  options: {
    base: { type: 'string' },
    log: { type: 'string' },
    pictures: { type: 'string' },
    browser: { type: 'string', default: '/usr/bin/chromium' },
    only: { type: 'string' },
    skip: { type: 'string' },
  },
});
if (!values.base) {
  console.error('use: node tests/browser/run.mjs --base URL');
  process.exit(2);
}

const parts = { gate, walk, roads, rules, calls, selection, project, committee, evidence, calendar, patience, money, orders, papers: papersAndFiles, newcomers: newcomersComing, ways: waysBackIn, keyboard, looks, nine };
const wanted = (name) =>
  (!values.only || values.only.split(',').includes(name)) &&
  !values.skip?.split(',').includes(name);
const base = values.base.replace(/\/$/, '');
const log = values.log ?? new URL('../../data/samples/line-log.csv', import.meta.url).pathname;
const browser = await openBrowser(values.browser);
const harness = new Harness({
  base,
  browser,
  pictures: values.pictures,
  accounts: new Accounts(base),
});
console.log('TAP version 13');
try {
  for (const [name, part] of Object.entries(parts))
    if (wanted(name)) await part(harness, log);
} finally {
  await browser.close();
}
console.log(`1..${harness.count}`);
process.exit(harness.failed > 0 ? 1 : 0);
