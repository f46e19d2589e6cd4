import { defineConfig } from '@playwright/test';

// `cargo xtask test` starts a server on each database and says where they are. Without it the tests
// run against `cargo xtask run`, on SQLite only.
const servers = {
  sqlite: process.env.NORVEN_SQLITE ?? 'http://localhost:3000',
  postgres: process.env.NORVEN_POSTGRES,
};

/** Where a server is that a proxy of the tests gives TLS. */
const tls = process.env.NORVEN_TLS;
const HEADERS = /headers\.spec\.ts/;

export default defineConfig({
  testDir: 'tests',
  outputDir: 'test-results',
  reporter: 'list',
  retries: 0,
  workers: 2,
  forbidOnly: process.env.CI === 'true',
  // The server is a development build, and both databases share two cores.
  timeout: 120_000,
  expect: { timeout: 15_000 },
  use: {
    actionTimeout: 15_000,
    navigationTimeout: 30_000,
    locale: 'en-GB',
    timezoneId: 'Europe/Madrid',
    screenshot: 'only-on-failure',
    // A trace of every step would be made for each test and thrown away where it passes. To see one:
    // `cargo xtask test browser -- --trace retain-on-failure`.
    trace: 'off',
    launchOptions: {
      // Debian's browser: none is downloaded.
      executablePath: '/usr/bin/chromium',
      args: [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  webServer: [
    // The provider of identities that `providers.json` names.
    {
      command: 'node provider.mjs',
      url: 'http://localhost:47561/.well-known/openid-configuration',
      reuseExistingServer: true,
    },
    // The name server that domains are looked up at.
    { command: 'node names.mjs', url: 'http://127.0.0.1:47562/', reuseExistingServer: true },
  ],
  projects: [
    ...Object.entries(servers).flatMap(([name, baseURL]) =>
      baseURL ? [{ name, testIgnore: HEADERS, use: { baseURL } }] : [],
    ),
    // The certificate is the tests' own: Node.js is told of it, Chromium is not.
    ...(tls ? [{ name: 'tls', testMatch: HEADERS, workers: 1, use: { baseURL: tls, ignoreHTTPSErrors: true } }] : []),
  ],
});
