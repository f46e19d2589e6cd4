// The verify page: what a file is, said by a program that sends nothing anywhere.

import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { accessible, expect, listed, LOCALES, shots, speak, test, type Page } from '../fixtures';

const HEADINGS = {
  issued: 'Genuine, complete and current',
  unchecked: 'Genuine and complete',
  altered: 'Changed after it was issued',
  notOurs: 'Not a report that was issued here',
  otherReport: 'Genuine, but not the report whose code you scanned',
} as const;

/** The smallest PDF of a stranger. */
const STRANGER = bytesOf('%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');

/** What the page may fetch: itself, its assets, and the one list that is the same for everybody. */
const ALLOWED = [/^\/verify$/, /^\/v\/[0-9a-f]{16}\/(verify\.js$|pkg\/)/, /^\/icons\.svg$/, /^\/favicon\.svg$/, /^\/standing$/];

/** The bytes of a text. */
function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** The sample report of this server, once the list is younger than it. */
async function sample(page: Page): Promise<Uint8Array> {
  const answer = await page.request.get('/verify/sample.pdf');
  expect(answer.status()).toBe(200);
  const file = new Uint8Array(await answer.body());
  await listed(page, file);
  return file;
}

/** Chooses a file, at first or after another one. */
async function check(page: Page, file: Uint8Array, name = 'report.pdf'): Promise<void> {
  const first = page.getByLabel('Drop the PDF here');
  const area = (await first.isVisible()) ? first : page.getByLabel('Check another file');
  await area.setInputFiles({ name, mimeType: 'application/pdf', buffer: Buffer.from(file) });
}

/** Drops a file of zeros, too large to be handed over from here. */
async function drop(page: Page, bytes: number, name: string): Promise<void> {
  const data = await page.evaluateHandle(
    ([bytes, name]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([new Uint8Array(bytes)], name));
      return transfer;
    },
    [bytes, name] as const,
  );
  await page.dispatchEvent('body', 'drop', { dataTransfer: data });
}

/** The verdict that is shown. */
function verdict(page: Page, name: string) {
  return page.getByRole('region', { name });
}

/** A verdict is shown, whole and read out. */
async function expectVerdict(page: Page, name: string): Promise<void> {
  await expect(verdict(page, name)).toBeVisible();
  // Nothing in it is left to fill in.
  expect(await page.locator('#verdict').textContent()).not.toMatch(/[{}]/);
  // It is read out, and whoever uses the keyboard is there.
  await expect(page.getByRole('heading', { name })).toBeFocused();
}

/** Notes the paths of all requests from now on. */
function pathsFrom(page: Page): string[] {
  const paths: string[] = [];
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith('http')) paths.push(request.method() === 'GET' ? url.pathname + url.search : request.method());
  });
  page.on('websocket', (socket) => paths.push(socket.url()));
  return paths;
}

// What the page shows comes from the file; what the server sends it is tried on both databases in Rust.
test.beforeEach(() => test.skip(test.info().project.name !== 'sqlite', 'it does the same on both databases'));

test('the genuine sample is green and the tampered one is red, in both languages', async ({ page }) => {
  await sample(page);
  await page.goto('/verify');
  for (const locale of LOCALES) {
    await speak(page, locale);
    // Before the program runs, the link is one to the file.
    await page.waitForLoadState('networkidle');
    const [genuine, tampered] = await page.locator('a[data-sample]').all();
    await genuine!.click();
    await expect(page.locator('.verdict.good')).toBeVisible();
    await expect(page.locator('.verdict .asks > li')).toHaveCount(4);
    await accessible(page);
    await tampered!.click();
    await expect(page.locator('.verdict.bad')).toBeVisible();
    expect(await page.locator('#verdict').textContent()).not.toMatch(/[{}]/);
    await accessible(page);
  }
});

test('a genuine report says who issued it, since when, and what is in it', async ({ page }) => {
  const file = await sample(page);
  await page.goto('/verify');
  await check(page, file);
  await expectVerdict(page, HEADINGS.issued);
  const shown = verdict(page, HEADINGS.issued);
  for (const question of ['Is this exactly what was issued?', 'Who issued it?', 'Since when has it existed?', 'Is it still current today?']) {
    await expect(shown.getByText(question)).toBeVisible();
  }
  // What the issuer states and what others confirm are kept apart.
  await expect(shown.getByText(/^The issuer states|states .* UTC: entry \d+ of its public log/)).toBeVisible();
  await expect(shown.getByText('No independent time stamp.')).toBeVisible();
  await shown.getByText('What the record inside says').click();
  await expect(shown.getByText('Checklist', { exact: true })).toBeVisible();
  await shown.getByText('Details, and how to check without us').click();
  await expect(shown.getByText(/^[0-9a-f]{64}$/)).toHaveCount(5);
});

test('the record is shown whole, once it is opened', async ({ page }) => {
  const file = await sample(page);
  await page.goto('/verify');
  for (const [locale, heading, fold, signed] of [
    ['en', HEADINGS.issued, 'The record, whole', 'Agreed to:'],
    ['es', 'Auténtico, completo y vigente', 'Los datos, completos', 'Texto aceptado:'],
  ] as const) {
    await speak(page, locale);
    await page.locator('input[type=file]').first().setInputFiles({ name: 'a.pdf', mimeType: 'application/pdf', buffer: Buffer.from(file) });
    await expectVerdict(page, heading);
    const whole = page.locator('[data-whole]');
    await expect(whole.locator('*')).toHaveCount(0);
    await page.getByText(fold, { exact: true }).click();
    // A heading for each item, and words for what was answered.
    await expect(async () => expect(await whole.locator('h4').count()).toBeGreaterThan(5)).toPass();
    await expect(whole.getByText(locale === 'en' ? 'Pass' : 'Cumple', { exact: true }).first()).toBeVisible();
    await expect(whole.getByText(signed).first()).toBeVisible();
    await expect(whole.getByText(/^[0-9a-f]{64}$/).first()).toBeVisible();
    expect(await whole.textContent()).not.toMatch(/[{}]/);
    await accessible(page);
    // Another fold, and this one again: nothing is there twice.
    const items = await whole.locator('h4').count();
    await page.getByText(fold, { exact: true }).click();
    await page.getByText(fold, { exact: true }).click();
    await expect(whole.locator('h4')).toHaveCount(items);
  }
});

test('each signer has a label of their own', async ({ page }) => {
  const file = await sample(page);
  await page.goto('/verify');
  await check(page, file);
  await expectVerdict(page, HEADINGS.issued);
  await page.getByText('What the record inside says').click();
  const columns = await page.locator('.verdict .facts').first().evaluate((list) => {
    const left = (name: string) => Array.from(list.querySelectorAll(name), (element) => Math.round(element.getBoundingClientRect().left));
    return { labels: new Set(left('dt')).size, facts: new Set(left('dd')).size };
  });
  expect(columns).toEqual({ labels: 1, facts: 1 });
});

test('another language keeps the code, and asks before it lets the file go', async ({ page }) => {
  const file = await sample(page);
  await page.goto('/verify#1.AAAA');
  await expectVerdict(page, 'This code is not complete');
  await page.getByRole('button', { name: 'Español' }).click();
  await expect(page.getByRole('heading', { name: 'Este código no está completo' })).toBeVisible();
  expect(new URL(page.url()).hash).toBe('#1.AAAA');
  await page.getByRole('button', { name: 'English' }).click();
  await expectVerdict(page, 'This code is not complete');

  await check(page, file);
  await expectVerdict(page, HEADINGS.issued);
  page.once('dialog', (dialog) => void dialog.dismiss());
  await page.getByRole('button', { name: 'Español' }).click();
  await expect(verdict(page, HEADINGS.issued)).toBeVisible();
  page.once('dialog', (dialog) => void dialog.accept());
  await page.getByRole('button', { name: 'Español' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'es');
  expect(new URL(page.url()).hash).toBe('#1.AAAA');
});

test('nothing on the Spanish page is English', async ({ page }) => {
  await page.goto('/verify');
  await speak(page, 'es');
  await page.waitForLoadState('networkidle');
  await page.locator('input[type=file]').first().setInputFiles({ name: 'a.pdf', mimeType: 'application/pdf', buffer: Buffer.from(STRANGER) });
  await expectVerdict(page, 'No es un informe emitido aquí');
  await page.getByText('Detalles y cómo comprobarlo sin esta página').click();
  await expect(page.getByText('El archivo no empieza como un informe o no tiene lugar para un sello.')).toBeVisible();
  await expect(page.locator('#verdict [lang]')).toHaveCount(0);
});

test('a fingerprint is looked up as it was copied', async ({ page }) => {
  const file = await sample(page);
  const digest = createHash('sha256').update(file).digest('hex').toUpperCase();
  await page.goto('/verify');
  for (const between of [':', '-', ' ']) {
    await page.getByText('Check by hand, without this page’s program').click();
    await page.getByLabel('Then look its 64 digits up:').fill(digest.replace(/..(?=.)/g, `$&${between}`));
    await page.getByRole('button', { name: 'Look up' }).click();
    await expect(page.getByRole('heading', { name: 'A report with this fingerprint was issued' })).toBeVisible();
    await page.goto('/verify');
  }
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('what a code says lies above the place for the file, which is chosen and not dropped', async ({ page }) => {
    await page.goto('/verify#1.AAAA');
    const said = page.getByRole('region', { name: 'This code is not complete' });
    await expect(said).toBeVisible();
    const area = page.locator('#drop');
    await expect(area).toContainText('Choose the PDF you received');
    await expect(area.getByText('Choose the PDF you received')).toBeVisible();
    await expect(area.getByText('Drop the PDF here')).toBeHidden();
    const [above, below] = [await said.boundingBox(), await area.boundingBox()];
    expect(above!.y + above!.height).toBeLessThanOrEqual(below!.y);
  });
});

test('nothing leaves the device but the request for one list', async ({ page }) => {
  const file = await sample(page);
  const paths = pathsFrom(page);
  await page.goto('/verify');
  await check(page, file);
  await expectVerdict(page, HEADINGS.issued);
  await check(page, STRANGER);
  await expectVerdict(page, HEADINGS.notOurs);
  expect(paths.filter((path) => !ALLOWED.some((allowed) => allowed.test(path)))).toEqual([]);
  expect(paths.filter((path) => path === '/standing')).toHaveLength(1);
});

test('a changed byte is told, and so is one that was added, with the original offered back', async ({ page }) => {
  const file = await sample(page);
  await page.goto('/verify');
  const changed = file.slice();
  changed[changed.length >> 2]! ^= 1;
  await check(page, changed);
  await expectVerdict(page, HEADINGS.altered);
  await expect(page.getByText('Something inside the file was changed.')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Save the original' })).toHaveCount(0);

  await check(page, new Uint8Array([...file, 10]));
  await expectVerdict(page, HEADINGS.altered);
  await expect(page.getByText('Bytes added at the end after it was issued: 1.')).toBeVisible();
  await accessible(page);
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Save the original' }).click();
  const saved = await download;
  expect(saved.suggestedFilename()).toBe('report-original.pdf');
  expect(new Uint8Array(readFileSync(await saved.path()))).toEqual(file);
});

test('a report that something was put in front of is given back', async ({ page }) => {
  const file = await sample(page);
  await page.goto('/verify');
  for (const [before, after] of [['report.pdf\r\n', ''], ['<p>Your download</p>'.repeat(60), '\r\n']] as const) {
    await check(page, new Uint8Array([...bytesOf(before), ...file, ...bytesOf(after)]));
    await expectVerdict(page, HEADINGS.altered);
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Save the original' }).click();
    expect(new Uint8Array(readFileSync(await (await download).path()))).toEqual(file);
  }
});

test('a report that was cut short is to be downloaded again, in both languages', async ({ page }) => {
  const file = await sample(page);
  await page.goto('/verify');
  for (const part of [0.01, 0.5, 0.999]) {
    await check(page, file.slice(0, file.length * part));
    await expectVerdict(page, 'This file is not complete');
    await expect(page.getByText('Download the file again')).toBeVisible();
    await accessible(page);
  }
  await speak(page, 'es');
  await page.locator('input[type=file]').first().setInputFiles({
    name: 'informe.pdf',
    mimeType: 'application/pdf',
    buffer: Buffer.from(file.slice(0, file.length >> 1)),
  });
  await expect(page.getByRole('heading', { name: 'Este archivo no está completo' })).toBeFocused();
});

test('a report in a mail is told as what it is, handed out and checked', async ({ page }) => {
  const file = await sample(page);
  const lines = Buffer.from(file).toString('base64').replace(/.{76}/g, '$&\r\n');
  const header = 'MIME-Version: 1.0\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n';
  await page.goto('/verify');
  await check(page, bytesOf(header + lines), 'Your report.eml');
  await expectVerdict(page, 'A report inside another file');
  await expect(page.getByText('A saved e-mail.')).toBeVisible();
  await expect(page.getByText('Not one byte of the report inside has changed.')).toBeVisible();
  await expect(page.locator('.verdict.good')).toHaveCount(0);
  await accessible(page);
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Save the report' }).click();
  const saved = await download;
  expect(saved.suggestedFilename()).toBe('Your report.pdf');
  expect(new Uint8Array(readFileSync(await saved.path()))).toEqual(file);
  await page.getByRole('button', { name: 'Check the report inside' }).click();
  await expectVerdict(page, HEADINGS.issued);

  await check(page, bytesOf(`${header}bm8gcmVwb3J0\r\n`), 'Another.eml');
  await expectVerdict(page, 'No report was found in this file');
  await accessible(page);
});

test('what is no report has words of its own', async ({ page }) => {
  await page.goto('/verify');
  await check(page, STRANGER);
  await expectVerdict(page, HEADINGS.notOurs);
  await expect(page.locator('.verdict.stranger')).toBeVisible();
  await accessible(page);
  await check(page, bytesOf('hello'), 'notes.txt');
  await expectVerdict(page, 'This is not a PDF');
  await check(page, bytesOf(''));
  await expectVerdict(page, 'This file is empty');
  await drop(page, 257 << 20, 'film.mp4');
  await expectVerdict(page, 'Too large to be a report');
  await expect(verdict(page, 'Too large to be a report').getByText(/^[0-9a-f]{64}$/)).toBeVisible();
});

test.describe('without a connection', () => {
  test.use({ expectedErrors: [/ERR_INTERNET_DISCONNECTED|ERR_FAILED/] });

  test('a page that was loaded goes on working', async ({ page, context }) => {
    const file = await sample(page);
    const listed = page.waitForResponse('**/standing');
    await page.goto('/verify');
    await listed;
    await context.setOffline(true);
    await check(page, file);
    await expectVerdict(page, HEADINGS.issued);
    await page.getByRole('link', { name: 'a genuine sample' }).click();
    await expectVerdict(page, 'The sample could not be fetched');
  });

  test('without the list the verdict comes all the same, and is not green', async ({ page }) => {
    const file = await sample(page);
    await page.route('**/standing', (route) => route.abort());
    await page.goto('/verify');
    await check(page, file);
    await expectVerdict(page, HEADINGS.unchecked);
    await expect(page.locator('.verdict.calm')).toBeVisible();
    await accessible(page);
    await page.unroute('**/standing');
    await page.getByRole('button', { name: 'Check again' }).click();
    await expectVerdict(page, HEADINGS.issued);
  });
});

test.describe('where the module does not start', () => {
  test.use({ expectedErrors: [/verifier\.wasm|ERR_FAILED|CompileError|Failed to fetch/] });

  test('the page says so instead of taking files', async ({ page }) => {
    await page.route('**/pkg/verifier.wasm', (route) => route.abort());
    await page.goto('/verify');
    await expect(page.getByRole('alert')).toContainText('The check could not start');
    await expect(page.locator('#drop')).toBeHidden();
  });
});

test('a code is never green, and one that nobody here made is told', async ({ page }) => {
  await page.goto('/verify#1.AAAA');
  await expectVerdict(page, 'This code is not complete');
  await page.goto('/verify#2.AAAA.AAAA');
  await expectVerdict(page, 'This code was made by a newer Norven');
  await page.goto(`/verify#1.AAAA.${'A'.repeat(86)}`);
  await expectVerdict(page, 'This issuer did not make this code');
  await expect(page.locator('.verdict.good')).toHaveCount(0);
});

/** The reports that `crates/proof` keeps for ever, and what the page says of each. */
const KEPT = {
  issued: HEADINGS.issued,
  superseded: 'Genuine, but replaced',
  stamped: HEADINGS.issued,
  revoked: 'Genuine, but revoked',
  altered: HEADINGS.altered,
  unlogged: 'Sealed, but not proved to be issued',
  appended: HEADINGS.altered,
  'not-ours': HEADINGS.notOurs,
  contradicted: 'Genuine, but its times contradict each other',
  stripped: HEADINGS.altered,
  future: 'Made by a newer Norven',
  'future-member': 'Made by a newer Norven',
} as const;

/** Where what `crates/proof` keeps for ever is. */
function kept(name: string): string {
  return resolve(test.info().file, '../../../crates/proof/tests/vectors', name);
}

/** Has the page trust the issuer of the reports that are kept for ever. */
async function trustKept(page: Page, edit = (trust: any) => trust): Promise<void> {
  const trust = JSON.stringify(edit(JSON.parse(readFileSync(kept('trust.json'), 'utf8')))).replaceAll('</', '<\\/');
  await page.route('**/verify', async (route) => {
    const response = await route.fetch();
    const html = await response.text();
    const body = html.replace(/(<script[^>]* id="trust"[^>]*>)[^]*?(?=<\/script>)/, (_, open) => open + trust);
    await route.fulfill({ response, body });
  });
  await page.route('**/standing', (route) => route.fulfill({ path: kept('standing.txt'), contentType: 'text/plain' }));
  // By today's clock, their list and their keys would be old one day.
  await page.clock.setFixedTime(new Date('2026-11-23T10:53:12Z'));
}

/** A key of this name as a trust document names it, and what it signs. */
function keyOf(name: string) {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const key = new Uint8Array([1, ...Buffer.from(publicKey.export({ format: 'jwk' }).x!, 'base64url')]);
  const id = createHash('sha256').update(bytesOf(`${name}\n`)).update(key).digest('hex').slice(0, 8);
  const line = `${name}+${id}+${Buffer.from(key).toString('base64')}`;
  return { name, id, key: line, sign: (text: string) => sign(null, bytesOf(text), privateKey) };
}

/** The fragment of a code: six facts in CBOR, of which the last is the beginning of the content digest. */
function fragmentOf(signer: ReturnType<typeof keyOf>, number: string, content: string): string {
  const text = (words: string) => [0x60 | words.length, ...bytesOf(words)];
  const day = [0x19, 20779 >> 8, 20779 & 255];
  const cbor = [0x86, ...text(number), 1, ...day, ...text('Acme'), ...text('96.5 %'), 0x50, ...Buffer.from(content.slice(0, 32), 'hex')];
  const facts = Buffer.from(cbor).toString('base64url');
  return `#1.${facts}.${signer.sign(`${signer.name}/qr/v1\n${facts}\n`).toString('base64url')}`;
}

test('the code of one report and the file of another are not green', async ({ page }) => {
  const signer = keyOf('reports.example/qr');
  await trustKept(page, (trust) => ({ ...trust, qr_key: signer.key }));
  const issued = JSON.parse(readFileSync(kept('issued.json'), 'utf8'));
  await page.goto(`/verify${fragmentOf(signer, 'AC-2026-000077', '00'.repeat(16))}`);
  await expectVerdict(page, 'A record with these facts was issued');
  await check(page, new Uint8Array(readFileSync(kept('issued.pdf'))));
  await expectVerdict(page, HEADINGS.otherReport);
  await expect(page.locator('.verdict.caution')).toBeVisible();
  const head = page.locator('.verdict-head');
  await expect(head).toContainText('AC-2026-000077');
  await expect(head).toContainText(issued.record.number);
  await accessible(page);
  // What is worse stays worse.
  await check(page, new Uint8Array(readFileSync(kept('revoked.pdf'))));
  await expectVerdict(page, KEPT.revoked);
  // The code of the file itself leaves it green.
  await page.goto('about:blank');
  await page.goto(`/verify${fragmentOf(signer, issued.record.number, issued.seal.record)}`);
  await expectVerdict(page, 'A record with these facts was issued');
  await check(page, new Uint8Array(readFileSync(kept('issued.pdf'))));
  await expectVerdict(page, HEADINGS.issued);
  await expect(page.getByText('It is the report whose code was scanned.')).toBeVisible();
});

test('a list that is older than the report does not call it current', async ({ page }) => {
  const signer = keyOf('reports.example/standing');
  await trustKept(page, (trust) => ({ ...trust, standing: { ...trust.standing, key: signer.key } }));
  const issued = JSON.parse(readFileSync(kept('issued.json'), 'utf8'));
  const second = Math.floor(Date.parse(issued.record.issued_at) / 1000);
  let time = second - 60;
  await page.route('**/standing', (route) => {
    const text = `${signer.name}/standing/v1\ntime ${time}\n`;
    const signature = Buffer.from([...Buffer.from(signer.id, 'hex'), ...signer.sign(text)]).toString('base64');
    return route.fulfill({ body: `${text}\n— ${signer.name} ${signature}\n`, contentType: 'text/plain; charset=utf-8' });
  });
  await page.goto('/verify');
  await check(page, new Uint8Array(readFileSync(kept('issued.pdf'))));
  await expectVerdict(page, HEADINGS.unchecked);
  await expect(page.getByText('is older than this report')).toBeVisible();
  await accessible(page);
  // By the time that somebody looks again, one was published.
  time = second + 10;
  await page.getByRole('button', { name: 'Check again' }).click();
  await expectVerdict(page, HEADINGS.issued);
});

test('the page says of the reports that are kept for ever what the library says', async ({ page }) => {
  await trustKept(page);
  await page.goto('/verify');
  for (const [name, heading] of Object.entries(KEPT)) {
    await check(page, new Uint8Array(readFileSync(kept(`${name}.pdf`))), `${name}.pdf`);
    await expectVerdict(page, heading);
  }
});

test('the keyboard alone leads to a verdict and through it', async ({ page }) => {
  const file = await sample(page);
  // Before the page is there: a window that the browser opens earlier than it hears of this is never told.
  page.on('filechooser', (chooser) =>
    chooser.setFiles({ name: 'report.pdf', mimeType: 'application/pdf', buffer: Buffer.from(file) }),
  );
  await page.goto('/verify');
  await expect(page.locator('#trust')).toBeAttached();
  await page.getByLabel('Drop the PDF here').focus();
  await page.keyboard.press('Enter');
  await expectVerdict(page, HEADINGS.issued);
  await page.keyboard.press('Tab');
  await expect(page.getByText('What the record inside says')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByText('Signed by', { exact: true }).first()).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByText('The record, whole')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByText('Agreed to:').first()).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByText('Details, and how to check without us')).toBeFocused();
});

test('the one file verifies from a disk', async ({ page, browser }) => {
  const file = await sample(page);
  const answer = await page.request.get('/verifier.html');
  expect(answer.status()).toBe(200);
  const path = test.info().outputPath('verifier.html');
  writeFileSync(path, await answer.text());
  const context = await browser.newContext({ offline: true });
  const alone = await context.newPage();
  const errors: string[] = [];
  alone.on('pageerror', (error) => errors.push(String(error)));
  await alone.goto(`file://${path}`);
  await check(alone, file);
  await expect(alone.getByRole('heading', { name: HEADINGS.unchecked })).toBeVisible();
  await check(alone, new Uint8Array([...file, 32]));
  await expect(alone.getByRole('heading', { name: HEADINGS.altered })).toBeVisible();
  expect(errors).toEqual([]);
  await context.close();
});

test('verdicts look right on both screens', async ({ page }) => {
  await sample(page);
  await page.goto('/verify');
  await page.getByRole('link', { name: 'a genuine sample' }).click();
  await expectVerdict(page, HEADINGS.issued);
  await page.getByText('Details, and how to check without us').click();
  // Nothing is wider than a phone.
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await shots(page, 'verify-issued');
});
