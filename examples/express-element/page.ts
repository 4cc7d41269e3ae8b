import type { Session } from "./sessions.ts";

/** Where the element finds NoPass. */
export interface NoPassForPages {
  readonly url: string;
  readonly publishableKey: string;
}

/** The one page of this program: a form to sign in with, or who is signed in. */
export function page({ email, nonce }: Session, { url, publishableKey }: NoPassForPages): string {
  const main =
    email === undefined
      ? `
    <h1>Sign in</h1>
    <form action="/sign-in" method="post">
      <nopass-verify name="receipt" url="${url}" api-key="${publishableKey}" receipt-nonce="${nonce}" submit></nopass-verify>
    </form>`
      : `
    <h1>Welcome</h1>
    <p>You are signed in as <strong>${escapeHtml(email)}</strong>.</p>
    <form action="/sign-out" method="post"><button>Sign out</button></form>`;
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Express and NoPass</title>
    <link rel="stylesheet" href="/style.css">
    <script type="module" src="${url}/nopass-verify.js"></script>
    <script type="module" src="${url}/nopass-remember.js"></script>
  </head>
  <body>
    <main>${main}
    </main>
  </body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
