// The steps of the main journey, each by what a person sees: roles, labels and words.

import { join } from 'node:path';

import { expect, hydrated, sayName, SCREENS, signIn, test, type Page } from '../fixtures';

/** The checklist that journeys take: short, with nearly every kind of item. */
export const CHECKLIST = 'Fire door inspection';

/** A photo of the sample. */
export function photo(name: string): string {
  return join('..', 'src', 'demo', 'photos', `${name}.jpg`);
}

/** An address that nobody has used before. */
export function newEmail(who: string): string {
  return `${who}-${test.info().project.name}-${Date.now()}@example.org`;
}

/** Goes to a page and waits until it is alive. */
export async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await hydrated(page);
}

/** Signs in with the provider of `provider.mjs`, from the sign-in page; it knows whoever gives it a name. */
export async function enterByProvider(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Continue with Example' }).click();
  await sayWhoOneIs(page, name);
}

/** Types a name into the provider's own form, and agrees. */
export async function sayWhoOneIs(page: Page, name: string): Promise<void> {
  await page.getByPlaceholder('Enter any login').fill(name);
  await page.getByPlaceholder('and password').fill('anything');
  await page.getByRole('button', { name: 'Sign-in' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
  const { baseURL } = test.info().project.use;
  await page.waitForURL((url) => url.origin === new URL(baseURL!).origin);
  await sayName(page, name);
}

/** A new person signs in and creates an organisation. */
export async function foundOrganisation(page: Page, email: string, name: string): Promise<void> {
  await signIn(page, email);
  await page.waitForURL('**/organisations/new');
  await hydrated(page);
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
  await page.getByRole('button', { name: 'Create organisation' }).click();
  await page.waitForURL('**/overview');
  await hydrated(page);
}

/** Adds a site. */
export async function addSite(page: Page, name: string, address: string): Promise<void> {
  await open(page, '/sites');
  await page.getByRole('button', { name: 'Add site' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add site' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
  await dialog.getByRole('textbox', { name: 'Address' }).fill(address);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { name, level: 2 })).toBeVisible();
}

/** Takes the checklist from the library; its editor opens. */
export async function takeChecklist(page: Page): Promise<void> {
  await open(page, '/templates/library');
  await page.getByRole('button', { name: `Use ${CHECKLIST}` }).click();
  await page.waitForURL(/\/templates\/[0-9a-f-]{36}$/);
  await expect(page.getByText('Version 1 published')).toBeVisible();
}

/** Starts an inspection at a site and returns the address of its page at the desk. */
export async function startInspection(page: Page, site: string): Promise<string> {
  await open(page, '/inspections/new');
  await page.getByRole('radio', { name: site }).check();
  await page.getByRole('radio', { name: CHECKLIST }).check();
  await page.getByRole('button', { name: 'Start' }).click();
  await page.waitForURL('**/fill');
  await hydrated(page);
  return new URL(page.url()).pathname.replace(/\/fill$/, '');
}

/** The card of an item that is answered, by its number or by what it asks. */
export function item(page: Page, what: string | RegExp) {
  return page.getByRole('main').getByRole('region', { name: what });
}

/** Answers every item of the section that is shown, by its kind, so that none fails. */
export async function answerSection(page: Page): Promise<void> {
  const items = page.getByRole('main').getByRole('region');
  await expect(items.first()).toBeVisible();
  for (const card of await items.all()) await answer(card);
}

type Card = ReturnType<typeof item>;

async function answer(card: Card): Promise<void> {
  const radios = card.getByRole('radio');
  const boxes = card.getByRole('group').getByRole('checkbox');
  const camera = card.getByLabel(/^Choose pictures, item/);
  if (await card.getByText('Signed at the end').count()) return;
  if (await radios.count()) {
    await firstThatPasses(card, await radios.all(), (radio) => radio.check());
  } else if (await boxes.count()) {
    await boxes.first().check();
  } else if (await card.locator('input[inputmode="decimal"]').count()) {
    const figure = card.getByRole('textbox');
    await firstThatPasses(card, ['3', '25', '60', '0.5'], (reading) => figure.fill(reading));
    await figure.blur();
  } else if (await card.getByLabel(/^(Date|Time)$/).count()) {
    const [date, time] = [card.getByLabel('Date', { exact: true }), card.getByLabel('Time', { exact: true })];
    if (await date.count()) await date.fill('2027-05-14');
    if (await time.count()) await time.fill('10:30');
  } else if (await card.getByRole('textbox').count()) {
    await card.getByRole('textbox').fill('As found on site');
    await card.getByRole('textbox').blur();
  } else {
    await camera.setInputFiles(photo('fire-door'));
    await expect(card.getByRole('button', { name: 'Open photo 1' })).toBeVisible();
  }
}

/** Gives one answer after the other until one does not fail. */
async function firstThatPasses<T>(card: Card, answers: T[], give: (answer: T) => Promise<void>): Promise<void> {
  for (const answer of answers) {
    await give(answer);
    if (!(await card.getByText(/^A failing answer needs/).isVisible())) return;
  }
  throw new Error('every answer fails');
}

/** An item fails, with everything that asks for. */
export async function fail(card: Card, number: string): Promise<void> {
  await card.getByRole('radio', { name: 'Fail' }).check();
  await expect(card.getByText('A failing answer needs a note and a photo')).toBeVisible();
  await card.getByRole('textbox', { name: 'What did you find?' }).fill(FAILURE.note);
  await card.getByLabel(`Choose pictures, item ${number}`).setInputFiles(photo('extinguisher-blocked'));
  await expect(card.getByText('Note and photo added')).toBeVisible();
  await card.getByRole('button', { name: `Action, item ${number}` }).click();
  await card.getByRole('textbox', { name: 'What has to be done' }).fill(FAILURE.action);
  await card.getByRole('textbox', { name: 'Who' }).fill('A. Molina');
  await card.getByLabel('Due').fill('2027-01-15');
  await card.getByRole('button', { name: 'Save action' }).click();
  await expect(card.getByText(FAILURE.action)).toBeVisible();
}

/** What is written at the item that fails. */
export const FAILURE = { note: 'The leaf is chipped along the lock edge.', action: 'Replace the leaf.' };

/** Goes to the next section. */
export async function nextSection(page: Page): Promise<void> {
  const before = page.url();
  await page.getByRole('link', { name: 'Next section' }).click();
  await page.waitForURL((url) => url.href !== before);
}

/** Waits until everything has reached the server; a page that was just loaded calls it saved. */
export async function everythingSent(page: Page): Promise<void> {
  await expect(page.getByRole('status').filter({ hasText: /^(Sent|Saved)$/ })).toBeVisible();
}

/** From the last section to signing. */
export async function finish(page: Page): Promise<void> {
  await everythingSent(page);
  await page.getByRole('link', { name: 'Review' }).click();
  await page.getByRole('button', { name: 'Finish and sign' }).click();
  await page.waitForURL('**/sign');
}

/** Draws on the pad, as with a pen: a line up and down from left to right. */
export async function draw(page: Page): Promise<void> {
  const pad = page.getByRole('img', { name: /^Signature area/ });
  await pad.scrollIntoViewIfNeeded();
  const box = await pad.boundingBox();
  if (!box) throw new Error('the pad is on the screen');
  const at = (part: number, height: number) => [box.x + box.width * part, box.y + box.height * height] as const;
  await page.mouse.move(...at(0.15, 0.5));
  await page.mouse.down();
  for (let step = 1; step <= 12; step += 1) {
    await page.mouse.move(...at(0.15 + step * 0.055, 0.5 + 0.25 * Math.sin(step * 1.3)), { steps: 3 });
  }
  await page.mouse.up();
  await expect(page.getByRole('button', { name: 'Clear' })).toBeEnabled();
}

/** Agrees and gives the signature that was entered; somebody else's where a name is given. */
export async function sign(page: Page, name = ''): Promise<void> {
  const form = page.getByRole('form', { name: 'Next signature' });
  await form.getByRole('checkbox', { name: /Declaration, version/ }).check();
  await form.getByRole('button', { name: 'Sign', exact: true }).click();
  await expect(page.getByRole('status').filter({ hasText: `${name} has signed.` })).toBeVisible();
}

/** Fills every slot that is still open with a drawing of one's own. An account without a name is asked for one, once. */
export async function signEverySlot(page: Page): Promise<void> {
  const issue = page.getByRole('button', { name: 'Issue the report' });
  await expect(issue).toBeVisible();
  while (await issue.isDisabled()) {
    const left = await page.getByText('not signed yet').count();
    const asked = page.getByRole('textbox', { name: 'Your name' });
    if (await asked.isVisible()) await asked.fill('Lucía Fernández');
    await draw(page);
    await sign(page);
    await expect(page.getByText('not signed yet')).toHaveCount(left - 1);
  }
}

/** Issues the report and waits until it is made; returns the address of its page. */
export async function issue(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Issue the report' }).click();
  await page.waitForURL(/\/reports\/[0-9a-f-]{36}$/, { timeout: 60_000 });
  await expect(page.getByRole('link', { name: 'Download PDF' })).toBeVisible();
  return new URL(page.url()).pathname;
}

/** Holds the page as a phone does. */
export async function onPhone(page: Page): Promise<void> {
  await page.setViewportSize(SCREENS.phone);
}

/** A device with a fingerprint reader, in software (Chrome DevTools Protocol, WebAuthn). */
export async function device(page: Page) {
  const client = await page.context().newCDPSession(page);
  await client.send('WebAuthn.enable');
  const options = {
    protocol: 'ctap2',
    transport: 'internal',
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
    automaticPresenceSimulation: true,
  } as const;
  const { authenticatorId } = await client.send('WebAuthn.addVirtualAuthenticator', { options });
  return {
    recognises: (isUserVerified: boolean) => client.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
  };
}

/** The code of the latest mail to an address that says something. */
export async function mailedCode(page: Page, email: string, words: string): Promise<string> {
  const outbox = await page.context().newPage();
  const mails = outbox.locator('article.mail', { hasText: email }).filter({ hasText: words });
  await expect(async () => {
    await outbox.goto('/dev/outbox');
    expect(await mails.count()).toBeGreaterThan(0);
  }).toPass();
  const code = (await mails.first().innerText()).match(/^[2-9A-Z]{4} [2-9A-Z]{4}$/m)?.[0];
  await outbox.close();
  if (!code) throw new Error(`the mail to ${email} has no code`);
  return code;
}
