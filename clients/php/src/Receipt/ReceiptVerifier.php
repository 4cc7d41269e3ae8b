<?php

declare(strict_types=1);

namespace NoPass\Receipt;

use NoPass\Internal\Claims;
use NoPass\Internal\Jws;
use NoPass\Internal\PublishedKeys;
use NoPass\Internal\Url;

/** Judges receipts of one service for one tenant. */
final readonly class ReceiptVerifier
{
    private PublishedKeys $keys;
    private \Closure $now;

    /**
     * Makes a verifier, which fetches keys when the first receipt comes.
     *
     * @param string $issuer the service's public URL, letter for letter and without a slash at the end
     * @param string $audience your tenant: receipts for others are refused
     * @param string|null $jwksUrl where the keys are; default: `/.well-known/jwks.json` below the issuer
     * @param bool $allowTest accepts receipts of test keys and test addresses: never in production
     * @param int $clockToleranceSeconds how far your clock may be from the service's, a minute at most
     * @param KeyCache|null $keyCache default: one for this process
     * @param (callable(): float)|null $now the seconds since the epoch
     * @throws \InvalidArgumentException for what cannot work
     */
    public function __construct(
        private string $issuer,
        private string $audience,
        ?string $jwksUrl = null,
        private bool $allowTest = false,
        private int $clockToleranceSeconds = 30,
        ?KeyCache $keyCache = null,
        ?callable $now = null,
    ) {
        match (true) {
            $issuer === '' => throw new \InvalidArgumentException('issuer is missing'),
            str_ends_with($issuer, '/')
                => throw new \InvalidArgumentException("issuer ends with a slash, which no receipt's issuer does"),
            $audience === '' => throw new \InvalidArgumentException('audience is missing'),
            // The service publishes an old key for a minute after its last receipt has expired.
            $clockToleranceSeconds < 0 || $clockToleranceSeconds > 60
                => throw new \InvalidArgumentException('clockToleranceSeconds must be between 0 and 60'),
            default => null,
        };
        $url = Url::ofKeys($jwksUrl === null ? 'issuer' : 'jwksUrl', $jwksUrl ?? "$issuer/.well-known/jwks.json");
        $this->now = $now === null ? static fn (): float => microtime(true) : $now(...);
        $this->keys = new PublishedKeys($url, $keyCache ?? self::processCache(), $this->now);
    }

    /**
     * Returns what the receipt proves.
     *
     * Whoever holds a receipt can show it: give `consume` where it must count once, and `nonce` where it must belong
     * to the session that asked for the code.
     *
     * @param string $purpose what the code was sent for
     * @param string|Nonce|null $nonce what was given to sendCode in this session; null and empty accept no receipt
     * @param (callable(string $id, \DateTimeImmutable $until): bool)|null $consume asked last: true for the first who
     *        asks with this id, in one step of the database; after `until` it may be forgotten
     * @param int|null $maxAgeSeconds how long ago the code may have been typed; default: as long as receipts live
     * @throws ReceiptException
     */
    public function verify(
        #[\SensitiveParameter]
        string $receipt,
        string $purpose = 'sign-in',
        #[\SensitiveParameter]
        string|Nonce|null $nonce = Nonce::None,
        ?callable $consume = null,
        ?int $maxAgeSeconds = null,
    ): VerifiedReceipt {
        if ($purpose === '' || ($maxAgeSeconds ?? 0) < 0) {
            throw new \InvalidArgumentException('purpose is missing, or maxAgeSeconds negative');
        }
        $now = ($this->now)();
        $jws = Jws::parse($receipt);
        $jws->requireSignature($this->keys->find($jws->kid, $jws->alg));
        $claims = Claims::parse($jws->payload, $this->issuer, $this->audience, $now, $this->clockToleranceSeconds);
        $earliest = $maxAgeSeconds === null ? -INF : $now - $this->clockToleranceSeconds - $maxAgeSeconds;
        $reason = match (true) {
            $claims->test && !$this->allowTest => ReceiptReason::Test,
            $claims->iat > $now + $this->clockToleranceSeconds => ReceiptReason::NotYet,
            $claims->purpose !== $purpose => ReceiptReason::Purpose,
            !self::isNonceRight($claims->nonce, $nonce) => ReceiptReason::Nonce,
            $claims->authTime < $earliest => ReceiptReason::Expired,
            default => null,
        };
        // Twice the tolerance: the clock of a database may be wrong as well.
        $until = self::instant($claims->exp + 2 * $this->clockToleranceSeconds);
        if ($reason === null && $consume !== null && $consume($claims->jti, $until) !== true) {
            $reason = ReceiptReason::Replayed;
        }
        return $reason === null ? self::toVerified($claims) : throw new ReceiptException($reason);
    }

    private static function isNonceRight(
        #[\SensitiveParameter]
        ?string $said,
        #[\SensitiveParameter]
        string|Nonce|null $wanted,
    ): bool {
        return $wanted === Nonce::None ? $said === null : $said !== null && $wanted !== '' && $said === $wanted;
    }

    private static function toVerified(Claims $claims): VerifiedReceipt
    {
        return new VerifiedReceipt(
            $claims->email,
            $claims->purpose,
            $claims->sub,
            $claims->aud,
            self::instant($claims->authTime),
            self::instant($claims->iat),
            self::instant($claims->exp),
            $claims->jti,
            $claims->nonce,
            $claims->test,
        );
    }

    private static function instant(int $seconds): \DateTimeImmutable
    {
        return (new \DateTimeImmutable('@0'))->setTimestamp($seconds);
    }

    private static function processCache(): KeyCache
    {
        static $cache = null;
        return $cache ??= new MemoryKeyCache();
    }
}
