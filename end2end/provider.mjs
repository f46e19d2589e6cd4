// A provider of identities that somebody else wrote (npm `oidc-provider`), for the browser tests: whoever types a name
// into its own form is that person, with a confirmed address at example.com.
import Provider from 'oidc-provider';

const PORT = 47561;
const origins = [process.env.NORVEN_SQLITE ?? 'http://localhost:3000', process.env.NORVEN_POSTGRES].filter(Boolean);

const provider = new Provider(`http://localhost:${PORT}`, {
  clients: [
    {
      client_id: 'norven',
      client_secret: 'hush',
      redirect_uris: origins.map((origin) => `${origin}/sign-in/with/example/callback`),
    },
  ],
  claims: { openid: ['sub'], email: ['email', 'email_verified'] },
  pkce: { required: () => true, methods: ['S256'] },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: id, email: `${id}@example.com`, email_verified: true }),
  }),
});

provider.listen(PORT, 'localhost');
