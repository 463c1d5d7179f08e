/* What must not be lost: typed text when a session ends, a syllable half composed, a single
 * press. */
import assert from 'node:assert/strict';

export async function patience(h) {
  await h.test(
    'a session that ends is taken up again in place, and the typed text stays',
    async () => {
      const page = await h.page();
      await h.signIn(page, 'owner@hanbit');
      await page.goto(`${h.base}/account`);
      await page.getByLabel('전자우편').fill('han@hanbit.example');
      await page.context().clearCookies();
      await page.getByRole('button', { name: '저장' }).click();
      const dialog = page.getByRole('dialog', { name: '다시 로그인하세요' });
      await dialog.waitFor();
      await h.check(page, 'sign-in again');
      const account = await h.accounts.of('owner@hanbit');
      await dialog.getByLabel('비밀번호').fill(account.password);
      await dialog.getByRole('button', { name: '확인' }).click();
      if (account.code !== null) {
        await dialog.getByLabel('인증 코드').fill(await h.accounts.code('owner@hanbit'));
        await dialog.getByRole('button', { name: '확인' }).click();
      }
      await dialog.waitFor({ state: 'detached' });
      await page.getByText('저장했어요.').waitFor();
      assert.equal(await page.getByLabel('전자우편').inputValue(), 'han@hanbit.example');
    },
  );

  await h.test('Enter while a syllable is composed sends nothing', async () => {
    const page = await h.page();
    await page.goto(`${h.base}/`);
    let sent = 0;
    page.on('request', (request) => {
      if (request.method() === 'POST') sent++;
    });
    await page.getByLabel('아이디').focus();
    const session = await page.context().newCDPSession(page);
    await session.send('Input.imeSetComposition', {
      text: '한',
      selectionStart: 1,
      selectionEnd: 1,
    });
    await page.getByLabel('아이디').evaluate((field) =>
      field.dispatchEvent(
        new KeyboardEvent('keydown', {
          key: 'Enter',
          isComposing: true,
          bubbles: true,
          cancelable: true,
        }),
      ),
    );
    await session.send('Input.insertText', { text: '한' });
    assert.equal(await page.getByLabel('아이디').inputValue(), '한');
    assert.equal(sent, 0);
  });

  await h.test('a double press on a slow network makes one request', async () => {
    const page = await h.page();
    await h.signIn(page, 'owner@hanbit');
    await page.goto(`${h.base}/account`);
    let sent = 0;
    await page.route('**/api/account', async (route) => {
      if (route.request().method() === 'PATCH') {
        sent++;
        await new Promise((resolve) => setTimeout(resolve, 700));
      }
      await route.continue();
    });
    await page.getByRole('button', { name: '저장' }).dblclick();
    await page.getByText('저장했어요.').waitFor();
    assert.equal(sent, 1);
  });
}
