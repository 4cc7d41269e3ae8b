import type { Envelope, Handed, SmtpFault, SmtpSession } from "./smtp-session.ts";

export interface SmtpPoolOptions {
  /** Connections at once: servers refuse clients that open many. */
  readonly most: number;
  /** How long a mail waits for one of them. */
  readonly waitMs: number;
  /** How long one is kept without a mail: less than servers do. */
  readonly idleMs: number;
  /** Mails over one connection: servers end it after some. */
  readonly mailsEach: number;
}

export const smtpPoolOptions: Omit<SmtpPoolOptions, "most"> = { waitMs: 3_000, idleMs: 5_000, mailsEach: 50 };

/** Hands mails to a server over a few connections that are kept. */
export interface SmtpPool {
  hand(envelope: Envelope, mime: Uint8Array): Promise<Handed>;
  close(): void;
}

export function createSmtpPool(open: () => Promise<SmtpSession>, options: SmtpPoolOptions): SmtpPool {
  const { most, waitMs, idleMs, mailsEach } = options;
  const idle = new Map<SmtpSession, { readonly mails: number; readonly timer: NodeJS.Timeout }>();
  const waiting = new Set<() => void>();
  let busy = 0;
  let closed = false;

  /** Waits for a turn; false if there was none in time. */
  function turn(): Promise<boolean> {
    if (busy < most) {
      busy++;
      return Promise.resolve(true);
    }
    return new Promise((resolve) => {
      const take = () => {
        clearTimeout(timer);
        resolve(true);
      };
      const timer = setTimeout(() => {
        waiting.delete(take);
        resolve(false);
      }, waitMs);
      waiting.add(take);
    });
  }

  /** The turn goes to whoever waits longest. */
  function endTurn(): void {
    const [next] = waiting;
    if (next === undefined) busy--;
    else {
      waiting.delete(next);
      next();
    }
  }

  /** One that was used last, as it is the least likely to have been closed meanwhile. */
  async function session(): Promise<{ readonly session: SmtpSession; readonly mails: number }> {
    for (const [kept, { mails, timer }] of [...idle].reverse()) {
      idle.delete(kept);
      clearTimeout(timer);
      if (kept.usable()) return { session: kept, mails };
    }
    return { session: await open(), mails: 0 };
  }

  function keep(session: SmtpSession, mails: number): void {
    if (!session.usable()) return;
    if (closed || mails >= mailsEach) {
      session.close();
      return;
    }
    const timer = setTimeout(() => {
      idle.delete(session);
      if (session.usable()) session.close();
    }, idleMs);
    timer.unref();
    idle.set(session, { mails, timer });
  }

  return {
    async hand(envelope, mime) {
      if (!(await turn())) return { ok: false, fault: { code: "EBUSY" }, bodyStarted: false };
      try {
        const { session: taken, mails } = await session();
        const handed = await taken.hand(envelope, mime);
        keep(taken, mails + 1);
        return handed;
      } catch (fault) {
        return { ok: false, fault: fault as SmtpFault, bodyStarted: false };
      } finally {
        endTurn();
      }
    },
    close() {
      closed = true;
      for (const [kept, { timer }] of idle) {
        clearTimeout(timer);
        if (kept.usable()) kept.close();
      }
      idle.clear();
    },
  };
}
