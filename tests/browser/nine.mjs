/* One case by nine roles, from the sponsor's inquiry to the closing: each act by the person who takes
 * it, under a sign-in of its own, on the pages; each reader sees what is his to see and not the rest.
 * Every amount is counted again here from the total and the shares of the rules (3 : 3 : 4). */
import assert from 'node:assert/strict';
import { build } from './nine-build.mjs';
import { amount, choose, dayFromNow, go, hand, open, paper, password, region, said, shares } from './nine-cast.mjs';

const programme = 'winwin-2025-advanced';

/* ---- who takes part ---- */

/* One code opens once in half a minute: who signs later signs in now. */
async function everyone(h) {
  const titles = {
    'owner@hanbit': '한상우',
    'sponsor@hansol': '오세진',
    'officer@kbiz': '최지우',
    'finance@kbiz': '문가람',
    'finance2@kbiz': '서도윤',
    'ministry@mss': '정해숙',
    'auditor@bai': '남궁현',
  };
  for (const [login, name] of Object.entries(titles)) {
    const page = await open(h, login, '/');
    await page.getByText(name).first().waitFor();
  }
}

async function inquire(h, state) {
  const page = await h.page({ size: 'phone' });
  await page.goto(`${h.base}/inquire`);
  await page.getByLabel('기관 이름').fill(`한솔전자 ${state.run}`);
  await page.getByLabel('담당자').fill('오세진');
  await page.getByLabel('전자우편').fill('sponsor@example.kr');
  await page.getByLabel('내용').fill('협력사 한 곳을 두 해 동안 돕고 싶습니다.');
  await page.getByRole('button', { name: '보내기' }).click();
  await page.getByText(/문의 \d+번으로 접수했어요/).waitFor();
}

/* The line of the factory and what to do first under 1억 2천만 won. */
async function advice(h, state) {
  const page = await open(h, 'owner@hanbit', '/models');
  await choose(page, '모델 파일 가져오기', new URL('../../data/samples/line.json', import.meta.url).pathname);
  await page.getByLabel('예산').fill('1억 2천만');
  await page.getByRole('button', { name: '조언 받기' }).click();
  await page.getByRole('heading', { level: 1, name: '투자 계획' }).waitFor({ timeout: 60000 });
  state.plan = new URL(page.url()).pathname;
  const budget = page.locator('.budget-line .money').first();
  await budget.waitFor();
  state.total = Number(/([\d,]+)원/.exec(await budget.innerText())[1].replaceAll(',', ''));
  assert.ok(state.total > 10_000_000 && state.total <= 120_000_000, `${state.total} is within the budget`);
  state.shares = shares(state.total);
  const split = await page.getByRole('table', { name: '누가 얼마를 내나요' }).innerText();
  for (const part of state.shares) assert.ok(split.includes(amount(part)), `${amount(part)} in ${split}`);
}

async function welcome(h, state) {
  const page = await open(h, 'officer@kbiz', '/inquiries');
  const asked = region(page, `한솔전자 ${state.run}`);
  await asked.getByRole('button', { name: '수락' }).click();
  const dialog = page.getByRole('dialog', { name: '수락' });
  await dialog.getByLabel('답변').fill('협약을 함께 준비하겠습니다.');
  await dialog.getByRole('button', { name: '수락' }).click();
  await h.prove(page, 'officer@kbiz', asked.getByText('담당자 초대하러 가기'));
  await page.goto(`${h.base}/pacts`);
  const draft = region(page, '새 협약');
  const year = Number(dayFromNow(0).slice(0, 4));
  await draft.getByLabel('협약 이름').fill(`상생협약 ${state.run}`);
  await draft.getByLabel('주관기관').selectOption({ label: '한솔전자(가상)' });
  await draft.getByLabel(`${year}년`).fill('2억');
  await draft.getByRole('button', { name: '연도 더하기' }).click();
  await draft.getByLabel(`${year + 1}년`).fill('3억');
  await draft.getByRole('button', { name: '협약 만들기' }).click();
  await page.getByRole('heading', { name: `상생협약 ${state.run}`, level: 1 }).waitFor();
  state.pact = new URL(page.url()).pathname;
}

async function pact(h, state) {
  for (const [i, login] of ['officer@kbiz', 'sponsor@hansol', 'ministry@mss'].entries()) {
    const page = await open(h, login, state.pact);
    assert.match(await page.locator('main').innerText(), new RegExp(`${amount(500_000_000)}[\\s\\S]*5억원`));
    await page.getByRole('button', { name: '서명하기' }).click();
    await h.prove(page, login, page.getByText('서명했어요.'));
    assert.equal(await page.locator('.signatures .signed').count(), i + 1);
    if (i === 2) await page.getByText('발효', { exact: true }).waitFor();
  }
}

async function sendInvitations(h, page, login, people) {
  const card = region(page, '초대하기');
  for (const one of people) {
    await card.getByLabel('기관').selectOption({ label: one.house });
    await card.getByLabel('역할').selectOption({ label: one.role });
    await card.getByLabel('직책').fill(one.post);
    await card.getByLabel('전자우편').fill(`${one.login}@example.kr`);
    const code = card.locator('code');
    const before = (await code.count()) > 0 ? await code.innerText() : null;
    await card.getByRole('button', { name: '초대하기' }).click();
    await h.prove(page, login, before === null ? code : code.filter({ hasNotText: before }));
    one.address = await code.innerText();
  }
}

/* By the operating body: supplier, panel, mentors, accountant; by the firm its own second person. */
async function invite(h, state) {
  const page = await open(h, 'officer@kbiz', '/people');
  const add = region(page, '기관 등록');
  for (const [name, kind] of Object.values(state.houses)) {
    await add.getByLabel('기관').fill(name);
    await add.getByLabel('종류').selectOption({ label: kind });
    await add.getByRole('button', { name: '기관 등록' }).click();
    await page.getByRole('rowheader', { name, exact: true }).waitFor();
  }
  await sendInvitations(h, page, 'officer@kbiz', state.people);
  await sendInvitations(h, await open(h, 'owner@hanbit', '/people'), 'owner@hanbit', [state.member]);
}

async function accept(h, state) {
  for (const one of [...state.people, state.member]) {
    const page = await h.page();
    await page.goto(one.address);
    await page.getByLabel('이름').fill(one.name);
    await page.getByLabel('아이디').fill(one.login);
    await page.getByLabel('비밀번호').fill(password);
    await page.getByRole('button', { name: '계정 만들기' }).click();
    await page.getByText('계정이 만들어졌어요. 이제 로그인하세요.').waitFor();
    h.accounts.learn(one.login, password, null);
  }
}

/* ---- the call ---- */

async function writeCall(h, state) {
  const page = await open(h, 'officer@kbiz', '/calls/new');
  await page.getByLabel('사업', { exact: true }).selectOption(programme);
  await page.getByLabel('제목').fill(state.call);
  await page.getByLabel('내용').fill('제조 중소기업 한 곳을 모집합니다.');
  await page.getByLabel('근거 조항').fill('세부관리기준 제10조');
  await page.getByLabel('주관기관', { exact: true }).selectOption({ label: '한솔전자(가상)' });
  await page.getByLabel('선정 기업 수').fill('1');
  await page.getByLabel('접수 시작일(0시)').fill(dayFromNow(0));
  await page.getByLabel('마감일(18시)').fill(dayFromNow(20));
  await page.getByLabel('부담 기관: 정부').selectOption({ label: '중소벤처기업부(시범)' });
  await page.getByLabel('예산: 정부').fill('6천만');
  await page.getByLabel('예산: 주관기관').fill('6천만');
  await page.getByRole('button', { name: '공고안 저장' }).click();
  await page.getByRole('heading', { level: 1, name: state.call }).waitFor();
  state.callAddress = new URL(page.url()).pathname;
}

async function fund(h, state) {
  const sponsor = await open(h, 'sponsor@hansol', state.callAddress);
  await sponsor.getByLabel('금액').fill('6천만');
  await sponsor.getByRole('button', { name: '약정하기' }).click();
  await h.prove(sponsor, 'sponsor@hansol', sponsor.getByText('약정했어요.'));
  const finance = await open(h, 'finance@kbiz', '/contributions');
  await finance.getByLabel('지원사업').first().selectOption({ value: programme });
  await finance.getByLabel('금액').fill('6천만');
  await finance.getByLabel('쓸 목적').fill('상생형 국비');
  await finance.getByRole('button', { name: '기록하기' }).click();
  await h.prove(finance, 'finance@kbiz', finance.getByText('기록했어요.'));
  const pledged = finance.getByRole('row').filter({ hasText: state.call });
  assert.ok((await pledged.innerText()).includes(`${amount(60_000_000)}`), 'what the sponsor has pledged');
  await pledged.getByRole('button', { name: '입금 확인' }).click();
  const dialog = finance.getByRole('dialog');
  await dialog.getByLabel('은행 거래번호').fill(`${state.run}-출연`);
  await dialog.getByRole('button', { name: '확인하기' }).click();
  await dialog.waitFor({ state: 'detached' });
  await pledged.getByRole('button', { name: '입금 확인' }).waitFor({ state: 'detached' });
}

async function announce(h, state) {
  const page = await open(h, 'officer@kbiz', state.callAddress);
  await page.getByRole('button', { name: '공고', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: '공고' });
  await dialog.getByLabel('사유').fill('연간 계획');
  await dialog.getByRole('button', { name: '공고', exact: true }).click();
  await h.prove(page, 'officer@kbiz', page.getByText('20일 남음'));
  await page.getByText(amount(120_000_000)).first().waitFor();
}

/* ---- the application ---- */

async function apply(h, state) {
  const page = await open(h, 'owner@hanbit', state.plan);
  await page.getByLabel('공고', { exact: true }).selectOption({ label: state.call });
  await page.getByText('함께할 주관기관: 한솔전자(가상)').waitFor();
  await page.getByRole('button', { name: '이 계획으로 신청서 만들기' }).click();
  await page.getByLabel('과제 이름').fill(state.title);
  await page.getByLabel('무엇을 왜 바꾸나요').fill('교체 시간이 길어 납기를 맞추기 어렵습니다.');
  await page.getByText(/^저장됨 /).nth(1).waitFor();
  state.application = new URL(page.url()).pathname;
  await page.getByText('표 프로그램에서 붙여넣기').click();
  state.prices = [state.total - 30_000_000, 30_000_000];
  await page
    .getByLabel('복사한 칸')
    .fill(
      [
        '비목\t품명\t모델\t규격\t단가\t수량',
        `H/W 구입비\t비전 검사기\tVX-200\t5MP\t${state.prices[0]}\t1`,
        `S/W 구입비\t생산관리\tMES-1\t\t${state.prices[1]}\t1`,
      ].join('\n'),
    );
  await page.getByRole('button', { name: '줄로 넣기' }).click();
  for (const row of [1, 2])
    await page
      .getByRole('group', { name: `${row}번 줄` })
      .getByLabel('공급기업')
      .selectOption({ label: state.houses.supplier[0] });
  await page.getByRole('button', { name: '저장하고 한도 확인' }).click();
  const first = page.getByRole('group', { name: '1번 줄' });
  await first.getByText('첨부 서류가 있어야 합니다').waitFor();
  assert.match(await first.getByRole('alert').innerText(), /F4\.5/);
  await choose(page, '파일 고르기', paper('견적서.pdf'));
  await page.getByRole('link', { name: '견적서.pdf' }).waitFor();
  await page.getByRole('button', { name: '파일 고르기' }).waitFor();
  for (const row of [1, 2])
    await page
      .getByRole('group', { name: `${row}번 줄` })
      .getByLabel('첨부 서류')
      .selectOption({ label: '견적서.pdf' });
  /* What was found before is gone; then by keyboard. */
  await first.getByRole('alert').waitFor({ state: 'detached' });
  await page.getByRole('table', { name: '앞선 견적과 견준 위치' }).getByText('비전 검사기').waitFor();
  await page.getByRole('button', { name: '저장하고 한도 확인' }).press('Enter');
  await page.getByText('한도에 모두 맞아요').waitFor();
}

/* The second person of the firm writes and attaches; to hand it in is for the representative. */
async function addPapers(h, state) {
  const page = await open(h, state.member.login, state.application);
  await page.getByLabel('연락처').fill('055-123-4567');
  await page.getByText(/^저장됨 /).first().waitFor();
  await choose(page, '파일 고르기', paper('사업계획서.pdf'));
  await page.getByRole('link', { name: '사업계획서.pdf' }).waitFor();
  assert.equal(await page.getByRole('button', { name: '제출하기' }).count(), 0);
  const owner = await open(h, 'owner@hanbit', state.application);
  await owner.getByRole('button', { name: '제출하기' }).click();
  await owner.locator('h1').getByText('심사 대기').waitFor();
}

/* ---- who judges ---- */

async function tie(h, state) {
  const page = await open(h, state.tied.login, '/reviews');
  await page.getByLabel('어느 기업과의 관계인가요').selectOption({ label: '한빛정밀(가상)' });
  await page.getByLabel('설명').fill('기술 고문');
  await page.getByRole('button', { name: '이해관계 기록' }).click();
  await page.getByText('이해관계를 기록했어요').waitFor();
}

async function give(card, review, name) {
  await card.getByLabel('평가', { exact: true }).selectOption({ label: review });
  const person = card.getByLabel('평가위원', { exact: true });
  const option = person.locator('option', { hasText: `${name} ·` }).first();
  await person.selectOption(await option.getAttribute('value'));
  await card.getByRole('button', { name: '배정', exact: true }).click();
}

async function seats(h, state) {
  const page = await open(h, 'officer@kbiz', state.application);
  const card = region(page, '평가위원 배정');
  await card.getByText('배정한 평가위원이 없어요').waitFor();
  await give(card, '기술성평가', state.tied.name);
  const refused = card.getByRole('alert');
  await refused.waitFor();
  assert.match(await refused.innerText(), /이해관계가 있어 평가할 수 없습니다[\s\S]*F1\.36/);
  for (const one of [...state.mentors, ...state.panel]) {
    await give(card, state.mentors.includes(one) ? '현장평가' : '기술성평가', one.name);
    await card.getByRole('rowheader', { name: one.name }).waitFor();
  }
  assert.equal(await card.getByRole('rowheader').count(), 7);
}

async function visit(h, state) {
  const officer = await open(h, 'officer@kbiz', state.application);
  const visits = region(officer, '절차').getByRole('link', { name: '현장평가' });
  await visits.first().waitFor();
  state.visits = await visits.evaluateAll((all) => all.map((one) => one.getAttribute('href')));
  assert.equal(state.visits.length, 2);
  for (const address of state.visits) {
    await officer.goto(h.base + address);
    await hand(officer, { step: '방문 일정 확정', texts: { 방문일: dayFromNow(3) }, state: '일정 확정' });
  }
  for (const [i, one] of state.mentors.entries()) {
    const page = await open(h, one.login, `${state.application}/review`, { size: 'phone' });
    for (const item of [/도입기업 역량/, /구축 필요성/, /적절성/])
      await page.getByLabel(item).selectOption({ label: i === 0 ? '매우우수 (100점)' : '우수 (80점)' });
    await page.getByLabel('평가 의견').fill('현장에서 병목을 보았습니다.');
    await page.getByRole('button', { name: '의견 제출' }).click();
    await page.getByRole('button', { name: '의견 제출' }).waitFor({ state: 'detached' });
  }
}

/* Both opinions at once, from the list of what waits. */
async function confirmVisits(h, state) {
  const page = await open(h, 'officer@kbiz', '/tasks');
  for (const address of state.visits) {
    const row = page.getByRole('row').filter({ has: page.locator(`a[href="${address}"]`) });
    await row.locator('label.check').click();
  }
  const bulk = region(page, '고른 2건을 한 번에');
  await bulk.getByLabel('단계').selectOption({ label: '의견 확인' });
  await bulk.getByRole('button', { name: '2건 진행' }).click();
  const results = page.getByRole('table', { name: '건별 결과' });
  await results.getByText('처리됨').nth(1).waitFor();
  assert.equal(await results.getByText('처리 안 됨').count(), 0);
}

async function score(h, state) {
  const grades = ['매우우수 (100점)', '우수 (80점)', '우수 (80점)', '우수 (80점)', '미흡 (40점)'];
  for (const [i, one] of state.panel.entries()) {
    const page = await open(h, one.login, `${state.application}/review`);
    await page.getByRole('button', { name: '이해관계 없음을 확인하고 시작' }).click();
    for (const item of [/도입기업 역량/, /구축 필요성/, /적절성/])
      await page.getByLabel(item).selectOption({ label: grades[i] });
    await page.getByLabel('평가 의견').fill('병목과 효과가 자료로 확인됩니다.');
    if (i === 0) {
      const text = await page.locator('main').innerText();
      assert.ok(!text.includes(amount(state.prices[0])), 'no price reaches a reviewer');
      assert.equal(await region(page, '사업비 명세').count(), 0);
    }
    await page.getByRole('button', { name: '제출하고 서명' }).click();
    await h.prove(page, one.login, page.getByText(/에 서명했어요/));
  }
}

async function rank(h, state) {
  const page = await open(h, 'officer@kbiz', `/programmes/${programme}/ranking`);
  const row = page
    .getByRole('table', { name: '지금의 순위' })
    .getByRole('row')
    .filter({ has: page.locator(`a[href="${state.application}"]`) });
  await row.waitFor();
  /* Visits (100 + 80) / 2 at 40 %, sheets without the best and the worst 80 at 60 %. */
  assert.match(await row.innerText(), /84\.000[\s\S]*기준 점수 이상/);
  await page.getByRole('button', { name: '순위 확정' }).click();
  await page.getByRole('button', { name: '확정', exact: true }).click();
  const same = page.getByText('다시 계산한 순위가 확정한 순위와 같아요');
  await h.prove(page, 'officer@kbiz', same);
}

/* Five members past the gate of ties; minutes; another person of the operating body confirms. */
async function convene(h, state) {
  const page = await open(h, 'officer@kbiz', `${state.callAddress}/committee`);
  const form = region(page, '회의 소집');
  await form.getByLabel('회의일').fill(dayFromNow(1));
  await form.getByLabel('이해관계를 볼 신청').selectOption(state.application.split('/').at(-1));
  const member = (one) => form.locator('.members li').filter({ hasText: one.name });
  await member(state.tied).getByText(/이해관계/).first().waitFor();
  for (const one of state.panel) await member(one).locator('label').click();
  await form.getByRole('button', { name: '소집하기' }).click();
  await region(page, '회의').getByRole('link').first().click();
  await page.waitForURL(/\/matters\/\d+$/);
  state.meeting = new URL(page.url()).pathname;
  await hand(page, {
    step: '심의 결과 기록',
    texts: { 회의록: '위원 5인 출석' },
    lines: [
      {
        values: { 신청: state.application.split('/').at(-1) },
        selections: { 결정: '선정' },
        texts: { 사유: '병목 개선' },
      },
    ],
    papers: ['회의록.pdf'],
    state: '회의록 작성',
  });
}

async function confirmMinutes(h, state) {
  const page = await open(h, 'finance@kbiz', state.meeting);
  await page.getByText('병목 개선').first().waitFor();
  const prove = (next) => h.prove(page, 'finance@kbiz', next);
  await hand(page, { step: '회의록 확정', state: '확정', prove });
  await go(page, h, `${state.callAddress}/committee`);
  const row = region(page, '신청별 심의 결과').getByRole('row').filter({ hasText: '선정' });
  await row.getByText('확인됨').waitFor();
}

/* ---- the agreement ---- */

async function approve(h, state) {
  const page = await open(h, 'officer@kbiz', state.application);
  await page.getByRole('button', { name: '승인', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: '승인' });
  await dialog.getByLabel('까닭').fill('순위와 자료로 확인함');
  await dialog.getByRole('button', { name: '승인', exact: true }).click();
  const link = page.getByRole('link', { name: '협약 보기' });
  await h.prove(page, 'officer@kbiz', link);
  await link.click();
  await page.getByRole('heading', { name: '서명', exact: true }).waitFor();
  state.agreement = new URL(page.url()).pathname;
}

async function sign(h, state) {
  for (const [i, login] of ['owner@hanbit', 'sponsor@hansol', 'officer@kbiz'].entries()) {
    const page = await open(h, login, state.agreement);
    await page.getByRole('button', { name: '협약서 보고 서명' }).click();
    const dialog = page.getByRole('dialog');
    const split = await dialog.getByRole('table', { name: '누가 얼마를 내나요' }).innerText();
    for (const part of state.shares) assert.ok(split.includes(amount(part)), `${amount(part)} in ${split}`);
    await dialog.getByRole('button', { name: '서명하기' }).click();
    await h.prove(page, login, page.locator('.signed', { hasText: /\d\d:\d\d/ }).nth(i));
  }
}

/* What the law keeps from a sponsor is in no page of the case. */
async function sponsorReads(h, state) {
  const page = await open(h, 'sponsor@hansol', state.application);
  await page.getByRole('heading', { level: 1, name: state.title }).waitFor();
  await page.getByText(amount(state.shares[1])).first().waitFor();
  let text = await page.locator('main').innerText();
  assert.equal(await region(page, '사업비 명세').count(), 0);
  await go(page, h, state.agreement);
  await page.getByText(amount(state.shares[1])).first().waitFor();
  text += await page.locator('main').innerText();
  for (const secret of ['단가', '비전 검사기', 'VX-200', ...state.prices.map(amount)])
    assert.ok(!text.includes(secret), `a sponsor reads no ${secret}`);
  const firm = await open(h, 'owner@hanbit', state.application);
  const why = firm.getByRole('table', { name: '점수의 근거' });
  await why.waitFor();
  text = await why.innerText();
  assert.match(text, /F3\.10/);
  for (const { name } of state.panel) assert.ok(!text.includes(name), 'who judged is not told to the judged');
}

function cast(run) {
  const houses = {
    supplier: [`디딤솔루션 ${run}`, '공급기업'],
    panel: [`평가단 ${run}`, '평가위원 소속'],
    guides: [`멘토단 ${run}`, '멘토 기관'],
    accountant: [`바른회계 ${run}`, '회계법인'],
  };
  const person = (given, login, house, role, post) => ({
    name: `${given}${run}`,
    login: `${login}-${run}`,
    house,
    role,
    post,
  });
  const panel = ['가온', '나래', '다솜', '라온', '마루', '바로'].map((given, i) =>
    person(given, `panel${i}`, houses.panel[0], '평가위원', '위원'),
  );
  const mentors = ['하나', '두리'].map((given, i) =>
    person(given, `mentor${i}`, houses.guides[0], '멘토', '멘토'),
  );
  const supplier = person('조디딤', 'supplier', houses.supplier[0], '공급기업', '사업관리');
  const accountant = person('하정산', 'accountant', houses.accountant[0], '회계법인', '정산 검증');
  const member = person('박생산', 'member', '한빛정밀(가상)', '도입기업 담당자', '생산팀');
  return {
    houses,
    people: [...panel, ...mentors, supplier, accountant],
    tied: panel[0],
    panel: panel.slice(1),
    mentors,
    supplier,
    accountant,
    member,
  };
}

export function script() {
  /* A name of this run's own: the server may have seen others. */
  const run = String(Date.now()).slice(-6);
  const state = { run, title: `검사 자동화 ${run}`, call: `참여기업 모집 ${run}`, ...cast(run) };
  const acts = [
    ['those who sign something sign in', everyone],
    ['a sponsor without an account asks', inquire],
    ['the owner sees what to do first and who pays what', advice],
    ['the operating body accepts and drafts the pact of two years', welcome],
    ['sponsor, operating body and ministry sign it, each freshly proven', pact],
    ['supplier, panel, mentors, accountant and the firm’s second person are invited', invite],
    ['each of them accepts', accept],
    ['the officer writes a call', writeCall],
    ['the sponsor pledges for it, finance records the grant and what the bank received', fund],
    ['the call is announced', announce],
    ['the owner applies under the call, with a cost sheet within its limits', apply],
    ['the second person attaches the plan, the owner hands it in', addPapers],
    ['a reviewer declares a tie', tie],
    ['who is tied is not seated; five reviewers and two mentors are', seats],
    ['the mentors visit and report', visit],
    ['the officer confirms both opinions at once', confirmVisits],
    ['five reviewers score and sign', score],
    ['the ranking is fixed, as it is computed by hand', rank],
    ['the committee of the call selects it', convene],
    ['finance, who did not write the minutes, confirms them', confirmMinutes],
    ['the officer approves', approve],
    ['three parties sign the agreement, each freshly proven', sign],
    ['the sponsor reads the case and no price; the firm reads its reasons and no names', sponsorReads],
    ...build,
  ];
  return { acts, state };
}

export async function nine(h) {
  const { acts, state } = script();
  let isWhole = true;
  for (const [title, act] of acts) {
    if (isWhole) isWhole = await h.test(`nine: ${title}`, () => act(h, state));
    else h.skip(`nine: ${title}`, 'an earlier act failed');
  }
}
