import { readFileSync } from 'node:fs';

import { accessible, expect, hydrated, listed, shots, signIn, test, type Page, type Route } from '../fixtures';
import {
  addSite,
  answerSection,
  CHECKLIST,
  everythingSent,
  fail,
  FAILURE,
  finish,
  foundOrganisation,
  issue,
  item,
  newEmail,
  nextSection,
  onPhone,
  open,
  sign,
  signEverySlot,
  startInspection,
  takeChecklist,
} from './steps';

const SITE = 'Hotel Miramar';
const MEMBER = 'Rosa Prieto';

// The phone loses its connection on purpose.
test.use({ expectedErrors: [/ERR_INTERNET_DISCONNECTED/] });

test('from the first sign-in to a report that anyone can prove', async ({ page, context }) => {
  test.setTimeout(240_000);
  const email = newEmail('owner');

  await test.step('an owner signs in and sets up the organisation', async () => {
    await foundOrganisation(page, email, 'Prieto Inspections');
    await addSite(page, SITE, 'Paseo Marítimo 12, Málaga');
    await takeChecklist(page);
    await inviteMember(page, newEmail('member'));
  });

  await test.step('the first sections are answered on the phone', async () => {
    await onPhone(page);
    await startInspection(page, SITE);
    await answerSection(page);
    await nextSection(page);
    await answerSection(page);
    await fail(item(page, /^Leaf is flat/), '2.1');
  });

  await test.step('a reload keeps everything', async () => {
    await everythingSent(page);
    // On a slow line the page is there before it is alive. What was typed now would be lost, so that nothing can be.
    let arrive = () => {};
    const arrived = new Promise<void>((done) => (arrive = done));
    const late = async (route: Route) => {
      await arrived;
      await route.continue();
    };
    await page.route('**/pkg/field*.wasm', late, { times: 1 });
    await page.reload();
    await expect(page.locator('.walk-fields')).toHaveAttribute('inert');
    arrive();
    await hydrated(page);
    await expect(page.locator('.walk-fields')).not.toHaveAttribute('inert');
    const failed = item(page, /^Leaf is flat/);
    await expect(failed.getByRole('radio', { name: 'Fail' })).toBeChecked();
    await expect(failed.getByRole('textbox', { name: 'What did you find?' })).toHaveValue(FAILURE.note);
    await expect(failed.getByRole('button', { name: 'Open photo 1' })).toBeVisible();
    await expect(failed.getByText(FAILURE.action)).toBeVisible();
    await page.getByRole('link', { name: 'Previous section' }).click();
    await expect(item(page, /^Door reference/).getByRole('textbox')).toHaveValue('As found on site');
  });

  await test.step('without a connection answers wait, and with one they are sent', async () => {
    await nextSection(page);
    await nextSection(page);
    await context.setOffline(true);
    await answerSection(page);
    await nextSection(page);
    await answerSection(page);
    await expect(page.getByRole('status').filter({ hasText: /^No connection · \d+ waiting/ })).toBeVisible();
    await context.setOffline(false);
    await everythingSent(page);
  });

  await test.step('the inspection is finished', async () => {
    await nextSection(page);
    await answerSection(page);
    await finish(page);
    await hydrated(page);
  });

  await test.step('every slot is signed by hand, and somebody else types a name', async () => {
    await signEverySlot(page);
    await page.getByText('Add another signature').click();
    await page.getByRole('radio', { name: /^Somebody else signs here/ }).check();
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill(MEMBER);
    await page.getByRole('textbox', { name: 'Role' }).fill('Caretaker');
    await page.getByRole('radio', { name: 'Type my name' }).check();
    // On a slow line the page still loads what was signed when the report is issued already.
    const issued = page.waitForResponse('**/api/issue_report*');
    const late = async (route: Route) => {
      const response = await route.fetch();
      await issued;
      await route.fulfill({ response });
    };
    await page.route('**/api/load_inspection*', late, { times: 1 });
    await sign(page, MEMBER);
  });

  let report = '';
  const pdf = await test.step('the report is issued and downloaded', async () => {
    report = await issue(page);
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download PDF' }).click();
    return new Uint8Array(readFileSync(await (await download).path()));
  });
  expect(new TextDecoder().decode(pdf.subarray(0, 5))).toBe('%PDF-');

  await test.step('anyone sees that it is genuine, and the file stays on their device', async () => {
    await listed(page, pdf);
    const requests = sentFrom(page);
    await page.goto('/verify');
    await check(page, /Drop the PDF here/, pdf);
    await expect(page.getByRole('heading', { name: 'Genuine, complete and current' })).toBeVisible();

    const changed = pdf.slice();
    changed[changed.length >> 1] ^= 1;
    await check(page, /Check another file/, changed);
    await expect(page.getByRole('heading', { name: 'Changed after it was issued' })).toBeVisible();

    expect(requests.filter(({ url }) => url.pathname.startsWith('/api/'))).toEqual([]);
    for (const { method, url, bytes } of requests) {
      expect(method, url.href).toBe('GET');
      expect(bytes + url.href.length, url.href).toBeLessThan(2000);
    }
  });

  await test.step('it is handed over: by a link with a code, and by e-mail', async () => {
    await open(page, report);
    const panel = page.getByRole('region', { name: 'Hand it over' });
    await panel.getByRole('button', { name: 'Make a link' }).click();
    const dialog = page.getByRole('dialog', { name: 'Make a link' });
    await dialog.getByRole('checkbox', { name: /Ask for a code/ }).check();
    await accessible(page);
    await shots(page, 'report-make-link');
    await dialog.getByRole('button', { name: 'Make the link' }).click();
    const ready = page.getByRole('dialog', { name: 'The link is ready' });
    const [address, code] = [await ready.locator('[data-link]').innerText(), await ready.locator('[data-code]').innerText()];
    await accessible(page);
    await shots(page, 'report-link-made');
    await ready.getByRole('button', { name: 'Done' }).click();

    const recipient = await page.context().browser()!.newContext();
    const theirs = await recipient.newPage();
    await theirs.goto(address.trim());
    await accessible(theirs);
    await shots(theirs, 'shared-code');
    await theirs.getByRole('textbox', { name: 'Code' }).fill(code.trim());
    await theirs.getByRole('button', { name: 'Open the report' }).click();
    await expect(theirs.getByRole('heading', { level: 1, name: CHECKLIST })).toBeVisible();
    await accessible(theirs);
    for (const image of await theirs.locator('main img').all()) {
      await image.scrollIntoViewIfNeeded();
      await expect(image).toHaveJSProperty('complete', true);
      expect(await image.evaluate((shown: HTMLImageElement) => shown.naturalWidth)).toBeGreaterThan(0);
    }
    await shots(theirs, 'shared-report');
    const download = theirs.waitForEvent('download');
    await theirs.getByRole('link', { name: 'Download PDF' }).first().click();
    expect(new Uint8Array(readFileSync(await (await download).path()))).toEqual(pdf);
    await recipient.close();

    await panel.getByRole('button', { name: 'Send by e-mail' }).click();
    const send = page.getByRole('dialog', { name: 'Send the report' });
    const to = send.getByRole('textbox', { name: 'E-mail addresses' });
    await expect(to).toBeFocused();
    const client = newEmail('client');
    await to.fill(client);
    await send.getByRole('textbox', { name: 'Note' }).fill('As agreed on site.');
    await accessible(page);
    await shots(page, 'report-send');
    await send.getByRole('button', { name: 'Send', exact: true }).click();
    await expect(panel.getByText(client)).toBeVisible();
    await expect(panel.getByText('1 time, last on')).toBeVisible();
    await accessible(page);
    await shots(page, 'report-handed-over');
  });

  await test.step('a correction is begun for a reason, given up, and begun again', async () => {
    await open(page, report);
    await correct(page, 'A door was mixed up.');
    await page.goto(report);
    await hydrated(page);
    await expect(page.getByRole('heading', { name: 'Correction under way' })).toBeVisible();
    await expect(page.getByText('“A door was mixed up.”')).toBeVisible();
    await page.getByRole('button', { name: 'Give up the correction' }).click();
    const asked = page.getByRole('dialog', { name: 'Give up the correction?' });
    await asked.getByRole('button', { name: 'Give up the correction' }).click();
    await expect(page.getByRole('heading', { name: 'Correction under way' })).toHaveCount(0);
    await correct(page, 'The gap was misread.');
  });

  await test.step('the corrected report replaces the first, and each leads to the other', async () => {
    await expect(page.getByText('“The gap was misread.”')).toBeVisible();
    while (await page.getByRole('link', { name: 'Next section' }).count()) await nextSection(page);
    await finish(page);
    await hydrated(page);
    await signEverySlot(page);
    const corrected = await issue(page);
    expect(corrected).not.toBe(report);
    await expect(page.getByText('revision 2').first()).toBeVisible();
    await page.getByRole('link', { name: /^revision 1/ }).click();
    await page.waitForURL(`**${report}`);
    await expect(page.getByRole('heading', { name: 'Replaced by a corrected report' })).toBeVisible();
    await page.getByRole('link', { name: /^revision 2.*The gap was misread/ }).click();
    await page.waitForURL(`**${corrected}`);
  });

  await test.step('what was written is found from anywhere, by keys alone', async () => {
    await open(page, '/sites');
    await expect(async () => {
      await page.keyboard.press('Control+k');
      const search = page.getByRole('dialog', { name: 'Search' });
      await search.getByRole('searchbox').fill('chipped edge');
      await expect(search.getByRole('link').first()).toBeVisible({ timeout: 3_000 });
    }).toPass();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/inspections\/[0-9a-f-]{36}$/);
  });
});

/** Begins to correct the report that is shown; the inspection opens. */
async function correct(page: Page, reason: string): Promise<void> {
  await page.getByRole('button', { name: 'Correct', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Issue a corrected report?' });
  await dialog.getByRole('textbox', { name: /^Reason/ }).fill(reason);
  await dialog.getByRole('button', { name: 'Open the inspection' }).click();
  await page.waitForURL('**/fill');
  await hydrated(page);
  await expect(page.getByText('Correction under way')).toBeVisible();
}

/** Invites a member, who signs in and accepts. */
async function inviteMember(page: Page, email: string): Promise<void> {
  await open(page, '/settings/members');
  await page.getByRole('textbox', { name: 'E-mail address' }).fill(email);
  await page.getByRole('radio', { name: /^Inspector/ }).check();
  await page.getByRole('button', { name: 'Invite', exact: true }).click();
  await expect(page.getByRole('status').filter({ hasText: `The mail to ${email} is on its way.` })).toBeVisible();
  await expect(page.getByRole('button', { name: `Invite ${email} again` })).toBeVisible();

  const { baseURL } = test.info().project.use;
  const theirs = await page.context().browser()!.newContext({ baseURL });
  const invited = await theirs.newPage();
  await signIn(invited, email);
  await hydrated(invited);
  await expect(invited.getByText('Prieto Inspections invites you')).toBeVisible();
  await invited.getByRole('button', { name: 'Accept' }).click();
  await invited.waitForURL('**/overview');
  await expect(invited.getByRole('button', { name: 'Accept' })).toHaveCount(0);
  await theirs.close();

  await open(page, '/settings/members');
  await expect(page.getByRole('row', { name: email }).getByRole('combobox')).toHaveValue('inspector');
}

/** Chooses a file on the verify page. */
async function check(page: Page, label: RegExp, file: Uint8Array): Promise<void> {
  await page.getByLabel(label).setInputFiles({ name: 'report.pdf', mimeType: 'application/pdf', buffer: Buffer.from(file) });
}

type Sent = { method: string; url: URL; bytes: number };

/** Notes every request from now on. */
function sentFrom(page: Page): Sent[] {
  const sent: Sent[] = [];
  page.on('request', (request) => {
    const bytes = request.postDataBuffer()?.length ?? 0;
    sent.push({ method: request.method(), url: new URL(request.url()), bytes });
  });
  page.on('websocket', (socket) => {
    sent.push({ method: 'websocket', url: new URL(socket.url()), bytes: 0 });
  });
  return sent;
}
