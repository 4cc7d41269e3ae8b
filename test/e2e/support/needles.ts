import { hash } from "node:crypto";

/** A secret that must not be found, and all the forms in which it is looked for. */
export interface Needle {
  readonly what: string;
  readonly forms: readonly string[];
}

/** The forms in which a text could leak: as it is, encoded in a usual way, or as a hash without a key. */
export function needle(what: string, secret: string): Needle {
  const spellings = [secret, secret.toLowerCase(), secret.toUpperCase()];
  const forms = spellings.flatMap((text) => [
    text,
    encodeURIComponent(text),
    ...encoded(text),
    ...hashed(text),
  ]);
  return { what, forms: [...new Set(forms)] };
}

/** Which of the needles stand in a text, by name. */
export function found(text: string, needles: readonly Needle[]): readonly string[] {
  return needles.filter(({ forms }) => forms.some((form) => text.includes(form))).map(({ what }) => what);
}

function encoded(text: string): readonly string[] {
  const bytes = Buffer.from(text);
  const hex = bytes.toString("hex");
  const utf16 = Buffer.from(text, "utf16le").toString("latin1");
  return [hex, hex.toUpperCase(), utf16, [...text].reverse().join(""), ...base64s(bytes)];
}

/** Base64 of a text within a longer one depends on where it starts, so there are three. */
function base64s(bytes: Buffer): readonly string[] {
  return [0, 1, 2].flatMap((offset) => {
    const base64 = Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64");
    const whole = base64.slice(offset === 0 ? 0 : offset + 1, Math.floor(((offset + bytes.length) * 8) / 6));
    return [whole, whole.replaceAll("+", "-").replaceAll("/", "_")];
  });
}

function hashed(text: string): readonly string[] {
  const encodings = ["hex", "base64", "base64url"] as const;
  return ["sha256", "sha1", "sha512", "md5"].flatMap((name) =>
    encodings.map((encoding) => hash(name, text, encoding).replace(/=+$/, "")),
  );
}
