<?php

declare(strict_types=1);

namespace NoPass\Receipt;

/**
 * A `consume` for one process that may forget when it ends: a worker, never PHP-FPM, which needs a database.
 *
 * When it is full it throws: to forget a receipt early would let it in again.
 */
final class MemoryReplayGuard
{
    /** @var array<string, int> */
    private array $untils = [];

    public function __construct(private readonly int $capacity = 100_000)
    {
    }

    public function __invoke(string $id, \DateTimeImmutable $until): bool
    {
        foreach ($this->untils as $seen => $end) {
            // The oldest come first. One that ends early behind one that ends late waits for it, a few minutes at most.
            if ($end > time()) {
                break;
            }
            unset($this->untils[$seen]);
        }
        // A number as key would lose its type.
        $key = "id $id";
        if (isset($this->untils[$key])) {
            return false;
        }
        if (count($this->untils) >= $this->capacity) {
            throw new \OverflowException('the replay guard is full, use a database');
        }
        $this->untils[$key] = $until->getTimestamp();
        return true;
    }
}
