<?php

declare(strict_types=1);

namespace NoPass\Internal;

use NoPass\Receipt\ReceiptException;
use NoPass\Receipt\ReceiptReason;

/** @internal What every receipt says, in the words of JWT (RFC 7519). Times in seconds since the epoch. */
final readonly class Claims
{
    private function __construct(
        public string $aud,
        public string $sub,
        public string $email,
        public string $purpose,
        public int $authTime,
        public int $iat,
        public int $exp,
        public string $jti,
        public ?string $nonce,
        public bool $test,
    ) {
    }

    /** Reads the claims of a receipt whose signature holds. What only resembles a receipt's claims is refused. */
    public static function parse(
        #[\SensitiveParameter]
        string $payload,
        string $issuer,
        string $audience,
        float $now,
        int $toleranceSeconds,
    ): self {
        $claims = StrictJson::object($payload) ?? throw new ReceiptException(ReceiptReason::Malformed);
        $nbf = $claims->nbf ?? null;
        $exp = $claims->exp ?? null;
        $reason = match (true) {
            array_diff(self::REQUIRED, array_keys(get_object_vars($claims))) !== [] => ReceiptReason::Claims,
            $claims->iss !== $issuer => ReceiptReason::Issuer,
            // RFC 7519 §4.1.3 allows a list. One that has us and others in it would be good in two places.
            $claims->aud !== $audience => ReceiptReason::Audience,
            self::isNumber($nbf) && $nbf > $now + $toleranceSeconds => ReceiptReason::NotYet,
            self::isNumber($exp) && $exp <= $now - $toleranceSeconds => ReceiptReason::Expired,
            !self::isWhole($claims) => ReceiptReason::Claims,
            default => null,
        };
        return $reason !== null ? throw new ReceiptException($reason) : new self(
            $claims->aud,
            $claims->sub,
            $claims->email,
            $claims->purpose,
            $claims->auth_time,
            $claims->iat,
            $claims->exp,
            $claims->jti,
            $claims->nonce ?? null,
            $claims->test ?? false,
        );
    }

    private const REQUIRED = [
        'iss', 'aud', 'sub', 'email', 'email_verified', 'purpose', 'amr', 'auth_time', 'iat', 'exp', 'jti',
    ];

    private static function isWhole(\stdClass $claims): bool
    {
        return self::isText($claims->sub)
            && self::isText($claims->email)
            && str_contains($claims->email, '@')
            && $claims->email_verified === true
            && self::isText($claims->purpose)
            && is_array($claims->amr)
            && in_array('otp', $claims->amr, true)
            && is_int($claims->auth_time)
            && is_int($claims->iat)
            && is_int($claims->exp)
            && $claims->auth_time >= 0
            && $claims->auth_time <= $claims->iat
            && $claims->iat < $claims->exp
            && $claims->exp - $claims->iat <= self::LONGEST_LIFE_SECONDS
            && self::isText($claims->jti)
            && (!property_exists($claims, 'nbf') || self::isNumber($claims->nbf))
            && (!property_exists($claims, 'nonce') || self::isText($claims->nonce))
            && (!property_exists($claims, 'test') || is_bool($claims->test));
    }

    /** The service's promise. A longer life would outlast the memory of those who accept each receipt once. */
    private const LONGEST_LIFE_SECONDS = 300;

    private static function isText(mixed $value): bool
    {
        return is_string($value) && preg_match('/\A.{1,256}\z/su', $value) === 1;
    }

    private static function isNumber(mixed $value): bool
    {
        return is_int($value) || is_float($value);
    }
}
