/* A call: written by the operating body, pledged for by the sponsor, announced, read by anybody, chosen
 * by a firm on the page of its plan, and extended. */
import assert from 'node:assert/strict';

/* More than whoever was here before has left unspent; the pledges of this part cover it. */
const budget = '900억';
const title = '2026년 상생형 스마트공장 참여기업 모집';
const dayFromNow = (days) => {
  const when = new Date(Date.now() + days * 86_400_000);
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Seoul' }).format(when);
};

async function write(h, state) {
  const page = await h.page();
  await h.signIn(page, 'officer@kbiz');
  await page.goto(`${h.base}/calls`);
  await page.getByRole('link', { name: '공고안 쓰기' }).click();
  await page.getByLabel('사업', { exact: true }).selectOption('winwin-2025-advanced');
  await page.getByLabel('제목').fill(title);
  await page.getByLabel('내용').fill('경남·경기의 제조 중소기업을 모집합니다.\n현장실사 뒤 선정합니다.');
  await page.getByLabel('주관기관의 선정 기준').fill('주관기관의 1·2차 협력사를 먼저 봅니다.');
  await page.getByLabel('근거 조항').fill('세부관리기준 제10조');
  await page.getByLabel('주관기관', { exact: true }).selectOption({ label: '한솔전자(가상)' });
  await page.getByLabel('선정 기업 수').fill('2');
  await page.getByLabel('접수 시작일(0시)').fill(dayFromNow(0));
  await page.getByLabel('마감일(18시)').fill(dayFromNow(-3));
  await page.getByLabel('부담 기관: 정부').selectOption({ label: '중소벤처기업부(시범)' });
  await page.getByLabel('예산: 정부').fill(budget);
  await page.getByLabel('예산: 주관기관').fill(budget);
  await page.getByRole('button', { name: '서류 더하기' }).click();
  await page.getByLabel('낼 서류 1').fill('설비 목록');
  await page.getByRole('button', { name: '공고안 저장' }).click();
  await page.getByText('공고 기간이 맞지 않습니다').waitFor();
  assert.equal(
    await page.getByLabel('마감일(18시)').getAttribute('aria-invalid'),
    'true',
    'a refusal stands beside its field',
  );
  await h.check(page, 'call form');
  await page.getByLabel('마감일(18시)').fill(dayFromNow(20));
  await page.getByRole('button', { name: '공고안 저장' }).click();
  await page.getByRole('heading', { level: 1, name: title }).waitFor();
  state.address = new URL(page.url()).pathname;
  h.made.call = state.address;
  await page.getByRole('button', { name: '공고', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: '공고' });
  await dialog.getByLabel('사유').fill('2026년 계획에 따름');
  await dialog.getByRole('button', { name: '공고', exact: true }).click();
  const refused = dialog.getByText('약정된 금액이 공고에서 약속한 예산보다 적습니다');
  await h.prove(page, 'officer@kbiz', refused);
  await h.picture(page, 'call-draft');
}

async function fund(h, state) {
  const finance = await h.page();
  await h.signIn(finance, 'finance@kbiz');
  await finance.goto(`${h.base}/contributions`);
  await finance.getByLabel('사업').first().selectOption({ value: 'winwin-2025-advanced' });
  await finance.getByLabel('금액').fill(budget);
  await finance.getByLabel('목적').fill('정부지원금');
  await finance.getByRole('button', { name: '기록' }).click();
  await h.prove(finance, 'finance@kbiz', finance.locator('.notice-ok'));
  const sponsor = await h.page();
  await h.signIn(sponsor, 'sponsor@hansol');
  await sponsor.goto(h.base + state.address);
  await sponsor.getByLabel('금액').fill(budget);
  await sponsor.getByRole('button', { name: '약정하기' }).click();
  await h.prove(sponsor, 'sponsor@hansol', sponsor.getByText('약정했어요.'));
}

async function announce(h, state) {
  const page = await h.page();
  await h.signIn(page, 'officer@kbiz');
  await page.goto(h.base + state.address);
  await page.getByRole('button', { name: '공고', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: '공고' });
  await dialog.getByRole('button', { name: '공고', exact: true }).click();
  await h.prove(page, 'officer@kbiz', page.getByText('20일 남음'));
  await page.getByRole('button', { name: '접수기간 연장' }).click();
  await page.getByLabel('새 마감일(18시)').fill(dayFromNow(27));
  await page.getByRole('dialog').getByLabel('사유').fill('연휴');
  await page.getByRole('dialog').getByRole('button', { name: '접수기간 연장' }).click();
  await h.prove(page, 'officer@kbiz', page.getByText('27일 남음'));
  await h.check(page, 'call, its officer');
  await h.picture(page, 'call-officer');
}

async function read(h, state) {
  for (const look of [
    { size: 'phone', language: 'ko' },
    { size: 'phone', language: 'en', dark: true },
    { size: 'desktop', language: 'ko' },
  ]) {
    const page = await h.page(look);
    await page.goto(`${h.base}/calls`);
    await page.getByRole('link', { name: title }).waitFor();
    await h.check(page, 'calls');
    await h.picture(page, `calls-${look.size}-${look.language}`);
    await page.getByRole('link', { name: title }).click();
    await page.getByRole('heading', { level: 1, name: title }).waitFor();
    await page.getByText(look.language === 'ko' ? '규정의 요건' : 'Conditions of the rules').waitFor();
    await page
      .getByLabel(look.language === 'ko' ? '총사업비' : 'Total cost', { exact: false })
      .first()
      .fill('100000000');
    await page.getByText(/30,000,000/).first().waitFor();
    await h.check(page, 'call');
    await h.picture(page, `call-${look.size}-${look.language}`);
    assert.equal(
      await page.getByRole('button', { name: /접수기간 연장|extend/ }).count(),
      0,
      'a stranger is offered no step',
    );
  }
}

/* Only who has agreed is listed; the officer records that the firm was told. */
async function recruit(h, state) {
  const owner = await h.page({ size: 'phone' });
  await h.signIn(owner, 'owner@hanbit');
  await owner.goto(`${h.base}/calls`);
  await owner.getByRole('button', { name: '소식 받기에 동의' }).click();
  await owner.getByRole('button', { name: '동의 거두기' }).waitFor();
  await h.check(owner, 'consent');
  for (const look of [{ size: 'phone' }, { size: 'desktop', dark: true }]) {
    const page = await h.page(look);
    await h.signIn(page, 'officer@kbiz');
    await page.goto(h.base + state.address);
    await page.getByRole('link', { name: '모집 연락' }).click();
    await page.getByRole('button', { name: '목록에 올리기' }).click();
    await page.getByText(/개 사를 올렸어요/).waitFor();
    await page.getByText('한빛정밀(가상)').waitFor();
    if (look.size === 'phone') {
      await page.getByRole('button', { name: '연락 기록' }).click();
      await page.getByRole('dialog').getByLabel('메모').fill('대표와 통화');
      await page.getByRole('dialog').getByRole('button', { name: '저장' }).click();
      await page.getByText(/전화 · 최지우/).waitFor();
    }
    await h.check(page, 'recruitment');
    await h.picture(page, `outreach-${look.size}`);
  }
}

async function choose(h) {
  const page = await h.page();
  await h.signIn(page, 'owner@hanbit');
  await page.goto(h.base + h.made.plan);
  await page.getByLabel('공고', { exact: true }).selectOption({ label: title });
  await page.getByText('주관기관: 한솔전자(가상)').waitFor();
}

export async function calls(h) {
  const state = {};
  if (!(await h.test('a call is written, and refused while nobody has pledged for it', () => write(h, state))))
    return;
  if (!(await h.test('finance records the grant, and the sponsor pledges for the call', () => fund(h, state))))
    return;
  if (!(await h.test('the call is announced and extended', () => announce(h, state)))) return;
  await h.test('anybody reads it, on a phone and in English too', () => read(h, state));
  await h.test('a firm agrees to be told, and is told once', () => recruit(h, state));
  if (h.made.plan) await h.test('a firm chooses it on the page of its plan', () => choose(h));
}
