<?php

declare(strict_types=1);

namespace NoPass\Internal;

/** @internal A public key of the service's (RFC 7517): on P-256 for ES256, Ed25519 for EdDSA, and nothing else. */
final readonly class PublicKey
{
    private function __construct(private \OpenSSLAsymmetricKey|string $key)
    {
    }

    /** Whether a key of the set is meant for this. */
    public static function fits(mixed $jwk, string $kid, string $alg): bool
    {
        [$kty, $crv] = $alg === 'ES256' ? ['EC', 'P-256'] : ['OKP', 'Ed25519'];
        return $jwk instanceof \stdClass
            && ($jwk->kid ?? null) === $kid
            && ($jwk->kty ?? null) === $kty
            && ($jwk->crv ?? null) === $crv
            && ($jwk->alg ?? $alg) === $alg
            && ($jwk->use ?? 'sig') === 'sig'
            && in_array('verify', (array) ($jwk->key_ops ?? ['verify']), true);
    }

    /** @throws \UnexpectedValueException for a key that cannot be used */
    public static function parse(\stdClass $jwk): self
    {
        if (isset($jwk->d)) {
            throw new \UnexpectedValueException('a key was published with its private part');
        }
        $x = self::coordinate($jwk->x ?? null);
        return $jwk->kty === 'OKP' ? new self($x) : new self(self::onP256($x, self::coordinate($jwk->y ?? null)));
    }

    public function verifies(#[\SensitiveParameter] string $signed, #[\SensitiveParameter] string $signature): bool
    {
        if (strlen($signature) !== 64) {
            return false;
        }
        return is_string($this->key)
            ? sodium_crypto_sign_verify_detached($signature, $signed, $this->key)
            : openssl_verify($signed, self::toDer($signature), $this->key, OPENSSL_ALGO_SHA256) === 1;
    }

    private static function coordinate(mixed $text): string
    {
        $bytes = is_string($text) ? Base64Url::decode($text) : null;
        return strlen($bytes ?? '') === 32 ? $bytes : throw new \UnexpectedValueException('a key has no such form');
    }

    private static function onP256(string $x, string $y): \OpenSSLAsymmetricKey
    {
        // RFC 5480 §2: a SubjectPublicKeyInfo of ecPublicKey on prime256v1 up to the point.
        $der = hex2bin('3059301306072a8648ce3d020106082a8648ce3d030107034200') . "\x04$x$y";
        $pem = "-----BEGIN PUBLIC KEY-----\n" . chunk_split(base64_encode($der), 64, "\n") . "-----END PUBLIC KEY-----\n";
        return openssl_pkey_get_public($pem) ?: throw new \UnexpectedValueException('a key is not on its curve');
    }

    /** RFC 3279 §2.2.3; RFC 7518 §3.4 has r and s side by side. */
    private static function toDer(string $signature): string
    {
        $integers = implode('', array_map(static function (string $integer): string {
            $bytes = ltrim($integer, "\0");
            $bytes = $bytes === '' || ord($bytes[0]) > 0x7f ? "\0$bytes" : $bytes;
            return "\x02" . chr(strlen($bytes)) . $bytes;
        }, str_split($signature, 32)));
        return "\x30" . chr(strlen($integers)) . $integers;
    }
}
