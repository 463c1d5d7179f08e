/* Selection from the firm's profile to the reasons of the score: who may apply, the cost sheet that
 * checks itself, text that outlives the connection, reviewers through the gate of ties, the sheet
 * beside the evidence, the ranking fixed and made again. Needs a plan of owner@hanbit. */
import assert from 'node:assert/strict';

const programme = 'winwin-2025-advanced';
const password = 'dure-demo-password';

/* Asked by the page itself, as its session. */
const ask = (page, method, path, body) =>
  page.evaluate(
    async ([method, path, body]) => {
      const { csrf } = await (await fetch('/api/session')).json();
      const answer = await fetch(`/api${path}`, {
        method,
        headers: { 'Content-Type': 'application/json', 'X-CSRF': csrf },
        ...(body && { body: JSON.stringify(body) }),
      });
      return answer.status === 204 ? {} : answer.json();
    },
    [method, path, body],
  );

async function asked(page, method, path, body) {
  const answer = await ask(page, method, path, body);
  assert.ok(!answer.reason, `${method} ${path}: ${JSON.stringify(answer)}`);
  return answer;
}

async function stepUp(h, page, login) {
  const account = await h.accounts.of(login);
  const proof = account.code === null ? { password: account.password } : { code: await h.accounts.code(login) };
  await asked(page, 'POST', '/session/step-up', proof);
}

/* ---- the firm ---- */

async function profile(h) {
  const page = await h.page();
  await h.signIn(page, 'owner@hanbit');
  await page.goto(`${h.base}/profile`);
  const tell = async (fact, value) => {
    await page.getByLabel('항목', { exact: true }).selectOption({ label: fact });
    await page.getByLabel('값', { exact: true }).selectOption({ label: value });
    await page.getByRole('button', { name: '저장' }).click();
    await page.getByRole('row', { name: new RegExp(`${fact} ${value}`) }).waitFor();
  };
  await tell('제조업 영위', '예');
  await tell('국내 사업장', '예');
  await tell('기업 규모', '소기업');
  await tell('국세·지방세 체납', '예');
  await h.check(page, 'profile');
  await h.picture(page, 'profile');
  await page.goto(`${h.base}/programmes/${programme}`);
  await page.getByText('아래 이유로 신청할 수 없어요.').waitFor();
  const why = page.getByRole('table', { name: '판단 이유' });
  assert.match(await why.innerText(), /체납[\s\S]*F2\.31/, 'the ground stands with its article');
  await h.check(page, 'eligibility');
  await page.goto(`${h.base}/profile`);
  await tell('국세·지방세 체납', '아니요');
  await page.goto(`${h.base}/programmes/${programme}`);
  await page.getByRole('heading', { name: '우리 기업이 신청할 수 있나요' }).waitFor();
  await page.getByText(/모든 요건에 맞아요|아래 항목을 알아야/).first().waitFor();
  assert.equal(await page.getByText('아래 이유로 신청할 수 없어요.').count(), 0);
}

async function draftOf(page, title) {
  const sponsor = (await asked(page, 'GET', '/organisations')).items.find(
    (one) => one.kind === 'sponsor',
  );
  const least = 10_000_000;
  for (const plan of (await asked(page, 'GET', '/plans')).items) {
    const { document } = await asked(page, 'GET', `/plans/${plan.id}`);
    const chosen = document.options.filter((option) => document.package.options.includes(option.id));
    if (chosen.reduce((sum, option) => sum + option.cost, 0) < least) continue;
    const draft = await asked(page, 'POST', '/applications', {
      plan_id: plan.id,
      sponsor_id: sponsor.id,
      options: document.package.options,
    });
    await asked(page, 'PATCH', `/applications/${draft.id}`, { title });
    return draft;
  }
  throw new Error('owner@hanbit has no plan that is large enough');
}

async function costSheet(h, state) {
  const page = await h.page();
  await h.signIn(page, 'owner@hanbit');
  state.title = `평가받을 신청 ${Date.now()}`;
  const draft = await draftOf(page, state.title);
  state.application = draft.id;
  await page.goto(`${h.base}/applications/${draft.id}`);
  await page.getByText('사업비 명세가 아직 없어요').waitFor();
  await page.getByText('표 프로그램에서 붙여넣기').click();
  const rest = draft.total - 100_000 - 100_001;
  await page
    .getByLabel('복사한 칸')
    .fill(
      [
        '비목\t품명\t모델\t규격\t단가\t수량',
        'S/W 개발비 직접인건비\t개발\t\t\t100,000\t1',
        'S/W 개발비 제경비\t제경비\t\t\t100,001\t1',
        `N/W 구축비\t배선\tNW-1\t\t${rest}\t1`,
      ].join('\n'),
    );
  await page.getByRole('button', { name: '줄로 넣기' }).click();
  await page.getByText('단가를 읽을 수 없는 1줄은 넣지 않았어요.').waitFor();
  const save = page.getByRole('button', { name: '저장하고 한도 확인' });
  await save.click();
  const second = page.getByRole('group', { name: '2번 줄' });
  await second.getByText('비목 한도를 넘습니다').waitFor();
  assert.match(await second.getByRole('alert').innerText(), /100,001[\s\S]*100,000[\s\S]*F4\.2/);
  assert.equal(await page.getByRole('group', { name: '1번 줄' }).getByRole('alert').count(), 0);
  await h.check(page, 'cost sheet');
  await h.picture(page, 'cost-sheet');
  await second.getByLabel('단가').fill('100000');
  await page.getByRole('group', { name: '3번 줄' }).getByLabel('단가').fill(String(rest + 1));
  await save.click();
  await page.getByText('한도에 모두 맞아요').waitFor();
  const prices = page.getByRole('table', { name: '앞선 견적과 견준 위치' });
  await prices.getByText(/앞선 견적이 없습니다|앞선 \d+건/).first().waitFor();
  assert.equal(await pressesOf(page, save, null), 1, 'a trembling hand is one press');
  assert.equal(await pressesOf(page, save, second.getByLabel('규격')), 2, 'a change between, and both count');
}

/* How many requests two presses make that come at once, with something typed in between or not. */
async function pressesOf(page, button, field) {
  await page.waitForTimeout(500); /* the press before is no part of it */
  let sent = 0;
  const count = (request) => (sent += request.method() === 'POST' ? 1 : 0);
  page.on('request', count);
  await button.evaluate(
    (button, field) => {
      button.click();
      if (field) {
        field.value = `${field.value}.`;
        field.dispatchEvent(new InputEvent('input', { bubbles: true }));
      }
      button.click();
    },
    field && (await field.elementHandle()),
  );
  await page.getByText('한도에 모두 맞아요').waitFor();
  await page.waitForTimeout(500);
  page.off('request', count);
  return sent;
}

/* The connection goes while somebody writes; the window is closed; nothing is lost. */
async function costOffline(h, state) {
  const page = await h.page({ allow: [/ERR_INTERNET_DISCONNECTED|ERR_FAILED/] });
  await h.signIn(page, 'owner@hanbit');
  await page.goto(`${h.base}/applications/${state.application}`);
  const name = page.getByRole('group', { name: '1번 줄' }).getByLabel('품명');
  await name.waitFor();
  const before = await name.inputValue();
  await page.context().setOffline(true);
  await name.fill('연결 없이 쓴 품명');
  await page.getByRole('button', { name: '저장하고 한도 확인' }).click();
  await page.getByText('쓴 것은 이 기기에 남아 있어요').waitFor();
  await page.context().setOffline(false);
  await page.reload();
  await page.getByText('이 기기에 있어 이어서 씁니다').waitFor();
  assert.equal(await name.inputValue(), '연결 없이 쓴 품명');
  await h.check(page, 'cost sheet, resumed');
  await page.getByRole('button', { name: '저장하고 한도 확인' }).click();
  await page.getByText('이 기기에 있어 이어서 씁니다').waitFor({ state: 'detached' });
  /* Somebody else wrote meanwhile: a person decides. */
  await page.context().setOffline(true);
  await name.fill('내 것');
  await page.context().setOffline(false);
  await page.reload();
  await page.getByText('이 기기에 있어 이어서 씁니다').waitFor();
  const { items } = await asked(page, 'GET', `/applications/${state.application}/costs`);
  await asked(page, 'POST', `/applications/${state.application}/costs`, {
    costs: items.map(({ item, name: called, model, spec, unit_price, quantity, amount }, i) => ({
      item,
      name: i === 0 ? before : called,
      model,
      spec,
      unit_price,
      quantity,
      amount,
    })),
  });
  await page.reload();
  await page.getByText('그 사이 서버의 것이 바뀌었어요').waitFor();
  assert.equal(await name.inputValue(), before);
  await page.getByRole('button', { name: '버리기' }).click();
  await page.reload();
  await name.waitFor();
  assert.equal(await page.getByText('그 사이 서버의 것이 바뀌었어요').count(), 0);
  assert.equal(await name.inputValue(), before);
}

async function offline(h, state) {
  const page = await h.page({ allow: [/ERR_INTERNET_DISCONNECTED|ERR_FAILED/] });
  await h.signIn(page, 'owner@hanbit');
  const address = `${h.base}/applications/${state.application}`;
  await page.goto(address);
  const summary = page.getByLabel('무엇을 왜 바꾸나요');
  await summary.waitFor();
  await page.context().setOffline(true);
  await summary.fill('끊긴 동안 쓴 요약: 병목 공정의 전환 시간을 줄이는 설비를 들입니다.');
  await page.getByText('연결이 끊겨 이 기기에 저장했어요.').waitFor();
  await page.context().setOffline(false);
  await page.getByText(/^저장됨 /).first().waitFor({ timeout: 20000 });
  const kept = await ask(page, 'GET', `/applications/${state.application}`);
  assert.match(kept.summary, /^끊긴 동안 쓴 요약/);
  /* Again, and this time the window is closed before the connection is back. */
  await page.route('**/api/applications/*', (route) =>
    route.request().method() === 'PATCH' ? route.abort() : route.continue(),
  );
  await summary.fill(`${kept.summary} 창을 닫기 전에 쓴 말.`);
  await page.getByText('연결이 끊겨 이 기기에 저장했어요.').waitFor();
  const next = await page.context().newPage();
  await page.close();
  await next.goto(address);
  await next.getByText(/^저장됨 /).first().waitFor({ timeout: 20000 });
  const sent = await ask(next, 'GET', `/applications/${state.application}`);
  assert.match(sent.summary, /창을 닫기 전에 쓴 말\.$/);
  await asked(next, 'POST', `/applications/${state.application}/submit`, {});
}

/* ---- the officer ---- */

/* Five reviewers and two mentors of this run's own. */
async function newcomers(h, state) {
  const page = await h.page();
  await h.signIn(page, 'officer@kbiz');
  await stepUp(h, page, 'officer@kbiz');
  const nobody = await h.page();
  await nobody.goto(h.base);
  const run = Date.now();
  const house = async (name, kind) =>
    (
      await asked(page, 'POST', '/organisations', {
        name: `${name} ${run}`,
        kind,
        business_number: null,
        region: null,
      })
    ).id;
  const panel = await house('평가단(가상)', 'reviewer');
  const guides = await house('멘토단(가상)', 'mentor');
  state.people = [];
  for (const [i, given] of ['가온', '나래', '다솜', '라온', '마루', '바로', '멘토하나', '멘토두리'].entries()) {
    /* The server may have seen people of an earlier run. */
    const name = `${given}${run % 1_000_000}`;
    const isMentor = i >= 6;
    const { token } = await asked(page, 'POST', '/invitations', {
      organisation_id: isMentor ? guides : panel,
      post: isMentor ? '멘토' : '위원',
      role: isMentor ? 'mentor' : 'reviewer',
      email: `p${i}@example.kr`,
    });
    const login = `p${i}-${run}`;
    await asked(nobody, 'POST', '/invitations/accept', { token, login, name, password });
    h.accounts.learn(login, password, null);
    state.people.push({ login, name });
  }
}

async function seats(h, state) {
  const page = await h.page();
  await h.signIn(page, 'officer@kbiz');
  await page.goto(`${h.base}/applications/${state.application}`);
  const card = page.getByRole('region', { name: '평가위원 배정' }).first();
  await card.getByText('배정한 평가위원이 없어요').waitFor();
  const [tied, first] = state.people;
  const option = (field, name) =>
    field.locator('option', { hasText: name }).first().getAttribute('value');
  await card.getByText('알게 된 이해관계 기록').click();
  const whose = card.getByLabel('누구의 이해관계인가요');
  await whose.selectOption(await option(whose, `${tied.name} ·`));
  await card.getByLabel('설명').fill('처남이 다니는 회사');
  await card.getByRole('button', { name: '이해관계 기록' }).click();
  await card.getByText('이해관계를 기록했어요').waitFor();
  await card.getByLabel('평가', { exact: true }).selectOption({ label: '기술성평가' });
  const person = card.getByLabel('평가위원', { exact: true });
  await person.locator('option', { hasText: /이해관계/ }).first().waitFor({ state: 'attached' });
  await person.selectOption(await option(person, `${tied.name} ·`));
  await card.getByRole('button', { name: '배정' }).click();
  const refused = card.getByRole('alert');
  await refused.waitFor();
  assert.match(await refused.innerText(), /이해관계가 있어 평가할 수 없습니다[\s\S]*F1\.36/);
  await h.check(page, 'barred seat');
  await h.picture(page, 'seat-barred');
  await person.selectOption(await option(person, `${first.name} ·`));
  await card.getByRole('button', { name: '배정' }).click();
  await card.getByRole('row', { name: new RegExp(first.name) }).waitFor();
  /* The others by the same route. */
  const { items } = await asked(page, 'GET', `/applications/${state.application}/candidates`);
  const id = (name) => items.find((one) => one.name === name && !one.barred)?.person_id;
  for (const { name } of state.people.slice(2))
    await asked(page, 'POST', `/applications/${state.application}/seats`, {
      review: name.startsWith('멘토') ? 'site' : 'technical',
      person_id: id(name),
      days: 14,
    });
  await page.reload();
  await h.check(page, 'application of the officer');
  await h.picture(page, 'seats');
}

/* ---- the reviewers ---- */

async function review(h, state) {
  const page = await h.page();
  const { login } = state.people[1];
  await h.signIn(page, login);
  await page.goto(`${h.base}/reviews`);
  await h.check(page, 'own reviews');
  await page.getByRole('link', { name: new RegExp(state.title) }).click();
  await page.getByRole('button', { name: '이해관계 없음을 확인하고 시작' }).click();
  const capability = page.getByLabel(/도입기업 역량/);
  await capability.selectOption({ label: '우수 (80점)' });
  await page.getByText(/^저장됨 /).waitFor();
  /* What is not handed in is there again, and counts nothing. */
  await page.reload();
  await page.getByLabel(/도입기업 역량/).waitFor();
  assert.equal(await page.getByLabel(/도입기업 역량/).inputValue(), 'good');
  await page.getByRole('button', { name: '제출하고 서명' }).click();
  await page.getByText('평가 의견을 적어 주세요').waitFor();
  await page.getByLabel(/구축 필요성/).selectOption({ label: '매우우수 (100점)' });
  await page.getByLabel(/적절성/).selectOption({ label: '우수 (80점)' });
  await page.getByLabel('평가 의견').fill('병목과 효과가 자료로 확인되고, 계획을 다시 계산해 보았습니다.');
  await page.getByText('이 평가표의 점수: 88.0점').waitFor();
  await page.getByRole('button', { name: '다시 계산' }).click();
  await page.getByText('다시 계산한 계획이 한 바이트까지 같아요').waitFor({ timeout: 180000 });
  /* No price and no cost sheet reaches a reviewer, by the page or by the route. */
  assert.equal(await page.getByRole('heading', { name: '사업비 명세' }).count(), 0);
  const costs = await ask(page, 'GET', `/applications/${state.application}/costs`);
  assert.equal(costs.status, 403);
  await h.check(page, 'review');
  await h.picture(page, 'review');
  await page.getByRole('button', { name: '제출하고 서명' }).click();
  await h.prove(page, login, page.getByText(/에 서명했어요/));
}

/* A mentor's sheet of the visit, on a phone, with a bonus that the visit found true. */
async function reportByPage(h, state, login) {
  const page = await h.page({ size: 'phone' });
  await h.signIn(page, login);
  await page.goto(`${h.base}/applications/${state.application}/review`);
  for (const item of [/도입기업 역량/, /구축 필요성/, /적절성/])
    await page.getByLabel(item).selectOption({ label: '매우우수 (100점)' });
  await page.getByLabel('평가 의견').fill('현장을 보았습니다.');
  await page.getByText('뿌리기업').click();
  assert.equal(await page.getByRole('alert').count(), 0, 'nothing is shown that a mentor may not ask for');
  await h.check(page, 'sheet of a visit on a phone');
  await h.picture(page, 'visit-phone');
  await page.getByRole('button', { name: '의견 제출' }).click();
  await page.getByRole('button', { name: '의견 제출' }).waitFor({ state: 'detached' });
}

/* The other sheets by the same routes. */
async function otherSheets(h, state) {
  const grades = ['best', 'good', 'fair', 'worst', 'best', 'good'];
  for (const [i, { login, name }] of state.people.slice(2).entries()) {
    const page = await h.page();
    await h.signIn(page, login);
    await stepUp(h, page, login);
    const { items } = await asked(page, 'GET', '/reviews');
    const seat = items.find((one) => one.application_id === state.application);
    const values = {
      answers: ['capability', 'need', 'goals'].map((item) => ({ item, grade: grades[i] })),
      opinion: '자료를 확인함',
    };
    const step = (key, body) => asked(page, 'POST', `/matters/${seat.matter_id}/steps/${key}`, body);
    if (name.startsWith('멘토')) {
      state.visits = [...(state.visits ?? []), { page: login, matter: seat.matter_id, values }];
      continue;
    }
    await step('declare', {});
    await step('score', { values });
    await step('sign', {});
  }
  const officer = await h.page();
  await h.signIn(officer, 'officer@kbiz');
  const on = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
  for (const { matter } of state.visits)
    await asked(officer, 'POST', `/matters/${matter}/steps/schedule`, { values: { visit_on: on } });
  const [seen, ...others] = state.visits;
  await reportByPage(h, state, seen.page);
  for (const { page: login, matter, values } of others) {
    const page = await h.page();
    await h.signIn(page, login);
    await asked(page, 'POST', `/matters/${matter}/steps/report`, { values });
  }
  for (const { matter } of state.visits)
    await asked(officer, 'POST', `/matters/${matter}/steps/confirm`, {});
}

/* ---- the result ---- */

async function ranking(h, state) {
  const page = await h.page();
  await h.signIn(page, 'officer@kbiz');
  await page.goto(`${h.base}/programmes/${programme}`);
  await page.getByRole('link', { name: '평가 순위 보기' }).click();
  const row = page
    .getByRole('table', { name: '지금의 순위' })
    .getByRole('row')
    .filter({ has: page.locator(`a[href="/applications/${state.application}"]`) });
  await row.waitFor();
  assert.match(await row.innerText(), /기준 점수 이상/);
  await row.getByRole('button', { name: /근거 보기/ }).click();
  const lines = page.getByRole('table', { name: '점수의 근거' });
  assert.match(await lines.innerText(), /뿌리기업/, 'the bonus that the visit found true');
  assert.match(await lines.innerText(), /제외/, 'the highest and the lowest sheet are left out');
  assert.match(await lines.innerText(), new RegExp(state.people[1].name), 'with who signed');
  await page.getByRole('button', { name: '순위 확정' }).click();
  await page.getByRole('button', { name: '확정', exact: true }).click();
  const same = page.getByText('다시 계산한 순위가 확정한 순위와 같아요');
  await h.prove(page, 'officer@kbiz', same);
  await h.check(page, 'ranking');
  await h.picture(page, 'ranking');
  h.made.ranking = '/programmes/winwin-2025-advanced/ranking';
}

async function reasons(h, state) {
  const officer = await h.page();
  await h.signIn(officer, 'officer@kbiz');
  await asked(officer, 'POST', `/applications/${state.application}/reject`, {
    note: '예산 소진',
  });
  const page = await h.page({ size: 'phone' });
  await h.signIn(page, 'owner@hanbit');
  await page.goto(`${h.base}/applications/${state.application}`);
  const lines = page.getByRole('table', { name: '점수의 근거' });
  await lines.waitFor();
  const text = await lines.innerText();
  assert.match(text, /F3\.10/, 'each number has its rule');
  for (const { name } of state.people)
    assert.ok(!text.includes(name), 'who judged is not told to the judged');
  await h.check(page, 'reasons of the score');
  await h.picture(page, 'score-phone');
}

export async function selection(h) {
  const state = {};
  const parts = [
    ['a firm tells its profile once and learns why it may not apply', profile],
    ['the cost sheet says beside each row which limit it breaks', costSheet],
    ['a cost sheet that is typed without a connection is there again, and nobody is overwritten', costOffline],
    ['text that is typed without a connection is kept and sent when it is back', offline],
    ['reviewers come in by invitation', newcomers],
    ['who has a tie is not seated, and the page says by which article', seats],
    ['a reviewer scores beside the evidence, after the plan came out the same again', review],
    ['the other reviewers and mentors hand in their sheets', otherSheets],
    ['the ranking is fixed with a fresh proof and comes out equal again', ranking],
    ['the firm sees every number of its score and not who gave it', reasons],
  ];
  for (const [title, run] of parts) if (!(await h.test(title, () => run(h, state)))) break;
}
