/* Every main page at three widths, in both languages, light and dark: axe, no sideways scroll,
 * nothing outside of its card, no Hangul left in English where the words are ours. */
import assert from 'node:assert/strict';

const pages = {
  'owner@hanbit': [
    '/',
    '/logs',
    '/models',
    '/plans',
    '/applications',
    '/agreements',
    '/read-log',
    '/account',
    '/programmes',
  ],
  'officer@kbiz': ['/rule-drafts', '/rule-drafts/1', '/programmes/winwin-2025-advanced'],
  'finance@kbiz': ['/', '/payments', '/contributions', '/ledger'],
  admin: ['/', '/people'],
};
const looksOf = [
  { size: 'phone', dark: false, language: 'ko' },
  { size: 'tablet', dark: false, language: 'ko' },
  { size: 'desktop', dark: true, language: 'ko' },
  { size: 'phone', dark: true, language: 'en' },
  { size: 'desktop', dark: false, language: 'en' },
];

export async function looks(h) {
  for (const look of looksOf) {
    const name = `${look.size}-${look.dark ? 'dark' : 'light'}-${look.language}`;
    for (const [login, addresses] of Object.entries(pages)) {
      await h.test(`${login} at ${name}`, async () => {
        const page = await h.page(look);
        await h.signIn(page, login);
        for (const address of addresses) {
          await page.goto(h.base + address);
          await page.locator('main#main h1').waitFor();
          await page.locator('.loading').first().waitFor({ state: 'detached' });
          await h.check(page, address);
          assert.equal(
            await page.getByText(/\{\w+\}/).count(),
            0,
            `${address}: a place of a text is not filled`,
          );
          await h.picture(
            page,
            `look-${name}-${login.split('@')[0]}${address.replaceAll('/', '-')}`,
          );
        }
      });
    }
  }
}
