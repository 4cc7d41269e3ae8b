<?php

declare(strict_types=1);

namespace NoPass\Internal;

/** @internal Puts what callers give on the wire's terms. No message shows a value. */
final class Fields
{
    /** Said here without the text: a key with a line break from a file would otherwise become a header of its own. */
    public static function parseApiKey(#[\SensitiveParameter] string $apiKey): string
    {
        return match (true) {
            $apiKey === '' => throw new \InvalidArgumentException('apiKey is missing'),
            preg_match('/[^\x21-\x7e]/', $apiKey) === 1
                => throw new \InvalidArgumentException('apiKey contains white space or a character beyond ASCII'),
            !str_starts_with($apiKey, 'np_') => throw new \InvalidArgumentException('apiKey does not start with np_'),
            default => $apiKey,
        };
    }

    public static function requireTimeout(float $seconds): void
    {
        if (!($seconds > 0 && $seconds <= self::LONGEST_TIMEOUT_SECONDS)) {
            throw new \InvalidArgumentException('timeoutSeconds must be above 0 and at most ' . self::LONGEST_TIMEOUT_SECONDS);
        }
    }

    private const LONGEST_TIMEOUT_SECONDS = 86_400;

    /** 128 bits of chance as 22 characters of base64url, where the caller gave none. */
    public static function idOr(#[\SensitiveParameter] ?string $given): string
    {
        return $given === null || $given === '' ? Base64Url::encode(random_bytes(16)) : $given;
    }

    /** Writes a google.protobuf.Duration, to the millisecond. */
    public static function durationOf(int|float $seconds): string
    {
        if (!is_finite($seconds) || abs($seconds) > self::LONGEST_DURATION_SECONDS) {
            throw new \InvalidArgumentException('ttlSeconds must be a number of seconds');
        }
        $ms = (int) round($seconds * 1000);
        return sprintf('%s%d.%03ds', $ms < 0 ? '-' : '', intdiv(abs($ms), 1000), abs($ms) % 1000);
    }

    private const LONGEST_DURATION_SECONDS = 315_576_000_000;

    /** @param array<string, mixed> $request */
    public static function encode(#[\SensitiveParameter] array $request): string
    {
        $json = json_encode(array_filter($request, static fn (mixed $value) => $value !== null));
        // The encoder's own error is about nothing else, and would have the request in its trace.
        return $json === false ? throw new \InvalidArgumentException('a field is not UTF-8') : $json;
    }
}
