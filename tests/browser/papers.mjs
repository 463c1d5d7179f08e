/* Papers, files and the search: what a person takes out of the program, puts into it and finds in it.
 * Needs a plan of owner@hanbit, as the walk makes one. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/* The smallest PDF that is one, filled up to a size with a remark in front of its table. */
function pdf(size = 0) {
  const head = '%PDF-1.5\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%';
  const body = head + 'x'.repeat(Math.max(0, size - 200)) + '\n';
  return Buffer.from(
    `${body}xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 2 /Root 1 0 R >>\n` +
      `startxref\n${body.length}\n%%EOF\n`,
  );
}
const file = (name, buffer) => ({ name, mimeType: 'application/pdf', buffer });

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
      return answer.json();
    },
    [method, path, body],
  );

async function draftOf(page, title) {
  const sponsor = (await ask(page, 'GET', '/organisations')).items.find(
    (one) => one.kind === 'sponsor',
  );
  /* Some plans are too small for the least total of the rules. */
  const least = 10_000_000;
  let draft = null;
  for (const plan of (await ask(page, 'GET', '/plans')).items) {
    const { document } = await ask(page, 'GET', `/plans/${plan.id}`);
    const chosen = document.options.filter((option) => document.package.options.includes(option.id));
    if (chosen.reduce((sum, option) => sum + option.cost, 0) < least) continue;
    draft = await ask(page, 'POST', '/applications', {
      plan_id: plan.id,
      sponsor_id: sponsor.id,
      options: document.package.options,
    });
    break;
  }
  assert.ok(draft?.id, JSON.stringify(draft));
  await ask(page, 'PATCH', `/applications/${draft.id}`, { title });
  return draft.id;
}

async function choose(page, chosen) {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: '파일 고르기' }).click();
  await (await chooser).setFiles(chosen);
}

async function attach(h, state) {
  const page = await h.page();
  await h.signIn(page, 'owner@hanbit');
  /* A title of this run's own: the server may have seen others. */
  state.title = `찾아볼 신청서 ${Date.now()}`;
  state.application = await draftOf(page, state.title);
  await page.goto(`${h.base}/applications/${state.application}`);
  const files = page.getByRole('list', { name: '붙임 파일' });
  /* Five megabytes are two parts. */
  await choose(page, file('설비 배치도.pdf', pdf(5 << 20)));
  await files.getByRole('link', { name: '설비 배치도.pdf' }).waitFor({ timeout: 60000 });
  await page.getByRole('button', { name: '파일 고르기' }).waitFor();
  await choose(page, file('견적서.pdf', Buffer.from('<html><script>alert(1)</script></html>')));
  const alert = page.getByRole('alert');
  await alert.waitFor();
  assert.match(await alert.innerText(), /파일 내용이 이름/);
  await h.check(page, 'attachments');
  await h.picture(page, 'attachments');
  assert.equal(await files.getByRole('listitem').count(), 1, 'the refused file takes no place');
  await choose(page, file('잘못 고른 것.pdf', pdf()));
  await page.getByRole('button', { name: '잘못 고른 것.pdf 지우기' }).click();
  await files.getByText('잘못 고른 것.pdf').waitFor({ state: 'detached' });
  const download = page.waitForEvent('download');
  await files.getByRole('link', { name: '설비 배치도.pdf' }).click();
  assert.equal((await download).suggestedFilename(), '설비 배치도.pdf');
}

async function dropOne(h, state) {
  const page = await h.page();
  await h.signIn(page, 'owner@hanbit');
  await page.goto(`${h.base}/applications/${state.application}`);
  const zone = page.locator('.drop');
  await zone.scrollIntoViewIfNeeded();
  const box = await zone.boundingBox();
  const folder = mkdtempSync(join(tmpdir(), 'dure-drop-'));
  const path = join(folder, '끌어 놓은 계획.pdf');
  writeFileSync(path, pdf());
  /* A real drag of a file, as only the browser itself can make one. */
  const wire = await page.context().newCDPSession(page);
  for (const type of ['dragEnter', 'dragOver', 'drop'])
    await wire.send('Input.dispatchDragEvent', {
      type,
      x: box.x + box.width / 2,
      y: box.y + 10,
      data: { items: [], files: [path], dragOperationsMask: 1 },
    });
  await page
    .getByRole('list', { name: '붙임 파일' })
    .getByRole('link', { name: '끌어 놓은 계획.pdf' })
    .waitFor({ timeout: 30000 });
  rmSync(folder, { recursive: true });
}

/* An upload that broke off after its first part goes on with the second. */
async function goOn(h) {
  const page = await h.page({ allow: [/ERR_FAILED|ERR_INTERNET/] });
  await h.signIn(page, 'owner@hanbit');
  const application = await draftOf(page, '이어 올리기');
  await page.goto(`${h.base}/applications/${application}`);
  const sent = [];
  page.on('request', (request) => {
    if (request.method() === 'PUT') sent.push(new URL(request.url()).pathname.split('/').at(-1));
  });
  const broken = '**/parts/2';
  await page.route(broken, (route) => route.abort());
  await choose(page, file('큰 도면.pdf', pdf(6 << 20)));
  await page.getByRole('alert').first().waitFor({ timeout: 60000 });
  await page.getByText('큰 도면.pdf — 올리다 멈춤 (1/2)').waitFor();
  await page.unroute(broken);
  sent.length = 0;
  await choose(page, file('큰 도면.pdf', pdf(6 << 20)));
  await page.getByRole('link', { name: '큰 도면.pdf' }).waitFor({ timeout: 60000 });
  assert.deepEqual(sent, ['2'], 'the first part is not sent again');
}

async function saved(page, name) {
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name }).click();
  const got = await download;
  return { name: got.suggestedFilename(), bytes: readFileSync(await got.path()) };
}

async function papers(h, state) {
  const page = await h.page();
  await h.signIn(page, 'owner@hanbit');
  await page.goto(`${h.base}/applications/${state.application}`);
  const paper = await saved(page, 'PDF로 받기');
  assert.equal(paper.bytes.subarray(0, 5).toString(), '%PDF-');
  assert.match(paper.name, /^사업 신청서-.*\.pdf$/);
  for (const list of ['applications', 'agreements']) {
    await page.goto(`${h.base}/${list}`);
    const sheet = await saved(page, '엑셀로 받기');
    assert.equal(sheet.bytes.subarray(0, 2).toString(), 'PK');
    assert.match(sheet.name, /목록\.xlsx$/);
  }
}

async function find(h, state) {
  const page = await h.page();
  await h.signIn(page, 'owner@hanbit');
  await page.goto(`${h.base}/models`);
  await page.locator('main#main h1').waitFor();
  await page.keyboard.press('Control+k');
  const dialog = page.getByRole('dialog', { name: '찾기' });
  await dialog.waitFor();
  await page.keyboard.type(state.title);
  await dialog.getByRole('link', { name: state.title }).waitFor();
  await h.check(page, 'search');
  await h.picture(page, 'search');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: state.title }).waitFor();
  assert.equal(new URL(page.url()).pathname, `/applications/${state.application}`);
  await page.keyboard.press('Control+k');
  await dialog.waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
}

/* A draft is its firm's alone: the sponsor finds nothing, and no number of what it does not see. */
async function findNothing(h) {
  const page = await h.page();
  await h.signIn(page, 'sponsor@hansol');
  await page.keyboard.press('Control+k');
  const dialog = page.getByRole('dialog', { name: '찾기' });
  await dialog.getByLabel('이름·번호·제목').fill('찾아볼');
  await dialog.getByText('찾은 것이 없어요.').last().waitFor();
}

export async function papersAndFiles(h) {
  const state = {};
  await h.test('a file is attached in parts, a false one refused, one taken away', () =>
    attach(h, state),
  );
  if (!state.application) return;
  await h.test('a file is dropped onto the application', () => dropOne(h, state));
  await h.test('an upload that broke off goes on where it stopped', () => goOn(h));
  await h.test('an application and the lists are saved as papers', () => papers(h, state));
  await h.test('Ctrl+K finds and opens by keyboard alone', () => find(h, state));
  await h.test('who may not see a draft finds nothing', () => findNothing(h));
}
