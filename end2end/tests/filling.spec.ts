// Filling on the phone: what was typed is kept as it was meant, what two windows do is told to both, and what the server
// refuses stays until somebody has decided about it.

import { readFileSync } from 'node:fs';

import { accessible, expect, hydrated, signIn, speak, test, type Page, type Route } from '../fixtures';
import {
  addSite,
  answerSection,
  everythingSent,
  finish,
  foundOrganisation,
  item,
  newEmail,
  onPhone,
  open,
  photo,
  startInspection,
  takeChecklist,
} from './steps';

// The phone loses its connection on purpose, a photo is refused, and somebody else signs in.
test.use({ expectedErrors: [/ERR_INTERNET_DISCONNECTED|status of (401|404|422)/] });

/** An inspection that is begun, on the phone. */
async function begin(page: Page, who: string): Promise<string> {
  await foundOrganisation(page, newEmail(who), 'Prieto Inspections');
  await addSite(page, 'Hotel Miramar', 'Paseo Marítimo 12, Málaga');
  await takeChecklist(page);
  await onPhone(page);
  return startInspection(page, 'Hotel Miramar');
}

/** Shows a section, from 1. */
async function section(page: Page, inspection: string, number: number): Promise<void> {
  await open(page, `${inspection}/fill?at=${number}`);
}

test('a figure is kept as it was meant, said back, and asked about where it can be two', async ({ page }) => {
  const inspection = await begin(page, 'types');
  await section(page, inspection, 3);
  const gap = item(page, /^Gap at the head/);
  // A figure out of bounds asks for a note, which is another one.
  const field = gap.getByRole('textbox', { name: /^Gap at the head/ });
  const said = [
    ['71,5', 'Kept as 71.5 mm'],
    ['0071.50', 'Kept as 71.50 mm'],
    ['3 mm', 'Kept as 3 mm'],
    ['1,234.5', 'Kept as 1234.5 mm'],
    ['٧١٫٥', 'Kept as 71.5 mm'],
    ['−5', 'Kept as -5 mm'],
    ['3 cm', 'Enter the figure in mm.'],
    ['12,3,4', 'Enter a number, such as 71.5.'],
    ['123456789012345678', 'A figure has 15 digits at most.'],
  ];
  for (const [typed, words] of said) {
    await field.fill(typed);
    await expect(gap.getByText(words, { exact: true }), typed).toBeVisible();
  }

  await test.step('what can be two figures is no answer until somebody says which', async () => {
    await field.fill('1,234');
    await field.blur();
    await expect(gap.getByRole('group', { name: 'Which figure is meant?' })).toBeVisible();
    await accessible(page);
    await page.getByRole('link', { name: 'Next section' }).click();
    await page.getByRole('link', { name: 'Previous section' }).click();
    await expect(field).toHaveValue('1,234');
    await gap.getByRole('button', { name: '1.234 mm' }).click();
    await expect(gap.getByText('Kept as 1.234 mm')).toBeVisible();
    await everythingSent(page);
    await page.reload();
    await hydrated(page);
    await expect(field).toHaveValue('1.234');
  });

  await test.step('in Spanish the other mark is the one in doubt', async () => {
    await speak(page, 'es');
    await expect(field).toHaveValue('1,234');
    await field.fill('1.234');
    await gap.getByRole('button', { name: '1234 mm', exact: true }).click();
    await expect(gap.getByText('Guardado como 1234 mm')).toBeVisible();
  });

  await test.step('the buttons at the foot fit on a small phone, also in large letters', async () => {
    for (const [width, letters] of [[320, '100%'], [390, '200%']] as const) {
      await page.setViewportSize({ width, height: 640 });
      await page.evaluate((letters) => (document.documentElement.style.fontSize = letters), letters);
      const right = await page.locator('.walk-foot *').evaluateAll((all) => Math.max(...all.map((one) => one.getBoundingClientRect().right)));
      expect(right, letters).toBeLessThanOrEqual(width);
    }
  });
});

test('a date is the day that was typed, wherever the device is', async ({ browser, page }) => {
  const inspection = await begin(page, 'dates');
  await everythingSent(page);
  const { baseURL } = test.info().project.use;
  const storageState = await page.context().storageState();
  for (const [timezoneId, day, words] of [
    ['America/Los_Angeles', '2027-03-28', '28 Mar 2027'],
    ['Pacific/Kiritimati', '2027-01-01', '1 Jan 2027'],
  ]) {
    const context = await browser.newContext({ baseURL, storageState, timezoneId, locale: 'en-GB' });
    const far = await context.newPage();
    await section(far, inspection, 5);
    const date = item(far, /^Date of the next inspection/).getByLabel('Date', { exact: true });
    await date.fill(day);
    await everythingSent(far);
    await far.reload();
    await hydrated(far);
    await expect(date).toHaveValue(day);
    await open(far, inspection);
    await expect(far.getByText(words).first()).toBeVisible();
    await context.close();
  }

  await section(page, inspection, 5);
  const date = item(page, /^Date of the next inspection/);
  await expect(date.getByLabel('Date', { exact: true })).toHaveAttribute('max', '9999-12-31');
  // A browser that knows no largest year lets somebody type a fifth figure.
  await date.getByLabel('Date', { exact: true }).evaluate((input: HTMLInputElement) => {
    input.type = 'text';
    input.value = '22027-05-14';
    input.dispatchEvent(new Event('change', { bubbles: true }));
  });
  await expect(date.getByText(/^Enter a date/)).toBeVisible();
});

test('two windows of one inspection show each other what they do, and nothing of either is lost', async ({ page, context }) => {
  test.setTimeout(240_000);
  const inspection = await begin(page, 'windows');
  await section(page, inspection, 2);
  const other = await context.newPage();
  await onPhone(other);
  await section(other, inspection, 2);
  const [here, there] = [page, other].map((window) => item(window, /^Leaf is flat/));

  await test.step('what is answered in one is there in the other', async () => {
    await here.getByRole('radio', { name: 'Pass' }).check();
    await expect(there.getByRole('radio', { name: 'Pass' })).toBeChecked();
  });

  await test.step('without a connection too, and whoever has one sends it all', async () => {
    await context.setOffline(true);
    await item(other, /^Frame is firmly fixed/).getByRole('radio', { name: 'Pass' }).check();
    await expect(item(page, /^Frame is firmly fixed/).getByRole('radio', { name: 'Pass' })).toBeChecked();
    // Both write one note at once: neither sees the other's before its own is there.
    await here.getByRole('button', { name: /^Note, item/ }).click();
    await there.getByRole('button', { name: /^Note, item/ }).click();
    await Promise.all([
      here.getByRole('textbox', { name: 'Note' }).fill('Chipped below'),
      there.getByRole('textbox', { name: 'Note' }).fill('Chipped above'),
    ]);
    await expect(page.getByRole('status').filter({ hasText: /^No connection · \d+ waiting/ })).toBeVisible();
    await context.setOffline(false);
    await everythingSent(page);
    await everythingSent(other);
  });

  await test.step('both are told that both wrote, before anything is finished', async () => {
    for (const card of [here, there]) {
      await expect(card.getByText(/on another device or in another window/)).toBeVisible();
    }
    const notes = await Promise.all([here, there].map((card) => card.getByRole('textbox', { name: 'Note' }).inputValue()));
    expect(notes[0]).toBe(notes[1]);
    await other.goto(`${inspection}/fill?at=finish`);
    await hydrated(other);
    await page.getByRole('button', { name: 'Sections' }).click();
    await page.getByRole('link', { name: /^Finish/ }).click();
    await expect(page.getByText('1 item was answered twice')).toBeVisible();
    await accessible(page);
    await page.getByRole('button', { name: 'Understood' }).click();
    await expect(page.getByText('1 item was answered twice')).toBeHidden();
  });

  await test.step('finishing in one is seen in the other', async () => {
    for (let at = 1; at <= 5; at += 1) {
      await section(page, inspection, at);
      await answerSection(page);
      await everythingSent(page);
    }
    await finish(page);
    await other.bringToFront();
    await expect(other.getByText('This inspection is finished.')).toBeVisible();
    await page.bringToFront();
    await page.goBack();
    await expect(page.getByText('This inspection is finished.')).toBeVisible();
  });
});

test('a photo that the server refuses stays, to be saved, tried again or thrown away', async ({ page }) => {
  test.setTimeout(180_000);
  const inspection = await begin(page, 'refused');
  await section(page, inspection, 2);
  const leaf = item(page, /^Leaf is flat/);
  const refuse = '**/api/v1/photos/*';
  await page.route(refuse, (route) =>
    route.fulfill({ status: 422, contentType: 'application/json', body: '{"code":"photo","problem":"damaged"}' }),
  );
  await leaf.getByRole('radio', { name: 'Fail' }).check();
  await leaf.getByLabel('Choose pictures, item 2.1').setInputFiles(photo('extinguisher-blocked'));
  const card = leaf.getByRole('article', { name: 'Not accepted at 2.1: Photo' });
  await expect(card.getByText('This photo is damaged or incomplete.')).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: 'Sent, except 1 change' })).toBeVisible();
  await accessible(page);

  await test.step('it is there after a reload, and can be saved', async () => {
    await page.reload();
    await hydrated(page);
    await expect(card).toBeVisible();
    const download = page.waitForEvent('download');
    await card.getByRole('button', { name: 'Save to this phone' }).click();
    const saved = await download;
    expect(saved.suggestedFilename()).toMatch(/^norven-2\.1-.*\.jpg$/);
    expect(readFileSync(await saved.path()).subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
  });

  await test.step('nothing is finished over it', async () => {
    await expect(page.getByText('1 change was not accepted')).toBeVisible();
    await page.getByRole('link', { name: 'Show' }).click();
    await expect(page.getByRole('article', { name: 'Not accepted at 2.1: Photo' })).toBeVisible();
    await page.goBack();
  });

  await test.step('thrown away only after a question', async () => {
    await card.getByRole('button', { name: 'Discard' }).click();
    await expect(card.getByRole('button', { name: 'Keep it' })).toBeFocused();
    await card.getByRole('button', { name: 'Keep it' }).click();
    await expect(card).toBeVisible();
  });

  await test.step('tried again, it is taken', async () => {
    await page.unroute(refuse);
    await card.getByRole('button', { name: 'Try again' }).click();
    await expect(card).toBeHidden();
    await everythingSent(page);
    await expect(leaf.locator('.photo.stored')).toHaveCount(1);
  });
});

test('what a network answers in the place of the server counts for nothing', async ({ page }) => {
  test.setTimeout(180_000);
  const inspection = await begin(page, 'portal');
  await section(page, inspection, 2);
  await everythingSent(page);
  const leaf = item(page, /^Leaf is flat/);
  const [commands, photos] = ['**/api/v1/commands', '**/api/v1/photos/*'];
  let welcomed = 0;
  const welcome = (route: Route) => {
    welcomed += 1;
    return route.fulfill({ status: 200, contentType: 'text/html', body: '<!doctype html><title>Welcome</title>' });
  };
  const waits = page.getByRole('status').filter({ hasText: /^No connection · 1 waiting/ });

  await test.step('an answer waits, and is not called refused', async () => {
    await page.route(commands, welcome);
    await leaf.getByRole('radio', { name: 'Fail' }).check();
    await expect.poll(() => welcomed).toBeGreaterThan(1);
    await expect(waits).toBeVisible();
    await expect(page.getByText('1 change was not accepted')).toBeHidden();
    await page.unroute(commands);
    await everythingSent(page);
  });

  await test.step('a photo waits too, and is still there after a reload', async () => {
    welcomed = 0;
    await page.route(photos, welcome);
    await leaf.getByLabel('Choose pictures, item 2.1').setInputFiles(photo('extinguisher-blocked'));
    await expect.poll(() => welcomed).toBeGreaterThan(1);
    await page.reload();
    await hydrated(page);
    await expect(waits).toBeVisible();
    await expect(leaf.getByRole('button', { name: 'Open photo 1' })).toBeVisible();
    await expect(leaf.locator('.photo.stored')).toHaveCount(0);
  });

  await test.step('it is sent once the server answers again', async () => {
    await page.unroute(photos);
    await expect(leaf.locator('.photo.stored')).toHaveCount(1);
    await everythingSent(page);
    await page.reload();
    await hydrated(page);
    await expect(leaf.locator('.photo.stored')).toHaveCount(1);
  });
});

test('what the browser closes under the page is opened again, and the photo in it is sent', async ({ page }) => {
  test.setTimeout(180_000);
  await page.addInitScript(() => {
    const opened: IDBDatabase[] = [];
    const open = IDBFactory.prototype.open;
    IDBFactory.prototype.open = function (...wanted) {
      const request = open.apply(this, wanted);
      request.addEventListener('success', () => opened.push(request.result));
      return request;
    };
    window.addEventListener('close-stores', () => opened.splice(0).forEach((store) => store.close()));
  });
  const close = () => page.evaluate(() => window.dispatchEvent(new Event('close-stores')));
  const inspection = await begin(page, 'closed');
  await section(page, inspection, 2);
  await everythingSent(page);
  const leaf = item(page, /^Leaf is flat/);
  const photos = '**/api/v1/photos/*';
  await page.route(photos, (route) => route.abort('internetdisconnected'));
  await leaf.getByRole('radio', { name: 'Fail' }).check();
  await leaf.getByLabel('Choose pictures, item 2.1').setInputFiles(photo('extinguisher-blocked'));
  await expect(page.getByRole('status').filter({ hasText: /^No connection · 1 waiting/ })).toBeVisible();

  await close();
  await page.unroute(photos);
  await expect(leaf.locator('.photo.stored')).toHaveCount(1);
  await everythingSent(page);

  await test.step('what is answered afterwards is kept', async () => {
    await page.route('**/api/v1/commands', (route) => route.abort('internetdisconnected'));
    await close();
    const frame = item(page, /^Frame is firmly fixed/).getByRole('radio', { name: 'Pass' });
    await frame.check();
    await expect(page.getByRole('status').filter({ hasText: /^No connection · 1 waiting/ })).toBeVisible();
    await expect(page.getByText('This browser cannot keep anything on this device')).toBeHidden();
    await page.reload();
    await hydrated(page);
    await expect(frame).toBeChecked();
  });
});

test('what waits of one person is not sent as that of another who signs in beside', async ({ page, context }) => {
  test.setTimeout(180_000);
  const inspection = await begin(page, 'ana');
  await section(page, inspection, 2);
  await everythingSent(page);
  const commands = '**/api/v1/commands';
  await page.route(commands, (route) => route.abort('internetdisconnected'));
  const frame = item(page, /^Frame is firmly fixed/);
  await frame.getByRole('radio', { name: 'Pass' }).check();
  await expect(page.getByRole('status').filter({ hasText: /^No connection · 1 waiting/ })).toBeVisible();

  const hers = await context.cookies();
  await context.clearCookies();
  const other = await context.newPage();
  await signIn(other, newEmail('luis'));
  await page.unroute(commands);
  await page.bringToFront();
  await expect(page.getByText(/^You are no longer signed in as .* at Prieto Inspections/)).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: /^Saved on this phone · 1 waiting/ })).toBeVisible();
  await expect(page.getByText('1 change was not accepted')).toBeHidden();
  await accessible(page);

  await context.clearCookies();
  await context.addCookies(hers);
  await item(page, /^Leaf is flat/).getByRole('radio', { name: 'Pass' }).check();
  await everythingSent(page);
  await page.reload();
  await hydrated(page);
  await expect(frame.getByRole('radio', { name: 'Pass' })).toBeChecked();
});

/** How many photos this device keeps, as they were chosen or made ready. */
function photosKept(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((done, failed) => {
        const request = indexedDB.open('norven');
        request.onerror = () => failed(request.error);
        request.onsuccess = () => {
          const keys = request.result.transaction('photos').objectStore('photos').getAllKeys();
          keys.onerror = () => failed(keys.error);
          keys.onsuccess = () => {
            request.result.close();
            done(keys.result.length);
          };
        };
      }),
  );
}

test('photos that are being made ready and an action that is half typed survive a reload', async ({ page, context }) => {
  test.setTimeout(180_000);
  const inspection = await begin(page, 'reloads');
  await section(page, inspection, 2);
  const leaf = item(page, /^Leaf is flat/);
  await leaf.getByRole('radio', { name: 'Fail' }).check();
  await everythingSent(page);

  await test.step('eight photos, none of which is ready yet', async () => {
    await context.setOffline(true);
    const eight = Array.from({ length: 8 }, () => photo('extinguisher-blocked'));
    await leaf.getByLabel('Choose pictures, item 2.1').setInputFiles(eight);
    await expect.poll(() => photosKept(page)).toBe(8);
    // While they are made ready there is something that waits.
    await expect(page.getByRole('status').filter({ hasText: /waiting|saved on this/i }).first()).toBeVisible();
    await context.setOffline(false);
    await page.reload();
    await hydrated(page);
    await expect(leaf.locator('.photo.stored')).toHaveCount(8, { timeout: 60_000 });
    await everythingSent(page);
    expect(await photosKept(page)).toBe(0);
    await page.reload();
    await hydrated(page);
    await expect(leaf.locator('.photo.stored')).toHaveCount(8);
  });

  await test.step('an action is kept while it is typed', async () => {
    await leaf.getByRole('button', { name: 'Action, item 2.1' }).click();
    await leaf.getByRole('textbox', { name: 'What has to be done' }).fill('Plane the lock edge');
    await page.getByRole('link', { name: 'Next section' }).click();
    await page.getByRole('link', { name: 'Previous section' }).click();
    await expect(leaf.getByText('Plane the lock edge')).toBeVisible();
    await leaf.getByRole('button', { name: /^Edit/ }).click();
    await leaf.getByRole('textbox', { name: 'Who' }).fill('A. Molina');
    await page.reload();
    await hydrated(page);
    await expect(leaf.getByText('A. Molina')).toBeVisible();
    // What was changed can be put back, and what is new thrown away.
    await leaf.getByRole('button', { name: /^Edit/ }).click();
    await leaf.getByRole('textbox', { name: 'What has to be done' }).fill('Something else');
    await everythingSent(page);
    await leaf.getByRole('button', { name: 'Discard' }).click();
    await expect(leaf.getByText('Plane the lock edge')).toBeVisible();
    await leaf.getByRole('button', { name: 'Action, item 2.1' }).click();
    await leaf.getByRole('textbox', { name: 'What has to be done' }).fill('A second one');
    await everythingSent(page);
    await leaf.getByRole('button', { name: 'Discard' }).click();
    await expect(leaf.getByText('A second one')).toBeHidden();
    await everythingSent(page);
    await page.reload();
    await hydrated(page);
    await expect(leaf.getByText('Plane the lock edge')).toBeVisible();
    await expect(leaf.getByText('A second one')).toBeHidden();
  });

  await test.step('without a connection a link out of the work stays here and says so', async () => {
    await context.setOffline(true);
    const here = page.url();
    await page.getByRole('link', { name: 'Back to the inspection' }).click();
    await expect(page.getByRole('alert').filter({ hasText: 'There is no connection' })).toBeVisible();
    expect(page.url()).toBe(here);
    await context.setOffline(false);
    await expect(page.getByRole('alert').filter({ hasText: 'There is no connection' })).toBeHidden();
  });

  await test.step('what another device answers arrives with the next answer here', async () => {
    const other = await context.browser()!.newContext({ storageState: await context.storageState() });
    const desk = await other.newPage();
    await desk.goto(`${inspection}/fill?at=1`);
    await hydrated(desk);
    const first = desk.getByRole('radio', { name: 'Pass' }).first();
    await first.check();
    await everythingSent(desk);
    await other.close();
    await leaf.getByRole('radio', { name: 'Pass' }).check();
    await everythingSent(page);
    await page.getByRole('link', { name: 'Previous section' }).click();
    await expect(page.getByRole('radio', { name: 'Pass' }).first()).toBeChecked();
  });
});
