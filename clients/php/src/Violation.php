<?php

declare(strict_types=1);

namespace NoPass;

/** One field that broke its rule, named as in the proto file (`ttl`, `client_ip`). */
final readonly class Violation
{
    public function __construct(public string $field, public string $description)
    {
    }
}
