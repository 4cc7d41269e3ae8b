import { aClaimSet, aReceipt, encode, signatureBy } from "../receipts.ts";
import { type Forgery, forged, right, rightClaims, rightHeader, rightSignature, written } from "./forgery.ts";
import { ed, es, stranger } from "./keys.ts";

/** Of P-256 (FIPS 186-5). */
const order = Buffer.from("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", "hex");

export const signatureForgeries: readonly Forgery[] = [
  forged("signed by a key of the same name", "SIGNATURE", {}, stranger),
  written("a signature of another receipt", `${rightHeader}.${rightClaims}.${otherSignature()}`, "SIGNATURE"),
  written(
    "claims of another receipt",
    `${rightHeader}.${encode(aClaimSet({ email: "eve@example.com" }))}.${rightSignature}`,
    "SIGNATURE",
  ),
  forged("a signature that is cut short", "SIGNATURE", {
    signature: (input) => signatureBy(es)(input).subarray(0, 63),
  }),
  written("a signature of one byte", `${rightHeader}.${rightClaims}.AA`, "SIGNATURE"),
  written("a signature that is too long", `${right}AAAA`, "SIGNATURE"),
  forged("a signature in DER", "SIGNATURE", {
    signature: (input) => toDer(signatureBy(es)(input)),
  }),
  forged("r and s of zero (CVE-2022-21449)", "SIGNATURE", { signature: () => Buffer.alloc(64) }),
  forged("r of zero", "SIGNATURE", { signature: (input) => signatureBy(es)(input).fill(0, 0, 32) }),
  forged("s of zero", "SIGNATURE", { signature: (input) => signatureBy(es)(input).fill(0, 32) }),
  forged("r and s of the order of the curve", "SIGNATURE", {
    signature: () => Buffer.concat([order, order]),
  }),
  forged("a signature over SHA-512", "SIGNATURE", { signature: signatureBy(es, "sha512") }),
  forged("an EdDSA signature of zeros", "SIGNATURE", { signature: () => Buffer.alloc(64) }, ed),
  forged("an EdDSA signature that is cut short", "SIGNATURE", {
    header: ed.header,
    signature: (input) => signatureBy(ed)(input).subarray(0, 63),
  }),
  forged(
    "an EdDSA signature with the order added to S",
    "SIGNATURE",
    { signature: (input) => withOrderAdded(signatureBy(ed)(input)) },
    ed,
  ),
];

function otherSignature(): string {
  return aReceipt(es, { claims: aClaimSet({ jti: "another" }) }).split(".")[2] ?? "";
}

/** RFC 3279 §2.2.3. */
function toDer(signature: Buffer): Buffer {
  const integers = [signature.subarray(0, 32), signature.subarray(32)].map((integer) => {
    const bytes = Buffer.concat([Buffer.of(0), integer]);
    return Buffer.concat([Buffer.of(0x02, bytes.length), bytes]);
  });
  const body = Buffer.concat(integers);
  return Buffer.concat([Buffer.of(0x30, body.length), body]);
}

/** RFC 8032 §5.1.7 has S below the order, so that there is one signature and not two. */
function withOrderAdded(signature: Buffer): Buffer {
  const edOrder = 2n ** 252n + 27742317777372353535851937790883648493n;
  const s = BigInt(`0x${Buffer.from(signature.subarray(32)).reverse().toString("hex")}`) + edOrder;
  const bytes = Buffer.from(s.toString(16).padStart(64, "0"), "hex").reverse();
  return Buffer.concat([signature.subarray(0, 32), bytes]);
}
