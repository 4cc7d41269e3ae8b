<?php

declare(strict_types=1);

namespace NoPass\Internal;

/** @internal RFC 4648 §5 without padding. */
final class Base64Url
{
    public static function encode(#[\SensitiveParameter] string $bytes): string
    {
        return rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
    }

    /** Reads characters that are exactly what their own bytes are written as; null for all others. */
    public static function decode(#[\SensitiveParameter] string $text): ?string
    {
        if (preg_match('/\A[A-Za-z0-9_-]+\z/', $text) !== 1) {
            return null;
        }
        $bytes = base64_decode(strtr($text, '-_', '+/'), true);
        return $bytes !== false && self::encode($bytes) === $text ? $bytes : null;
    }
}
