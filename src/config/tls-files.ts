import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createSecureContext } from "node:tls";
import { isDeepStrictEqual } from "node:util";
import { SettingsError } from "./env.ts";
import { lookAgain } from "./look-again.ts";
import type { TlsSettings } from "./settings.ts";

/** PEM texts that fit together. */
export interface TlsTexts {
  readonly cert: string;
  readonly key: string;
  readonly ca?: string;
}

/** PEM files that are read again when they change. */
export interface OpenTlsFiles {
  /** As they were at the start. */
  readonly first: TlsTexts;
  close(): void;
}

/** Hears what became of new files. */
export interface TlsFilesEvents {
  reloaded(texts: TlsTexts): void;
  /** They are broken, or do not fit together: the last good ones stay in force. */
  reloadFailed(problems: readonly string[]): void;
}

/**
 * Reads the files of TLS, and again within ten seconds of a change, so that certificates are renewed without a restart.
 *
 * Their content is compared, as that of the tenants file is. Files that are only half replaced are reported, and taken
 * once all of them are there.
 */
export async function openTlsFiles(
  settings: TlsSettings,
  events: TlsFilesEvents,
  everyMs = 10_000,
): Promise<OpenTlsFiles> {
  let seen = await readAll(settings);
  const first = parse(seen);

  async function reload(closed: AbortSignal): Promise<void> {
    const now = await readAll(settings);
    if (closed.aborted || isDeepStrictEqual(now, seen)) return;
    seen = now;
    try {
      events.reloaded(parse(now));
    } catch (error) {
      events.reloadFailed(error instanceof SettingsError ? error.problems : ["they cannot be used for TLS"]);
    }
  }

  return { first, ...lookAgain(everyMs, reload) };
}

/** Reads the files of TLS once, or throws one error that lists every mistake in them. */
export async function readTlsFiles(settings: TlsSettings): Promise<TlsTexts> {
  return parse(await readAll(settings));
}

/**
 * Every certificate of a PEM text, in its order; undefined if there is none, or one that is broken.
 *
 * OpenSSL stops at the first broken certificate of an authority's file without a word.
 */
export function certificatesIn(text: string): readonly X509Certificate[] | undefined {
  const [, ...blocks] = text.split(beginning);
  try {
    const certificates = blocks.map((block) => new X509Certificate(beginning + block));
    return certificates.length > 0 ? certificates : undefined;
  } catch {
    return undefined;
  }
}

const beginning = "-----BEGIN CERTIFICATE-----";

/** A file as it was found. */
interface PemFile {
  readonly name: string;
  readonly text: string;
  /** Why it could not be read. */
  readonly code?: string;
}

interface PemFiles {
  readonly cert: PemFile;
  readonly key: PemFile;
  readonly ca: PemFile | undefined;
}

async function readAll({ cert, key, clientCa }: TlsSettings): Promise<PemFiles> {
  return {
    cert: await read("NOPASS_TLS_CERT", cert),
    key: await read("NOPASS_TLS_KEY", key),
    ca: clientCa === undefined ? undefined : await read("NOPASS_TLS_CLIENT_CA", clientCa),
  };
}

async function read(name: string, path: string): Promise<PemFile> {
  try {
    return { name, text: await readFile(path, "utf8") };
  } catch (error) {
    return { name, text: "", code: (error as NodeJS.ErrnoException).code ?? "error" };
  }
}

function parse({ cert, key, ca }: PemFiles): TlsTexts {
  const chain = certificatesIn(cert.text);
  const privateKey = privateKeyIn(key.text);
  const problems = [
    ...problemsOf(cert, chain, certificates),
    ...problemsOf(key, privateKey, "a private key without a passphrase"),
    // Node would take an empty text for none, and believe every authority of the public web.
    ...(ca === undefined ? [] : problemsOf(ca, certificatesIn(ca.text), certificates)),
  ];
  // OpenSSL compares the two only if they are of one kind.
  if (chain && privateKey && !chain[0]?.checkPrivateKey(privateKey))
    problems.push("NOPASS_TLS_KEY is not the key of the first certificate in NOPASS_TLS_CERT");
  if (problems.length > 0) throw new SettingsError(problems);
  const texts = { cert: cert.text, key: key.text, ...(ca === undefined ? {} : { ca: ca.text }) };
  try {
    createSecureContext(texts);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "error";
    throw new SettingsError([`NOPASS_TLS_CERT and NOPASS_TLS_KEY cannot be used for TLS (${code})`]);
  }
  return texts;
}

const certificates = "certificates, all of them whole";

function problemsOf({ name, code }: PemFile, found: unknown, wanted: string): readonly string[] {
  if (code !== undefined) return [`${name} names a file that cannot be read (${code})`];
  return found === undefined ? [`${name} must name a PEM file with ${wanted}`] : [];
}

function privateKeyIn(text: string): KeyObject | undefined {
  try {
    return createPrivateKey(text);
  } catch {
    return undefined;
  }
}
