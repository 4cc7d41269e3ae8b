<?php

declare(strict_types=1);

namespace NoPass\Internal;

/** @internal Checks addresses before anything is sent to them. */
final class Url
{
    /** Returns the address of the service without a slash at the end. */
    public static function ofService(string $url): string
    {
        $parts = self::parse('url', $url);
        if (array_intersect_key($parts, array_flip(['user', 'pass', 'query', 'fragment'])) !== []) {
            throw new \InvalidArgumentException(
                'url has a part that does not belong there: credentials, a query or a fragment',
            );
        }
        return rtrim($url, '/');
    }

    /** Whoever can change the keys on their way can sign receipts, so they have to come encrypted. */
    public static function ofKeys(string $name, string $url): string
    {
        $parts = self::parse($name, $url);
        if (isset($parts['user']) || isset($parts['pass'])) {
            throw new \InvalidArgumentException("$name has credentials, which do not belong there");
        }
        $isLoopback = preg_match('/\A(localhost|127(\.\d+){3}|\[::1\])\z/i', $parts['host']) === 1;
        if (strtolower($parts['scheme']) !== 'https' && !$isLoopback) {
            throw new \InvalidArgumentException("$name must start with https://, or with http:// on this machine");
        }
        return $url;
    }

    /** @return array<string, int|string> */
    private static function parse(string $name, string $url): array
    {
        $parts = preg_match('/[^\x21-\x7e]/', $url) === 1 ? false : parse_url($url);
        if ($parts === false || ($parts['host'] ?? '') === '') {
            throw new \InvalidArgumentException("$name is not a URL");
        }
        if (preg_match('/\Ahttps?\z/i', $parts['scheme'] ?? '') !== 1) {
            throw new \InvalidArgumentException("$name does not start with https:// or http://");
        }
        return $parts;
    }
}
