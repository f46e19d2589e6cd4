import { readFileSync } from 'node:fs';

import { Webhook } from 'svix';

import { expect, test } from '../fixtures';
import { enterByProvider, newEmail } from './steps';

// The provider's own page asks for a face on another network and has no icon.
test.use({ expectedErrors: [/ERR_NAME_NOT_RESOLVED|status of 404/] });

const SECRET: string = JSON.parse(readFileSync('providers.json', 'utf8'))[0].webhook.secret;
const OTHER = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

/** What a provider says, as it sends it; its library (npm `svix`) signs it. */
function signed(id: string, said: unknown, { secret = SECRET, at = new Date() } = {}) {
  const data = JSON.stringify(said);
  const headers = {
    'content-type': 'application/json',
    'svix-id': id,
    'svix-timestamp': Math.floor(at.getTime() / 1000).toString(),
    'svix-signature': new Webhook(secret).sign(id, at, data),
  };
  return { data, headers };
}

test('whoever is deleted at the provider is signed out here', async ({ page, request, server }) => {
  await page.goto('/sign-in');
  const button = page.getByRole('button', { name: 'Continue with Example' });
  test.skip(!(await button.isVisible()), 'the server knows no provider: set NORVEN_OIDC=end2end/providers.json');
  const name = newEmail('gone').split('@')[0] ?? '';
  await enterByProvider(page, name);
  await expect(page).toHaveURL(/\/organisations\/new$/);

  const address = `${server}/webhooks/example`;
  const id = `msg_${name}`;
  const said = { type: 'user.deleted', timestamp: Date.now(), data: { id: name, object: 'user', deleted: true } };
  const tampered = { ...signed(id, said), data: JSON.stringify({ ...said, timestamp: 0 }) };
  const late = new Date(Date.now() - 301_000);
  for (const refused of [signed(id, said, { secret: OTHER }), signed(id, said, { at: late }), tampered]) {
    expect((await request.post(address, refused)).status()).toBe(401);
  }
  await page.reload();
  await expect(page).toHaveURL(/\/organisations\/new$/);

  // The second time it counts no more.
  for (const message of [signed(id, said), signed(id, said)]) {
    expect((await request.post(address, message)).status()).toBe(200);
  }
  await page.goto('/settings/profile');
  await expect(page).toHaveURL(/\/sign-in/);
});
