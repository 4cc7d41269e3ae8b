<?php

declare(strict_types=1);

namespace NoPass\Internal;

/** @internal There is no answer. */
final class HttpFailure extends \RuntimeException
{
    public const LOST = 1;
    public const TIMEOUT = 2;
    public const TOO_LONG = 3;

    public function __construct(public readonly int $kind, string $message)
    {
        parent::__construct($message);
    }
}
