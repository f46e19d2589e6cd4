import { accessible, expect, hydrated, test, type Page } from '../fixtures';
import { addSite, everythingSent, foundOrganisation, newEmail, onPhone, open, startInspection, takeChecklist } from './steps';

// One test keeps what is sent from arriving.
test.use({ expectedErrors: [/ERR_FAILED/] });

/** Opens what the device keeps, with the stores of the page for work on site; puts something there, or counts. */
async function outbox(page: Page, put: boolean): Promise<number> {
  return page.evaluate(async (put) => {
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const opening = indexedDB.open('norven', 1);
    opening.onupgradeneeded = () => ['commands', 'photos'].forEach((store) => opening.result.createObjectStore(store));
    const database = await done(opening);
    const commands = database.transaction('commands', 'readwrite').objectStore('commands');
    if (put) await done(commands.put('an answer', 'key'));
    const count = await done(commands.count());
    database.close();
    return count;
  }, put);
}

/** Signs out by the menu; gives what the browser is told to forget. */
async function signOut(page: Page): Promise<string | null> {
  await page.locator('button[popovertarget="me"]').filter({ visible: true }).click();
  const answered = page.waitForResponse((response) => new URL(response.url()).pathname === '/sign-out');
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  const left = await answered;
  await page.waitForURL((url) => url.pathname === '/');
  return (await left.allHeaders())['clear-site-data'] ?? null;
}

test('signing out leaves what waits on the device, and clears it where nothing does', async ({ page }) => {
  await foundOrganisation(page, newEmail('leaver'), 'Leaving');
  await open(page, '/overview');
  await page.evaluate(() => localStorage.setItem('kept', 'yes'));
  expect(await outbox(page, true)).toBe(1);
  expect(await signOut(page)).toBeNull();
  expect(await outbox(page, false)).toBe(1);
  expect(await page.evaluate(() => localStorage.getItem('kept'))).toBe('yes');

  await foundOrganisation(page, newEmail('clearer'), 'Clearing');
  await page.evaluate(() => indexedDB.deleteDatabase('norven'));
  expect(await signOut(page)).toBe('"cache", "storage"');
  expect(await page.evaluate(() => localStorage.getItem('kept'))).toBeNull();
});

/** Keeps a page from reading what the device keeps, until it is let go. */
async function holdStore(page: Page): Promise<() => Promise<void>> {
  await page.evaluate(
    () =>
      new Promise<void>((held) => {
        const opening = indexedDB.open('norven', 1);
        opening.onsuccess = () => {
          const store = opening.result.transaction('commands', 'readwrite').objectStore('commands');
          const again = () => {
            held();
            if (document.documentElement.dataset['letGo'] === undefined) store.count().onsuccess = again;
            else store.transaction.oncomplete = () => opening.result.close();
          };
          store.count().onsuccess = again;
        };
      }),
  );
  return () => page.evaluate(() => void (document.documentElement.dataset['letGo'] = ''));
}

test('nothing is called saved or ready before the page has read what waits on the device', async ({ page, context }) => {
  await foundOrganisation(page, newEmail('slow'), 'Slow');
  await addSite(page, 'Hotel Miramar', 'Paseo Marítimo 12, Málaga');
  await takeChecklist(page);
  await onPhone(page);
  const inspection = await startInspection(page, 'Hotel Miramar');
  await everythingSent(page);

  const beside = await context.newPage();
  await open(beside, '/overview');
  const letGo = await holdStore(beside);
  await open(page, `${inspection}/fill?at=finish`);
  const said = page.getByRole('status').filter({ hasText: 'Loading…' });
  await expect(said).toHaveCount(2);
  await expect(page.getByRole('status').filter({ hasText: /^(Sent|Saved)$/ })).toBeHidden();
  await expect(page.getByRole('link', { name: 'Review' })).toHaveAttribute('aria-disabled', 'true');
  await letGo();
  await everythingSent(page);
  await expect(said).toHaveCount(0);
});

test('what was not sent is told on every page, with the way to it, and before signing out', async ({ page, context }) => {
  await foundOrganisation(page, newEmail('waits'), 'Waiting');
  await addSite(page, 'Hotel Miramar', 'Paseo Marítimo 12, Málaga');
  await takeChecklist(page);
  await onPhone(page);
  const inspection = await startInspection(page, 'Hotel Miramar');
  await page.route('**/api/v1/commands*', (route) => route.abort());
  await page.getByRole('radio', { name: 'Pass' }).first().check();
  await expect(page.getByText(/(saved|waiting) on this (device|phone)/i).first()).toBeVisible();
  await open(page, '/overview');
  const told = page.getByRole('region', { name: 'Not sent yet' });
  await expect(told.getByText('On this device alone: 1 change.')).toBeVisible();
  await accessible(page);
  await page.locator('button[popovertarget="me"]').filter({ visible: true }).click();
  await expect(page.getByRole('note').filter({ hasText: 'Not sent yet: 1 change.' })).toBeVisible();
  await page.keyboard.press('Escape');

  await page.unroute('**/api/v1/commands*');
  await told.getByRole('link', { name: 'Open (1 change)' }).click();
  await page.waitForURL((url) => url.pathname.startsWith(inspection));
  await hydrated(page);
  await everythingSent(page);
  await open(page, '/overview');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(told).toBeHidden();
  expect(context.pages()).toHaveLength(1);
});
