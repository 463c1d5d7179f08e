/* The main path by keyboard alone: no mouse, no touch, every step by Tab, Enter and typing. */
import assert from 'node:assert/strict';

const steps = 120;

/* Tab until the element has the focus, and see that it shows. */
async function tabTo(page, locator, what) {
  await locator.waitFor();
  for (let i = 0; i < steps; i++) {
    if (await locator.evaluate((element) => element === document.activeElement)) {
      const seen = await locator.evaluate((element) => {
        const style = getComputedStyle(element);
        return style.outlineStyle !== 'none' || style.boxShadow !== 'none';
      });
      assert.ok(seen, `${what}: the focus is visible`);
      return;
    }
    await page.keyboard.press('Tab');
  }
  throw new Error(`${what}: not reached by ${steps} presses of Tab`);
}

async function press(page, role, name, key = 'Enter') {
  await tabTo(page, page.getByRole(role, { name, exact: true }).first(), name);
  await page.keyboard.press(key);
}

async function type(page, label, text) {
  await tabTo(page, page.getByLabel(label), label);
  await page.keyboard.press('Control+A');
  await page.keyboard.type(text);
}

async function byKeyboard(h, log) {
  const page = await h.page();
  await h.signIn(page, 'owner@hanbit');
  await page.goto(`${h.base}/`);
  await page.locator('main#main h1').waitFor();
  await press(page, 'link', '공정 모델');
  await press(page, 'link', '작업 실적');
  await page.getByRole('heading', { level: 1, name: '작업 실적' }).waitFor();
  const chooser = page.waitForEvent('filechooser');
  await press(page, 'button', '파일 고르기');
  await (await chooser).setFiles(log);
  await page.getByRole('heading', { name: '열의 뜻' }).waitFor({ timeout: 60000 });
  await type(page, '모델 이름', '자판으로 만든 모델');
  await press(page, 'button', '모델 만들기');
  await page.getByRole('heading', { level: 1, name: /자판으로/ }).waitFor({ timeout: 180000 });
  await press(page, 'button', '돌려 보기', 'Space');
  await page.getByRole('heading', { level: 1, name: '계산 결과' }).waitFor({ timeout: 180000 });
  await press(page, 'link', '무엇부터 바꿀지 물어보기');
  await type(page, '예산', '1억 2천만');
  await press(page, 'button', '조언 받기');
  await page.getByRole('heading', { level: 1, name: '투자 계획' }).waitFor({ timeout: 300000 });
  await press(page, 'button', '이 계획으로 신청서 만들기');
  await page.getByRole('heading', { name: '신청 내용' }).waitFor();
  await type(page, '과제 이름', '자판으로 쓴 신청');
  await type(page, '무엇을 왜 바꾸나요', '마우스 없이 씁니다.');
  await type(page, '연락처', '055-000-0000');
  await press(page, 'button', '제출하기');
  await page.locator('h1').getByText('심사 대기').waitFor();
}

export async function keyboard(h, log) {
  await h.test('the main path, from the log to the application, needs no mouse', () =>
    byKeyboard(h, log),
  );
}
