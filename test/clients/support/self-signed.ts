import { generateKeyPairSync, sign } from "node:crypto";

/** A certificate for `localhost` that is its own authority, for a server or a client of one test. */
export interface SelfSigned {
  readonly cert: string;
  readonly key: string;
}

/** Makes a certificate (RFC 5280 §4.1), so that no private key is kept among the tests. */
export function createSelfSigned(): SelfSigned {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const name = sequence(der(0x31, sequence(commonName, der(0x0c, Buffer.from("localhost")))));
  const altNames = sequence(subjectAltName, der(0x04, sequence(der(0x82, Buffer.from("localhost")))));
  const content = sequence(
    der(0xa0, der(0x02, Buffer.of(2))),
    der(0x02, Buffer.of(1)),
    sequence(ecdsaWithSha256),
    name,
    sequence(der(0x17, Buffer.from("200101000000Z")), der(0x17, Buffer.from("490101000000Z"))),
    name,
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, sequence(altNames)),
  );
  const signature = sign("sha256", content, privateKey);
  const certificate = sequence(content, sequence(ecdsaWithSha256), der(0x03, Buffer.of(0), signature));
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${certificate.toString("base64")}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

const commonName = Buffer.from("0603550403", "hex");
const subjectAltName = Buffer.from("0603551d11", "hex");
const ecdsaWithSha256 = Buffer.from("06082a8648ce3d040302", "hex");

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, ...parts);
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const { length } = body;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...size), body]);
}
