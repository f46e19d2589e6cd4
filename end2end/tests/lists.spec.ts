import { accessible, expect, test, type Page } from '../fixtures';
import { addSite, foundOrganisation, newEmail, open, takeChecklist } from './steps';

/** The heading of the card that has the focus. */
function focused(page: Page) {
  return page.locator('.card').filter({ has: page.locator(':focus') }).getByRole('heading');
}

test('a list is gone through, filtered and undone by the keyboard alone', async ({ page }) => {
  await foundOrganisation(page, newEmail('lists'), 'Lists');
  for (const name of ['Hotel Miramar', 'Álamo 9', 'Álamo 10']) await addSite(page, name, 'Calle Mayor 1');
  await open(page, '/sites');
  await expect(page.getByRole('heading', { level: 2 })).toContainText(['Álamo 9', 'Álamo 10', 'Hotel Miramar']);

  // Outside the list, letters do nothing: somebody who dictates presses them without meaning to.
  await page.keyboard.press('/');
  await expect(page.getByRole('searchbox', { name: 'Words' })).toBeHidden();
  await page.getByRole('link', { name: /Álamo 9/ }).first().focus();
  await page.keyboard.press('j');
  await expect(focused(page)).toHaveText('Álamo 10');
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await expect(focused(page)).toHaveText('Hotel Miramar');
  await page.keyboard.press('k');
  await expect(focused(page)).toHaveText('Álamo 10');

  await page.keyboard.press('/');
  const words = page.getByRole('searchbox', { name: 'Words' });
  await expect(words).toBeFocused();
  await words.pressSequentially('mayor jkj');
  await expect(words).toHaveValue('mayor jkj');
  await words.fill('MIRA');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/sites?text=MIRA**');
  await expect(page.locator('.card').getByRole('heading')).toHaveText(['Hotel Miramar']);
  await accessible(page);

  // What is out of use is one step away, and so is the way back.
  await page.getByRole('button', { name: /^Edit/ }).click();
  await page.getByRole('button', { name: 'Archive', exact: true }).click();
  await page.getByRole('dialog', { name: 'Archive Hotel Miramar?' }).getByRole('button', { name: 'Archive' }).click();
  await expect(page.getByRole('heading', { name: 'Nothing matches' })).toBeVisible();
  await page.getByRole('link', { name: 'Archived' }).click();
  await page.getByRole('button', { name: /^Restore/ }).click();
  await expect(page.getByRole('heading', { name: 'Nothing matches' })).toBeVisible();
  await page.getByRole('link', { name: 'In use' }).click();
  await expect(page.locator('.card').getByRole('heading')).toHaveText(['Hotel Miramar']);
});

test('a template that was archived by mistake is back with one press', async ({ page }) => {
  await foundOrganisation(page, newEmail('undoes'), 'Undoing');
  await takeChecklist(page);
  await open(page, '/templates');
  await page.getByRole('button', { name: /^Archive/ }).first().click();
  await page.getByRole('button', { name: 'Archive template' }).click();
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(page.getByRole('link', { name: 'Fire door inspection' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Undo', exact: true })).toBeHidden();
  await accessible(page);
});
