/* Every main page of every role at three widths, in both languages, light and dark: axe, no sideways scroll,
 * nothing outside of its card, no Hangul left in English where the words are ours. */
import assert from 'node:assert/strict';

/* Besides each role's own lists: what the walk made, by the names of harness.made. */
const pages = {
  'owner@hanbit': [
    '/',
    '/logs',
    '/models',
    '/plans',
    '/applications',
    '/agreements',
    '/read-log',
    '/shared',
    '/devices',
    '/people',
    '/account',
    '/programmes',
    '/profile',
    '/calls',
    'call',
    'model',
    'run',
    'plan',
    'application',
    'agreement',
  ],
  'sponsor@hansol': ['/', '/applications', '/agreements', '/contributions', '/people', '/shared', 'agreement'],
  'officer@kbiz': ['/', '/tasks', '/calendar', '/applications', '/contributions', '/people', '/rule-drafts', '/rule-drafts/1', '/calls', '/calls/new', 'call', 'application', 'agreement', 'ranking'],
  'finance@kbiz': ['/', '/payments', '/contributions', '/ledger', 'agreement'],
  'ministry@mss': ['/', '/figures', '/applications', '/agreements', '/ledger', 'application', 'agreement'],
  'auditor@bai': ['/', '/ledger', '/read-log', 'application', 'agreement'],
  admin: ['/', '/people', '/programmes', '/account'],
};
const looksOf = [
  { size: 'phone', dark: false, language: 'ko' },
  { size: 'tablet', dark: false, language: 'ko' },
  { size: 'desktop', dark: true, language: 'ko' },
  { size: 'phone', dark: true, language: 'en' },
  { size: 'desktop', dark: false, language: 'en' },
];

/* The adopter's owner, who may use any device, in every look, the others in two each, in turn: so in
 * `./dev test all`. Each run of `./dev test` takes all looks and all roles: the owner two, others one. */
const isWhole = Number(process.env.DURE_SEEDS ?? 100) >= 1000;
const owned = isWhole ? [0, 1, 2, 3, 4] : [0, 3];

function* turns() {
  for (const [i, login] of Object.keys(pages).entries())
    for (const [j, look] of looksOf.entries())
      if (i === 0 ? owned.includes(j) : (i + j) % looksOf.length < (isWhole ? 2 : 1))
        yield [login, look];
}

export async function looks(h) {
  for (const [login, look] of turns()) {
    const name = `${look.size}-${look.dark ? 'dark' : 'light'}-${look.language}`;
    await h.test(`${login} at ${name}`, async () => {
      const page = await h.page(look);
      await h.signIn(page, login);
      for (const one of pages[login]) {
        const address = one.startsWith('/') ? one : h.made[one];
        if (!address) continue;
        await page.goto(h.base + address);
        await page.locator('main#main h1').waitFor();
        await page.locator('.loading').first().waitFor({ state: 'detached' });
        await h.check(page, address);
        assert.equal(
          await page.getByText(/\{\w+\}/).count(),
          0,
          `${address}: a place of a text is not filled`,
        );
        await h.picture(page, `look-${name}-${login.split('@')[0]}${address.replaceAll('/', '-')}`);
      }
    });
  }
}
