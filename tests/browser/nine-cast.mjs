/* What the acts of nine.mjs and nine-build.mjs share: sign-ins, amounts counted again, steps of a procedure. */

export const password = '두레박으로 물을 긷는 새벽 여섯 시';
export const dayFromNow = (days) =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Seoul' }).format(new Date(Date.now() + days * 86_400_000));

/* 33300000 -> "33,300,000원" */
export const amount = (won) => `${String(won).replace(/\B(?=(\d{3})+$)/g, ',')}원`;
/* ... -> "3,330만원", as it is said. */
export function said(won) {
  const parts = [];
  for (const [name, scale] of [['억', 1e8], ['만', 1e4], ['', 1]]) {
    const count = Math.floor(won / scale) % 1e4;
    if (count > 0) parts.push(`${amount(count).slice(0, -1)}${name}`);
  }
  return `${parts.join(' ')}원`;
}
/* Government, sponsor and firm: 30, 30 and 40 percent; what is asked for is cut below 1,000 won. */
export function shares(cost) {
  const total = cost - (cost % 1000);
  const government = Math.floor((total * 3) / 10);
  const firm = Math.floor((total * 4) / 10);
  return [government, total - government - firm, firm];
}

/* The smallest PDF that is one. */
const head = '%PDF-1.5\n1 0 obj\n<< /Type /Catalog >>\nendobj\n';
const pdf = Buffer.from(
  `${head}xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 2 /Root 1 0 R >>\nstartxref\n${head.length}\n%%EOF\n`,
);
export const paper = (name) => ({ name, mimeType: 'application/pdf', buffer: pdf });

export const region = (page, name) => page.getByRole('region', { name, exact: true });

export async function go(page, h, address) {
  await page.goto(h.base + address);
  await page.locator('main#main h1').waitFor();
}

/* A page of this person's, with a sign-in of its own. */
export async function open(h, login, address, options) {
  const page = await h.page(options);
  await h.signIn(page, login);
  await go(page, h, address);
  return page;
}

export async function choose(page, button, files) {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: button }).click();
  await (await chooser).setFiles(files);
}

/* Fills the form that asks for a step's values: texts and selections by label, lines row by row. */
export async function fill(scope, { texts = {}, selections = {}, values = {}, lines = [], papers = [], note }) {
  for (const [label, value] of Object.entries(texts)) await scope.getByLabel(label).first().fill(value);
  for (const [label, value] of Object.entries(selections))
    await scope.getByLabel(label).first().selectOption({ label: value });
  for (const [label, value] of Object.entries(values))
    await scope.getByLabel(label).first().selectOption({ value });
  for (const [i, line] of lines.entries()) {
    const row = scope.getByRole('group', { name: `${i + 1}번째 줄` });
    if ((await row.count()) === 0) await scope.getByRole('button', { name: '줄 더하기' }).click();
    await fill(row, line);
  }
  if (papers.length > 0) {
    await scope.getByLabel('증빙 서류').setInputFiles(papers.map(paper));
    await scope.getByText(papers.at(-1)).waitFor();
  }
  if (note) await scope.getByLabel(/남길 말/).fill(note);
}

/* Takes a step on the page of its procedure, and sees the state it leads to; `prove` where the step asks
 * for a fresh proof. */
export async function hand(page, { step, state, prove, ...values }) {
  const card = region(page, '지금 할 수 있는 일');
  const steps = card.getByLabel('단계');
  const button = card.getByRole('button', { name: step, exact: true });
  await steps.or(button).first().waitFor();
  if ((await steps.count()) > 0) await steps.selectOption({ label: step });
  await fill(card, values);
  await button.click();
  if (!state) return;
  const there = page.locator('h1').getByText(state, { exact: true });
  if (prove) await prove(there);
  else await there.waitFor();
}

/* Begins a procedure from the page of the case, and stands on its page. */
export async function begin(page, { machine, ...values }) {
  const card = region(page, '절차');
  await card.getByLabel('절차 시작하기').selectOption({ label: machine });
  await fill(card, values);
  await card.getByRole('button', { name: '시작', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: machine }).waitFor();
  return new URL(page.url()).pathname;
}
