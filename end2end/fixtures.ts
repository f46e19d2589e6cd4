// What every journey needs: a page that reports its own errors, signing in, looking.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { AxeBuilder } from '@axe-core/playwright';
import { expect, test as base, type Page } from '@playwright/test';

export { expect, type Page, type Route } from '@playwright/test';

type Fixtures = {
  /** The address of the server under test: one for each database. */
  server: string;
  /** Errors that a test provokes on purpose; any other that the browser reports fails the test. */
  expectedErrors: RegExp[];
  /** Watches the page; a test need not name it. */
  errorWatch: void;
};

export const test = base.extend<Fixtures>({
  server: async ({ baseURL }, use) => {
    if (!baseURL) throw new Error('a project has the address of its server');
    await use(baseURL);
  },
  expectedErrors: [[], { option: true }],
  errorWatch: [
    async ({ context, expectedErrors }, use) => {
      const errors: string[] = [];
      context.on('weberror', (thrown) => errors.push(String(thrown.error())));
      context.on('console', (message) => {
        if (message.type() === 'error') errors.push(message.text());
      });
      await use();
      const unexpected = errors.filter((error) => !expectedErrors.some((expected) => expected.test(error)));
      expect(unexpected, 'the browser reported errors').toEqual([]);
    },
    { auto: true },
  ],
});

/** The languages Norven speaks. */
export const LOCALES = ['en', 'es'] as const;
export type Locale = (typeof LOCALES)[number];

/** The two screens that pages are designed for. */
export const SCREENS = {
  phone: { width: 390, height: 844 },
  desk: { width: 1440, height: 900 },
} as const;

/** Waits until the page's script has taken over: before, a press of a button may be lost. */
export async function hydrated(page: Page): Promise<void> {
  await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
}

/**
 * Signs in by e-mail: asks for a link, reads it in the local outbox and follows it.
 *
 * Few mails go to one address in a quarter of an hour, so a session is kept for the tests that
 * follow in the same run. A test that signs out uses an address of its own.
 */
export async function signIn(page: Page, email: string): Promise<void> {
  const { outputDir, name } = test.info().project;
  const kept = join(outputDir, 'sessions', `${name}-${email}.json`);
  if (existsSync(kept)) {
    await page.context().addCookies(JSON.parse(readFileSync(kept, 'utf8')));
    await page.goto('/overview');
    return;
  }
  const before = await mailsTo(page, email);
  await page.goto('/sign-in');
  await page.getByRole('textbox', { name: 'E-mail address' }).fill(email);
  await page.getByRole('button', { name: 'Send the link' }).click();
  await arrives(page, '/sign-in/code');

  const link = await newMailTo(page, email, before);
  await page.goto(link);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await arrives(page, /^(?!\/sign-in)/);
  await sayName(page, email);
  mkdirSync(dirname(kept), { recursive: true });
  writeFileSync(kept, JSON.stringify(await page.context().cookies()));
}

/** Somebody whose account does not say what they are called is asked, and answers. */
export async function sayName(page: Page, email: string): Promise<void> {
  if (new URL(page.url()).pathname !== '/welcome') return;
  await page.getByRole('textbox', { name: 'First name and surname' }).fill(nameOf(email));
  await page.getByRole('button', { name: 'Continue' }).click();
  await arrives(page, /^(?!\/welcome)/);
}

/** What somebody is called whose address is this: `Ana` for `ana-sqlite-1@example.org`. */
function nameOf(email: string): string {
  const [first] = email.split(/[-.@]/);
  return first.charAt(0).toUpperCase() + first.slice(1);
}

/** Waits until the page is at a path, and says what it says where it is refused. */
async function arrives(page: Page, path: string | RegExp): Promise<void> {
  await page.waitForURL((url) => url.pathname.match(path) !== null || url.searchParams.has('problem'));
  if (new URL(page.url()).searchParams.has('problem')) throw new Error(await page.getByRole('alert').innerText());
}

/** How many of the mails in the local outbox went to this address. */
async function mailsTo(page: Page, email: string): Promise<number> {
  const outbox = await page.context().newPage();
  await outbox.goto('/dev/outbox');
  const count = await outbox.locator('article.mail', { hasText: email }).count();
  await outbox.close();
  return count;
}

/** Waits for one more mail to this address and returns its link. */
async function newMailTo(page: Page, email: string, before: number): Promise<string> {
  const outbox = await page.context().newPage();
  const mails = outbox.locator('article.mail', { hasText: email });
  await expect(async () => {
    await outbox.goto('/dev/outbox');
    expect(await mails.count()).toBeGreaterThan(before);
  }).toPass();
  // The newest stands first.
  const link = await mails.first().locator('a[href*="/sign-in/link"]').getAttribute('href');
  await outbox.close();
  if (!link) throw new Error(`the mail to ${email} has no link`);
  return link;
}

/** Has the page in a language; it is loaded anew where it speaks another. */
export async function speak(page: Page, locale: Locale): Promise<void> {
  if ((await page.locator('html').getAttribute('lang')) === locale) return;
  const url = new URL(page.url()).origin;
  const alive = await page.locator('html[data-hydrated]').count();
  await page.context().addCookies([{ name: 'locale', value: locale, url }]);
  await page.reload();
  if (alive) await hydrated(page);
}

/** Waits until the public list is younger than a report that was issued: an older one says nothing about it. */
export async function listed(page: Page, pdf: Uint8Array): Promise<void> {
  const digest = createHash('sha256').update(pdf).digest('hex');
  const { entry } = await (await page.request.get(`/api/v1/digests/${digest}`)).json();
  const issued = Math.floor(Date.parse(entry.issued_at) / 1000);
  const made = async () => Number(/^time (\d+)$/m.exec(await (await page.request.get('/standing')).text())?.[1]);
  await expect.poll(made, { timeout: 30_000 }).toBeGreaterThanOrEqual(issued);
}

/** axe finds nothing to complain of. What it finds fails the test, which goes on to find the rest. */
export async function accessible(page: Page, schemes: ('light' | 'dark')[] = ['light', 'dark']): Promise<void> {
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme });
    // What is still fading in has too little contrast for a moment.
    await page.evaluate(async () => {
      const ending = document.getAnimations().filter((shown) => shown.effect?.getComputedTiming().endTime !== Infinity);
      await Promise.allSettled(ending.map(({ finished }) => finished));
    });
    const { violations } = await new AxeBuilder({ page }).analyze();
    const found = violations.map(({ id, help, nodes }) => `${id}: ${help} (${nodes.map(({ target }) => target.join(' ')).join('; ')})`);
    expect.soft(found, `axe on ${page.url()}, ${colorScheme}`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: null });
}

/**
 * Takes the page's picture on both screens, in light and dark, in the language it speaks, for people
 * to look at. It looks the same on both databases: one will do.
 */
export async function shots(page: Page, name: string): Promise<void> {
  // Nothing is compared with them: `cargo xtask pictures` takes them, a run of the tests does without.
  if (!process.env.NORVEN_PICTURES || test.info().project.name !== 'sqlite') return;
  const before = page.viewportSize();
  const locale = await page.locator('html').getAttribute('lang');
  for (const [screen, size] of Object.entries(SCREENS)) {
    await page.setViewportSize(size);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.evaluate(() => document.fonts.ready);
      const path = join('screenshots', `${name}-${screen}-${colorScheme}-${locale}.png`);
      await page.screenshot({ path, fullPage: true, animations: 'disabled' });
    }
  }
  await page.emulateMedia({ colorScheme: null });
  if (before) await page.setViewportSize(before);
}
