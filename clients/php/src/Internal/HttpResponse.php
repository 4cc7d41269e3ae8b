<?php

declare(strict_types=1);

namespace NoPass\Internal;

/** @internal */
final readonly class HttpResponse
{
    /** @param array<string, string> $headers by their names in lower case */
    public function __construct(public int $status, public array $headers, public string $body)
    {
    }

    public function isJson(): bool
    {
        return preg_match('~\Aapplication/json\s*(;|\z)~i', $this->headers['content-type'] ?? '') === 1;
    }
}
