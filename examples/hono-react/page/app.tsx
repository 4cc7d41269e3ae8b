import { StrictMode, useCallback, useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import { SignIn, type SignInOptions } from "./sign-in.tsx";

/** What `/session` answers. */
interface Session {
  readonly email?: string;
  readonly sign_in?: SignInOptions;
}

async function loadSession(): Promise<Session> {
  return (await fetch("/session")).json();
}

function App() {
  const [session, setSession] = useState<Session>({});
  useEffect(() => void loadSession().then(setSession), []);

  const signIn = useCallback(async (receipt: string) => {
    await fetch("/session", { method: "POST", headers: { authorization: `Bearer ${receipt}` } });
    setSession(await loadSession());
  }, []);

  async function signOut() {
    await fetch("/session", { method: "DELETE" });
    setSession(await loadSession());
  }

  if (session.email)
    return (
      <>
        <h1>Welcome</h1>
        <p>
          You are signed in as <strong>{session.email}</strong>.
        </p>
        <button type="button" onClick={signOut}>
          Sign out
        </button>
      </>
    );
  return session.sign_in ? <SignIn {...session.sign_in} onProven={signIn} /> : null;
}

const root = document.getElementById("app");
if (root !== null)
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
