// What judges that others wrote say of the headers, over TLS behind a proxy.

import { existsSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:net';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { CspEvaluator } from 'csp_evaluator/dist/evaluator.js';
import { Severity } from 'csp_evaluator/dist/finding.js';
import { CspParser } from 'csp_evaluator/dist/parser.js';

import { expect, test } from '../fixtures';
import { startProxy } from '../proxy';

/** Public pages, a redirect, files, what is not there and what is refused. */
const PATHS = [
  '/',
  '/sign-in',
  '/sign-in/code',
  '/verify',
  '/overview',
  '/healthz',
  '/standing',
  '/.well-known/norven-trust.json',
  '/favicon.svg',
  '/nothing/here',
  '/api/list_sites',
];

let proxy: Server;

test.beforeAll(async ({ server }) => {
  const { NORVEN_TLS_UPSTREAM: upstream, NORVEN_TLS_CERTIFICATE: certificate } = process.env;
  if (!upstream || !certificate) throw new Error('cargo xtask test says where the server behind TLS is');
  proxy = await startProxy(server, upstream, certificate);
  // The scanner's list of preloaded hosts is downloaded when it is installed with scripts. No host of
  // that list is scanned here.
  const entry = createRequire(import.meta.url).resolve('@mdn/mdn-http-observatory');
  const list = join(dirname(entry), '..', 'conf', 'hsts-preload.json');
  if (!existsSync(list)) writeFileSync(list, '{}');
});

test.afterAll(() => {
  proxy.close();
});

test('the Observatory of Mozilla gives an A+', async ({ server }) => {
  const { scan } = await import('@mdn/mdn-http-observatory');
  const { scan: verdict, tests } = await scan(new URL(server).host);
  const failed = Object.entries(tests).filter(([, judged]) => !judged.pass);
  expect(failed.map(([name, { scoreDescription }]) => `${name}: ${scoreDescription}`)).toEqual([]);
  expect(verdict.grade, `score ${verdict.score}`).toBe('A+');
});

test('the evaluator of Google finds no weakness in any policy', async ({ request }) => {
  for (const path of PATHS) {
    const answer = await request.get(path, { maxRedirects: 0, failOnStatusCode: false });
    const policy = answer.headers()['content-security-policy'];
    expect(policy, path).toBeTruthy();
    const findings = new CspEvaluator(new CspParser(policy ?? '').csp).evaluate();
    const weak = findings.filter(({ severity }) => severity <= Severity.HIGH_MAYBE);
    expect(weak.map(({ directive, description }) => `${path} ${directive}: ${description}`)).toEqual([]);
  }
});

test('every answer asks for TLS for two years and promises no more', async ({ request }) => {
  for (const path of PATHS) {
    const answer = await request.get(path, { maxRedirects: 0, failOnStatusCode: false });
    expect(answer.headers()['strict-transport-security'], path).toBe('max-age=63072000; includeSubDomains');
  }
});

test('pages come to life over TLS, with cookies that no other host can set', async ({ page, context }) => {
  await page.goto('/sign-in');
  await page.getByRole('textbox', { name: 'E-mail address' }).fill('tls@people.example');
  await page.getByRole('button', { name: 'Send the link' }).click();
  await page.waitForURL('**/sign-in/code*');
  const cookies = await context.cookies();
  const asking = cookies.find(({ name }) => name === '__Host-asking');
  expect(asking).toMatchObject({ secure: true, httpOnly: true, sameSite: 'Lax', path: '/' });
  await page.goto('/verify');
  await expect(page.locator('h1')).toBeVisible();
});
