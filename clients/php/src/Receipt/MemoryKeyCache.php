<?php

declare(strict_types=1);

namespace NoPass\Receipt;

/** Keeps keys as long as the process (under PHP-FPM: the request) lives. */
final class MemoryKeyCache implements KeyCache
{
    /** @var array<string, string> */
    private array $states = [];

    public function read(string $url): ?string
    {
        return $this->states[$url] ?? null;
    }

    public function write(string $url, string $state): void
    {
        // A program that makes up addresses must not fill the memory.
        if (count($this->states) >= self::MOST_URLS && !isset($this->states[$url])) {
            array_shift($this->states);
        }
        $this->states[$url] = $state;
    }

    private const MOST_URLS = 100;
}
