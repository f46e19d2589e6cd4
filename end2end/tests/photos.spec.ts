// Photos as phones, cameras and programs write them: which are taken, what is said of the others, and their colours.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { accessible, expect, hydrated, test, type Page } from '../fixtures';
import { addSite, everythingSent, foundOrganisation, item, newEmail, onPhone, open, startInspection, takeChecklist } from './steps';

const CASES = join('..', 'crates', 'picture', 'tests', 'cases');
const SITE = 'Hotel Miramar';
const ITEM = /^Manufacturer/;
const CHOOSE = 'Choose pictures, item 1.4';

const TAKEN = [
  'a-jpeg.heic',
  'a-jpeg-without-a-name-ending',
  'a-png.jpg',
  'png-16-bit-alpha.png',
  'png-animated.png',
  'png-grey-alpha.png',
  'png-palette-transparent.png',
  'webp-animated.webp',
  'webp-lossless.webp',
  join('first', 'image.jpg'),
  join('second', 'image.jpg'),
];
const REFUSED = {
  'a-heic.jpg': /HEIC format.* send a JPEG/,
  'empty.jpg': /is empty.* choose it again/,
  'login-page.jpg': /not a photo.* Choose a JPEG/,
};

type Patch = { patch: string; centre: [number, number]; srgb: [number, number, number] };
const COLOURS: Record<string, Patch[]> = JSON.parse(readFileSync(join(CASES, 'photo-colours.json'), 'utf8'));

test('files that people choose are taken by what they are, and each that cannot be is named', async ({ page }) => {
  test.setTimeout(120_000);
  const card = await failingItem(page, 'kinds');
  // The bad ones stand in between: none holds the others back.
  const [heic, ...others] = Object.keys(REFUSED);
  const chosen = [heic, ...TAKEN.slice(0, 5), ...others, ...TAKEN.slice(5)].map((name) => join(CASES, 'photo-kinds', name));
  await card.getByLabel(CHOOSE).setInputFiles(chosen);
  await expect(card.locator('.photo.stored')).toHaveCount(TAKEN.length);

  const messages = card.locator('.conflict');
  await expect(messages).toHaveCount(3);
  for (const [name, words] of Object.entries(REFUSED)) {
    await expect(messages.filter({ hasText: name })).toHaveText(words);
  }
  await accessible(page);
  await messages.filter({ hasText: 'empty.jpg' }).getByRole('button', { name: 'Understood' }).click();
  await expect(messages).toHaveCount(2);

  await everythingSent(page);
  await page.reload();
  await hydrated(page);
  await expect(card.locator('.photo.stored')).toHaveCount(TAKEN.length);
  const [blue, pink] = await seen(page, TAKEN.indexOf('png-16-bit-alpha.png'), [[10, 24], [53, 24]]);
  expect(apart(blue, [0, 0, 255])).toBeLessThanOrEqual(12);
  expect(apart(pink, [255, 127, 127])).toBeLessThanOrEqual(12);
  for (const name of ['png-animated.png', 'webp-animated.webp']) {
    const [background] = await seen(page, TAKEN.indexOf(name), [[10, 60]]);
    expect(apart(background, [235, 235, 230]), `the first frame of ${name}`).toBeLessThanOrEqual(12);
  }
});

test('a photo that is sent small is judged by its small size', async ({ page }) => {
  test.setTimeout(120_000);
  const card = await failingItem(page, 'heavy');
  const film = Buffer.alloc(26 * 1024 * 1024);
  film.set(readFileSync(join(CASES, 'photo-trailer-motion.jpg')));
  await card.getByLabel(CHOOSE).setInputFiles({ name: 'motion.jpg', mimeType: 'image/jpeg', buffer: film });
  await expect(card.locator('.photo.stored')).toHaveCount(1);
  await expect(card.locator('.conflict')).toHaveCount(0);
});

test('a photo like a thread keeps its proportions', async ({ page }) => {
  test.setTimeout(120_000);
  const card = await failingItem(page, 'extreme');
  const names = ['1-pixel', 'tall', 'thread', 'wide'];
  await card.getByLabel(CHOOSE).setInputFiles(names.map((name) => join(CASES, `photo-extreme-${name}.jpg`)));
  await expect(card.locator('.photo.stored')).toHaveCount(names.length);
  const sizes = await card.locator('.photo-open img').evaluateAll(async (images) => {
    const pictures = images.filter((image) => image instanceof HTMLImageElement);
    // Those below the fold are not loaded before somebody scrolls there.
    pictures.forEach((image) => (image.loading = 'eager'));
    await Promise.all(pictures.map((image) => image.decode()));
    return pictures.map((image) => [image.naturalWidth, image.naturalHeight]);
  });
  expect(sizes).toEqual([[1, 1], [85, 2040], [5, 1875], [2040, 85]]);
});

test('a photo has one colour on the phone and at the desk, made smaller or kept as taken', async ({ page }) => {
  test.setTimeout(240_000);
  const card = await failingItem(page, 'colours');
  const inspection = page.url();
  const names = Object.keys(COLOURS);
  const paths = names.map((name) => join(CASES, name));
  const look = async (first: number, where: string) => {
    for (const [at, name] of names.entries()) {
      const patches = COLOURS[name] ?? [];
      const found = await seen(page, first + at, patches.map(({ centre }) => centre));
      for (const [n, { patch, srgb }] of patches.entries()) {
        expect.soft(apart(found[n], srgb), `${name} ${where}, ${patch}: ${found[n]} for ${srgb}`).toBeLessThanOrEqual(12);
      }
    }
  };

  await test.step('made smaller', async () => {
    await card.getByLabel(CHOOSE).setInputFiles(paths);
    await expect(card.locator('.photo.stored')).toHaveCount(names.length);
    await look(0, 'small, on the phone');
  });

  await test.step('kept as taken', async () => {
    await everythingSent(page);
    await open(page, '/settings');
    const keep = page.getByRole('switch', { name: 'Keep original photos' });
    await keep.check();
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('status').filter({ hasText: 'Saved' })).toBeVisible();
    await open(page, inspection);
    await card.getByLabel(CHOOSE).setInputFiles(paths);
    await expect(card.locator('.photo.stored')).toHaveCount(2 * names.length);
    await look(names.length, 'as taken, on the phone');
  });

  await test.step('as the server shows both', async () => {
    await everythingSent(page);
    await page.reload();
    await hydrated(page);
    await expect(card.locator('.photo.stored')).toHaveCount(2 * names.length);
    await look(0, 'small, at the desk');
    await look(names.length, 'as taken, at the desk');
  });
});

/** An inspection on the phone of somebody new, with an item that fails, so that photos can be added to it. */
async function failingItem(page: Page, who: string) {
  await foundOrganisation(page, newEmail(who), 'Prieto Inspections');
  await addSite(page, SITE, 'Paseo Marítimo 12, Málaga');
  await takeChecklist(page);
  await onPhone(page);
  await startInspection(page, SITE);
  const card = item(page, ITEM);
  await card.getByRole('radio', { name: 'Fail' }).check();
  return card;
}

/** The colours of a photo of the item at some places, as the browser shows them. */
async function seen(page: Page, nth: number, places: [number, number][]): Promise<number[][]> {
  const picture = item(page, ITEM).locator('.photo-open img').nth(nth);
  return picture.evaluate(async (image, places) => {
    if (!(image instanceof HTMLImageElement)) throw new Error('a photo is a picture');
    image.loading = 'eager';
    await image.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
    const context = canvas.getContext('2d');
    if (!context) throw new Error('the browser draws');
    context.drawImage(image, 0, 0);
    return places.map(([x, y]) => Array.from(context.getImageData(x, y, 1, 1).data.slice(0, 3)));
  }, places);
}

/** How far two colours are apart in the part in which they differ most. */
function apart(found: number[] | undefined, expected: number[]): number {
  return Math.max(...expected.map((part, at) => Math.abs(part - (found?.[at] ?? Infinity))));
}
