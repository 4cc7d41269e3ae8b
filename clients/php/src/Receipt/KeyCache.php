<?php

declare(strict_types=1);

namespace NoPass\Receipt;

/**
 * Keeps the service's public keys. Whoever can write to it can sign receipts.
 *
 * Under PHP-FPM a process forgets with each request: give one that outlives it, such as FileKeyCache.
 */
interface KeyCache
{
    /** Returns what was last written for this URL, or null. */
    public function read(string $url): ?string;

    public function write(string $url, string $state): void;
}
