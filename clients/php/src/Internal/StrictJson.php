<?php

declare(strict_types=1);

namespace NoPass\Internal;

/** @internal */
final class StrictJson
{
    /**
     * Reads one JSON object in which no name stands twice; null for anything else.
     *
     * With a name twice, two readers see two statements in one text (RFC 7515 §4, §10.12).
     */
    public static function object(#[\SensitiveParameter] string $json): ?\stdClass
    {
        $value = json_decode($json, false, 32);
        return $value instanceof \stdClass && self::countNames($json) === self::countMembers($value) ? $value : null;
    }

    /** Strings are the only place for quotes, so that the pattern cannot lose its step in a text that is JSON. */
    private static function countNames(#[\SensitiveParameter] string $json): int
    {
        preg_match_all('/"(?:[^"\\\\]|\\\\.)*+"\s*(:?)/s', $json, $matches);
        return count(array_filter($matches[1], static fn (string $colon) => $colon === ':'));
    }

    private static function countMembers(#[\SensitiveParameter] mixed $value): int
    {
        $members = $value instanceof \stdClass ? get_object_vars($value) : (is_array($value) ? $value : []);
        return ($value instanceof \stdClass ? count($members) : 0) + array_sum(array_map(self::countMembers(...), $members));
    }
}
