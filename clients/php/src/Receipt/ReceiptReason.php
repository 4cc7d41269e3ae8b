<?php

declare(strict_types=1);

namespace NoPass\Receipt;

/** Why a receipt is not believed. All but KeysUnavailable are the receipt's fault, and final. */
enum ReceiptReason: string
{
    case Malformed = 'MALFORMED';
    case KeyUnknown = 'KEY_UNKNOWN';
    case Signature = 'SIGNATURE';
    case Issuer = 'ISSUER';
    case Audience = 'AUDIENCE';
    case Purpose = 'PURPOSE';
    case Nonce = 'NONCE';
    case Expired = 'EXPIRED';
    case NotYet = 'NOT_YET';
    case Claims = 'CLAIMS';
    case Test = 'TEST';
    case Replayed = 'REPLAYED';
    case KeysUnavailable = 'KEYS_UNAVAILABLE';

    public function text(): string
    {
        return match ($this) {
            self::Malformed => 'this is not a receipt',
            self::KeyUnknown => 'the receipt was not signed with a key of the issuer',
            self::Signature => 'the signature of the receipt is wrong',
            self::Issuer => 'the receipt is from another service',
            self::Audience => 'the receipt is for another tenant',
            self::Purpose => 'the receipt is for another purpose',
            self::Nonce => 'the receipt is for another session',
            self::Expired => 'the receipt is too old',
            self::NotYet => 'the receipt is dated in the future',
            self::Claims => 'the receipt does not say what a receipt says',
            self::Test => 'the receipt is for tests, and proves nothing',
            self::Replayed => 'the receipt was used before',
            self::KeysUnavailable => 'the keys of the issuer cannot be had',
        };
    }
}
