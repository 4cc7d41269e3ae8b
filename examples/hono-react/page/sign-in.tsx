import { type Refusal, useNoPass } from "@nopass/web/react";
import { type FormEvent, useEffect } from "react";

/** How to ask NoPass, as the server says. */
export interface SignInOptions {
  readonly url: string;
  readonly apiKey: string;
  readonly nonce: string;
}

/** Asks for an address, then for the code that was sent to it, and hands over the receipt. */
export function SignIn({
  onProven,
  ...options
}: SignInOptions & { readonly onProven: (receipt: string) => void }) {
  const { state, send, resend, verify, restart } = useNoPass(options);
  const { step, busy, email, challenge, refusal, resendInS, proof } = state;
  useEffect(() => {
    if (proof) onProven(proof.receipt);
  }, [proof, onProven]);

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const field = new FormData(event.currentTarget);
    if (step === "address") send(String(field.get("email")));
    else verify(String(field.get("code")));
  }

  return (
    <form onSubmit={submit}>
      <h1>Sign in</h1>
      {step === "address" ? (
        <label>
          Email
          <input name="email" type="email" autoComplete="email" required />
        </label>
      ) : (
        <label>
          The code that was sent to {email}
          <input
            key={challenge?.challengeId}
            name="code"
            inputMode={challenge?.codeAlphabet === "base32" ? "text" : "numeric"}
            autoComplete="one-time-code"
            ref={focus}
            required
          />
        </label>
      )}
      <button type="submit" disabled={busy !== undefined || step === "done"}>
        {step === "address" ? "Send code" : "Verify"}
      </button>
      {step === "code" && (
        <>
          <button type="button" disabled={resendInS > 0 || busy !== undefined} onClick={resend}>
            {resendInS > 0 ? `New code in ${resendInS} s` : "Send a new code"}
          </button>
          <button type="button" onClick={restart}>
            Another address
          </button>
        </>
      )}
      <p role="alert">{refusal && sentenceFor(refusal)}</p>
    </form>
  );
}

/** Outside of the component, so that it is called when the field comes and not at each rendering. */
function focus(input: HTMLInputElement | null): void {
  input?.focus();
}

function sentenceFor({ reason, attemptsLeft }: Refusal): string {
  switch (reason) {
    case "CODE_REJECTED":
      return attemptsLeft ? "That is not the code." : "That is not the code. Ask for a new one.";
    case "CHALLENGE_EXPIRED":
    case "CHALLENGE_CLOSED":
      return "This code is over. Ask for a new one.";
    case "EMAIL_INVALID":
      return "No mail can be sent to this address.";
    default:
      return "That did not work. Please try again later.";
  }
}
