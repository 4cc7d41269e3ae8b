<?php

declare(strict_types=1);

namespace NoPass\Internal;

use NoPass\Receipt\ReceiptException;
use NoPass\Receipt\ReceiptReason;

/** @internal The compact form of a receipt (RFC 7515 §7.1). */
final readonly class Jws
{
    private function __construct(
        public string $alg,
        public string $kid,
        public string $payload,
        private string $signed,
        private string $signature,
    ) {
    }

    /**
     * Refuses what cannot be a receipt before any key is looked for: the header is exactly `alg`, `kid` and `typ`.
     *
     * There is no list of dangerous header parameters (`crit`, `jku`, `jwk`) to keep up to date: the service sends
     * none, so that any other one means that the service did not write it.
     */
    public static function parse(#[\SensitiveParameter] string $receipt): self
    {
        $parts = strlen($receipt) > self::MAX_LENGTH ? [] : explode('.', $receipt);
        $bytes = array_map(Base64Url::decode(...), $parts);
        if (count($bytes) !== 3 || in_array(null, $bytes, true)) {
            throw new ReceiptException(ReceiptReason::Malformed);
        }
        $header = StrictJson::object($bytes[0]);
        $fields = $header === null ? [] : get_object_vars($header);
        $alg = $fields['alg'] ?? null;
        $kid = $fields['kid'] ?? null;
        $isOurs = count($fields) === 3
            && in_array($alg, ['ES256', 'EdDSA'], true)
            && is_string($kid) && $kid !== ''
            && ($fields['typ'] ?? null) === 'nopass-receipt+jwt';
        return $isOurs
            ? new self($alg, $kid, $bytes[1], "$parts[0].$parts[1]", $bytes[2])
            : throw new ReceiptException(ReceiptReason::Malformed);
    }

    /** Twice the longest receipt there can be: address, purpose, nonce, issuer and tenant are all bounded. */
    private const MAX_LENGTH = 4096;

    public function requireSignature(PublicKey $key): void
    {
        if (!$key->verifies($this->signed, $this->signature)) {
            throw new ReceiptException(ReceiptReason::Signature);
        }
    }
}
