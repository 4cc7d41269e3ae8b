/** Of one of the two numbers of an ES256 signature. */
const numberBytes = 32;

/**
 * An ES256 signature as JWS has it, both numbers one after the other (RFC 7518 §3.4), from the DER that OpenSSL writes
 * (RFC 3279 §2.2.3).
 *
 * Node would do it too, but only for keys in an object with options, which takes it as long again as the signature.
 */
export function fromDer(der: Uint8Array): Buffer {
  const signature = Buffer.alloc(2 * numberBytes);
  // A sequence of two integers: each is preceded by its type and length, which one byte holds.
  const rEnd = putInteger(der, 2, signature, numberBytes);
  const sEnd = putInteger(der, rEnd, signature, 2 * numberBytes);
  if (der[0] !== 0x30 || der[1] !== der.length - 2 || sEnd !== der.length) throw new TypeError(notDer);
  return signature;
}

/** Puts the integer that starts at `at` so that it ends at `end`; returns where the next one starts. */
function putInteger(der: Uint8Array, at: number, into: Buffer, end: number): number {
  const next = at + 2 + (der[at + 1] ?? 0);
  // Positive ones with their first bit set have a zero before them; small ones are short.
  let start = at + 2;
  while (der[start] === 0 && start < next - 1) start += 1;
  if (der[at] !== 0x02 || next > der.length || next - start > numberBytes) throw new TypeError(notDer);
  into.set(der.subarray(start, next), end - (next - start));
  return next;
}

const notDer = "an ECDSA signature is not in DER";
